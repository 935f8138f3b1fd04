#include "peering/numbers.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(BitsText, HasThreeDigitsAndAPrefix) {
  EXPECT_EQ(bits_text(0), "0");
  EXPECT_EQ(bits_text(0.4), "0");
  EXPECT_EQ(bits_text(-3), "0");
  EXPECT_EQ(bits_text(1), "1");
  EXPECT_EQ(bits_text(999), "999");
  EXPECT_EQ(bits_text(999.6), "1.00k");
  EXPECT_EQ(bits_text(1234), "1.23k");
  EXPECT_EQ(bits_text(12'345), "12.3k");
  EXPECT_EQ(bits_text(123'456), "123k");
  EXPECT_EQ(bits_text(999'600), "1.00M");
  EXPECT_EQ(bits_text(9'996), "10.0k");
  EXPECT_EQ(bits_text(1.5e9), "1.50G");
  EXPECT_EQ(bits_text(2e12), "2.00T");
  EXPECT_EQ(bits_text(3e15), "3.00P");
  EXPECT_EQ(bits_text(1e30), ">999P");
}

TEST(RateText, HasTheUnitBehindItsPrefix) {
  EXPECT_EQ(rate_text(0), "0 bit/s");
  EXPECT_EQ(rate_text(999), "999 bit/s");
  EXPECT_EQ(rate_text(1.23e9), "1.23 Gbit/s");
}

TEST(MinuteText, IsInUtc) {
  EXPECT_EQ(minute_text(unix_ms(1'790'812'800'000)), "2026-10-01 00:00 UTC");
}

TEST(RatioText, IsOutToIn) {
  EXPECT_EQ(ratio_text({.in = 10, .out = 25}), "2.5:1");
  EXPECT_EQ(ratio_text({.in = 40, .out = 10}), "1:4.0");
  EXPECT_EQ(ratio_text({.in = 7, .out = 7}), "1:1");
  EXPECT_EQ(ratio_text({.in = 0, .out = 7}), "1:0");
  EXPECT_EQ(ratio_text({.in = 7, .out = 0}), "0:1");
  EXPECT_EQ(ratio_text({}), "-");
  EXPECT_EQ(ratio_text({.in = 1, .out = 250}), "250:1");
}

TEST(ShareText, HasOneDecimal) {
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(share_text(0.0001), "<0.1 %");
  EXPECT_EQ(share_text(0.1234), "12.3 %");
  EXPECT_EQ(share_text(1), "100.0 %");
}

TEST(Balance, ChangesAtTwoToOneAndTenToOne) {
  EXPECT_STREQ(balance_text(balance_of({.in = 1, .out = 2})), "Balanced");
  EXPECT_STREQ(balance_text(balance_of({.in = 1, .out = 2.1})), "Mostly Outbound");
  EXPECT_STREQ(balance_text(balance_of({.in = 1, .out = 10})), "Heavy Outbound");
  EXPECT_STREQ(balance_text(balance_of({.in = 2, .out = 1})), "Balanced");
  EXPECT_STREQ(balance_text(balance_of({.in = 9.9, .out = 1})), "Mostly Inbound");
  EXPECT_STREQ(balance_text(balance_of({.in = 1, .out = 0})), "Heavy Inbound");
  EXPECT_STREQ(balance_text(balance_of({})), "");
}

TEST(Whole, RoundsToTheNearest) {
  EXPECT_EQ(whole(1.5), 2);
  EXPECT_EQ(whole(-4), 0);
  EXPECT_EQ(whole(1e300), 1'000'000'000'000'000'000);
}

}  // namespace
}  // namespace flowbridge
