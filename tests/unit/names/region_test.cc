#include "names/region.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Region, FollowsTheCountryOfRegistration) {
  for (const char* country : {"US", "CA", "JM", "AG", "VI"}) {
    EXPECT_EQ(region_of(country), Region::kArin) << country;
  }
  for (const char* country : {"BR", "UY", "AR", "VE", "HT"}) {
    EXPECT_EQ(region_of(country), Region::kLacnic) << country;
  }
  for (const char* country : {"ZA", "CI", "MZ", "AO", "ZW"}) {
    EXPECT_EQ(region_of(country), Region::kAfrinic) << country;
  }
  for (const char* country :
       {"DE", "JP", "EU", "AP", "ZZ", "", "us", "U", "USA", " U", "S ", "  "}) {
    EXPECT_EQ(region_of(country), Region::kOther) << country;
  }
}

}  // namespace
}  // namespace flowbridge
