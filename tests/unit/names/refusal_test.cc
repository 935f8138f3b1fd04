#include "names/refusal.h"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

Parsed<std::string> parse(bool sound) {
  if (sound) return std::string("names");
  return Refusal{RefusalReason::kHtml, "begins with <html>"};
}

TEST(Refusal, ParsedHoldsTheValueOrTheReason) {
  const Parsed<std::string> taken = parse(true);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(*taken, "names");
  EXPECT_EQ(taken->size(), 5u);

  const Parsed<std::string> refused = parse(false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.refusal().reason, RefusalReason::kHtml);
  EXPECT_EQ(refused.refusal().detail, "begins with <html>");
}

TEST(Refusal, ParsedGivesUpItsValue) {
  Parsed<std::unique_ptr<int>> parsed = std::make_unique<int>(7);
  EXPECT_EQ(*std::move(parsed).value(), 7);
}

TEST(RefusalDeathTest, TheValueOfARefusalIsABug) {
  EXPECT_DEATH(parse(false).value(), "has_value");
  EXPECT_DEATH(parse(true).refusal(), "has_value");
}

TEST(Refusal, EveryReasonHasALabelOfItsOwn) {
  std::set<std::string> names;
  for (int reason = 0; reason <= static_cast<int>(RefusalReason::kEnvelope); ++reason) {
    const std::string name = refusal_reason_name(static_cast<RefusalReason>(reason));
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Refusal, OneBadRowInAHundredIsForgiven) {
  EXPECT_FALSE(refusal_of({.bad = 0, .all = 0}));
  EXPECT_FALSE(refusal_of({.bad = 1, .all = 100}));
  const std::optional<Refusal> refusal = refusal_of({.bad = 1, .all = 99, .what = "lines"});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason, RefusalReason::kBadLines);
  EXPECT_EQ(refusal->detail, "1 of 99 lines are bad");
}

}  // namespace
}  // namespace flowbridge
