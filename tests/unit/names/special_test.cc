#include "names/special.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

void check(std::uint32_t asn, std::string_view name) {
  const std::optional<SpecialAs> special = special_as(Asn(asn));
  EXPECT_EQ(special ? special->name : "", name) << asn;
}

TEST(SpecialAs, RangesHaveTheEdgesThatIanaGivesThem) {
  check(0, "Reserved (AS0)");
  check(1, "");
  check(111, "");
  check(112, "AS112 project");
  check(113, "");
  check(23455, "");
  check(23456, "AS_TRANS");
  check(23457, "");
  check(64495, "");
  check(64496, "Documentation");
  check(64511, "Documentation");
  check(64512, "Private use");
  check(65534, "Private use");
  check(65535, "Reserved (last 16-bit)");
  check(65536, "Documentation");
  check(65551, "Documentation");
  check(65552, "");
  check(4199999999, "");
  check(4200000000, "Private use");
  check(4294967294, "Private use");
  check(4294967295, "Reserved (last 32-bit)");
}

TEST(SpecialAs, OnlyAs112YieldsToARegisteredName) {
  EXPECT_EQ(special_as(Asn(112))->rank, SpecialRank::kBelowRegistries);
  for (const std::uint32_t asn : {0u, 23456u, 64496u, 64512u, 65535u, 65536u, 4200000000u}) {
    EXPECT_EQ(special_as(Asn(asn))->rank, SpecialRank::kAboveRegistries) << asn;
  }
}

}  // namespace
}  // namespace flowbridge
