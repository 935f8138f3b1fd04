#include "names/registry.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Registry, ANameAndItsRegistryAreOne) {
  for (const char* name : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    EXPECT_NE(registry_from(name), Registry::kNone) << name;
    EXPECT_STREQ(registry_name(registry_from(name)), name);
  }
}

TEST(Registry, WhatIsNoneOfTheFiveIsNone) {
  for (const char* name : {"", "iana", "nro", "ARIN", "ripe", "arin "}) {
    EXPECT_EQ(registry_from(name), Registry::kNone) << name;
  }
  EXPECT_STREQ(registry_name(Registry::kNone), "");
}

}  // namespace
}  // namespace flowbridge
