#include "oracle/compare.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Tick n closes [(n − 1) · 15 s, n · 15 s).
UnixTime tick(int n) {
  return unix_ms(n * 15'000);
}

using Samples = std::vector<RawSample>;

/// 100 bytes by tick 2, nothing by 3, 50 by 4; sent as R15 and R16 say.
SeriesTruth truth() {
  return {.name = "s", .windows = {{tick(2), 100, 0}, {tick(4), 50, 0}}};
}
Samples right() {
  return {{tick(1), 0}, {tick(2), 100}, {tick(3), 100}, {tick(4), 150}, {tick(5), 150}};
}

/// The same truth, but that 30 bytes of tick 2's window came late.
SeriesTruth late_truth() {
  return {.name = "s", .windows = {{tick(2), 70, 30}, {tick(4), 50, 0}}};
}

struct Judged {
  Verdict verdict;
  std::uint64_t last = 0;

  std::vector<std::string> faults() const {
    std::vector<std::string> names;
    for (const Finding& finding : verdict.findings()) names.push_back(fault_name(finding.fault));
    return names;
  }
};

Judged judge(const SeriesTruth& expected, const std::vector<Samples>& found,
             const CompareOptions& options = {}) {
  Judged judged;
  judged.last = compare_series(expected, found, options, judged.verdict);
  return judged;
}

TEST(OracleCompare, RightSamplesHold) {
  const Judged judged = judge(truth(), {right()});
  EXPECT_TRUE(judged.verdict.holds());
  EXPECT_EQ(judged.last, 150u);
  EXPECT_EQ(judged.verdict.samples_checked, 5u);
  EXPECT_EQ(judged.verdict.windows_checked, 2u);
  EXPECT_EQ(judged.verdict.first(), nullptr);
}

TEST(OracleCompare, WhereCountsMustBeIsARule) {
  const Samples later = {{tick(1), 0}, {tick(2), 90}, {tick(3), 100}, {tick(4), 150}};
  const Samples earlier = {{tick(1), 0}, {tick(2), 100}, {tick(3), 130}, {tick(4), 150}};
  const Samples less = {{tick(1), 0}, {tick(2), 90}, {tick(3), 100}, {tick(4), 149}};
  EXPECT_FALSE(judge(truth(), {later}).verdict.holds());
  EXPECT_TRUE(judge(truth(), {later}, {.windows = WindowRule::kLater}).verdict.holds());
  EXPECT_THAT(judge(truth(), {earlier}, {.windows = WindowRule::kLater}).faults(),
              ElementsAre("late_too_much"));
  EXPECT_TRUE(judge(truth(), {earlier}, {.windows = WindowRule::kAny}).verdict.holds());
  EXPECT_THAT(judge(truth(), {less}, {.windows = WindowRule::kAny}).faults(),
              ElementsAre("wrong_total"));
}

TEST(OracleCompare, SparseSamplesHoldAsLongAsAnchorsAreThere) {
  EXPECT_TRUE(judge(truth(), {{{tick(1), 0}, {tick(2), 100}, {tick(3), 100}, {tick(4), 150}}})
                  .verdict.holds());
}

TEST(OracleCompare, BytesInTheNextWindowAreFoundInBothButReportedWhereFirst) {
  Samples shifted = right();
  shifted[1].value = 90;
  const Judged judged = judge(truth(), {shifted});
  EXPECT_THAT(judged.faults(), ElementsAre("wrong_window"));
  EXPECT_EQ(judged.verdict.windows_wrong, 2u);
  const Finding& first = *judged.verdict.first();
  EXPECT_EQ(first.series, "s");
  EXPECT_EQ(first.tick, tick(2));
  EXPECT_EQ(first.expected, 100);
  EXPECT_EQ(first.found, 90);
}

TEST(OracleCompare, RisesBeforeAndAfterEveryExpectedWindowAreFound) {
  EXPECT_THAT(judge(truth(), {{{tick(-9), 0},
                               {tick(-8), 1},
                               {tick(1), 1},
                               {tick(2), 101},
                               {tick(3), 101},
                               {tick(4), 151}}})
                  .faults(),
              ElementsAre("wrong_window", "wrong_total"));
  Samples more = right();
  more.push_back({tick(90), 151});
  EXPECT_THAT(judge(truth(), {more}).faults(), ElementsAre("wrong_total", "wrong_window"));
}

TEST(OracleCompare, ALostLastWindowIsAWrongWindowAndTotal) {
  Samples short_of_last = right();
  short_of_last.resize(3);
  const Judged judged = judge(truth(), {short_of_last});
  EXPECT_THAT(judged.faults(), ElementsAre("wrong_window", "wrong_total"));
  EXPECT_EQ(judged.verdict.findings().at(1).expected, 150);
  EXPECT_EQ(judged.verdict.findings().at(1).found, 100);
}

TEST(OracleCompare, AMissingAnchorMovesNoByteButABirthWithoutZeroIsFound) {
  Samples no_zero = right();
  no_zero.erase(no_zero.begin());
  const Judged judged = judge(truth(), {no_zero});
  EXPECT_THAT(judged.faults(), ElementsAre("first_not_zero"));
  EXPECT_EQ(judged.verdict.first()->tick, tick(2));
  EXPECT_EQ(judged.verdict.first()->found, 100);
}

TEST(OracleCompare, DoubleCountingIsAWrongWindowAndTotal) {
  Samples doubled = right();
  doubled[3].value = doubled[4].value = 200;
  const Judged judged = judge(truth(), {doubled});
  EXPECT_THAT(judged.faults(), ElementsAre("wrong_window", "wrong_total"));
  EXPECT_EQ(judged.verdict.first()->tick, tick(4));
  EXPECT_EQ(judged.verdict.first()->expected, 50);
  EXPECT_EQ(judged.verdict.first()->found, 100);
}

TEST(OracleCompare, AValueThatFallsIsAReset) {
  Samples fallen = right();
  fallen[2].value = 40;
  const Judged judged = judge(truth(), {fallen});
  EXPECT_EQ(judged.verdict.count(Fault::kValueFell), 1u);
  EXPECT_EQ(judged.verdict.first()->tick, tick(3));
  EXPECT_THAT(judged.faults(), ElementsAre("value_fell", "wrong_window"));
}

TEST(OracleCompare, ACounterAtItsLimitBeginsAgainAndHoldsOnlyWhatCameAfter) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 52;
  const SeriesTruth expected{.name = "s", .windows = {{tick(2), kLimit + 5, 0}, {tick(3), 7, 0}}};
  const Samples rolled = {
      {tick(1), 0}, {tick(2), static_cast<double>(kLimit + 5)}, {tick(3), 7}, {tick(4), 7}};
  const Judged judged = judge(expected, {rolled});
  EXPECT_THAT(judged.faults(), IsEmpty());
  EXPECT_EQ(judged.last, kLimit + 12);

  Samples kept = rolled;
  kept[2].value = kept[3].value = 8;
  EXPECT_THAT(judge(expected, {kept}).faults(), ElementsAre("wrong_window", "wrong_total"));
  const SeriesTruth below{.name = "s", .windows = {{tick(2), kLimit - 1, 0}, {tick(3), 7, 0}}};
  Samples early = rolled;
  early[1].value = static_cast<double>(kLimit - 1);
  EXPECT_EQ(judge(below, {early}).verdict.count(Fault::kValueFell), 1u);
}

TEST(OracleCompare, AForgottenSeriesReturnsWithAZero) {
  const SeriesTruth expected{.name = "s", .windows = {{tick(2), 100, 0}, {tick(244), 50, 0}}};
  const Samples returned = {
      {tick(1), 0}, {tick(2), 100}, {tick(240), 100}, {tick(243), 0}, {tick(244), 50}};
  EXPECT_THAT(judge(expected, {returned}).faults(), IsEmpty());

  Samples without = returned;
  without.erase(without.begin() + 3);
  EXPECT_EQ(judge(expected, {without}).verdict.count(Fault::kValueFell), 1u);
  // It was not idle for an hour.
  const SeriesTruth busy{.name = "s", .windows = {{tick(2), 100, 0}, {tick(9), 50, 0}}};
  const Samples soon = {{tick(1), 0}, {tick(2), 100}, {tick(8), 0}, {tick(9), 50}};
  EXPECT_EQ(judge(busy, {soon}).verdict.count(Fault::kValueFell), 1u);
}

TEST(OracleCompare, TimesThatStandStillOrGoBackAreFound) {
  Samples twice = right();
  twice.insert(twice.begin() + 1, twice[1]);
  EXPECT_THAT(judge(truth(), {twice}).faults(), ElementsAre("time_not_increasing"));
}

TEST(OracleCompare, OnlyAnAnchorMayBeOneMillisecondAfterATick) {
  Samples anchored = right();
  anchored[2].timestamp += 1ms;
  EXPECT_TRUE(judge(truth(), {anchored}).verdict.holds());

  Samples rising = right();
  rising[3].timestamp += 1ms;
  EXPECT_THAT(judge(truth(), {rising}).faults(), ElementsAre("wrong_window", "off_grid"));

  Samples first = right();
  first[0].timestamp += 1ms;
  EXPECT_THAT(judge(truth(), {first}).faults(), ElementsAre("off_grid"));

  Samples two_off = right();
  two_off[2].timestamp += 2ms;
  EXPECT_THAT(judge(truth(), {two_off}).faults(), ElementsAre("off_grid"));
}

TEST(OracleCompare, ValuesThatAreNoWholeNumbersAreFound) {
  for (const double value : {100.5, -1.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    Samples samples = right();
    samples.insert(samples.begin() + 2, {tick(2) + 1ms, value});
    EXPECT_THAT(judge(truth(), {samples}).faults(), ElementsAre("not_whole")) << value;
  }
}

TEST(OracleCompare, LateBytesMayComeInAnyLaterWindow) {
  const SeriesTruth expected = late_truth();
  for (const Samples& samples :
       std::vector<Samples>{{{tick(1), 0}, {tick(2), 100}, {tick(3), 100}, {tick(4), 150}},
                            {{tick(1), 0}, {tick(2), 70}, {tick(3), 100}, {tick(4), 150}},
                            {{tick(1), 0}, {tick(2), 80}, {tick(3), 80}, {tick(4), 150}},
                            {{tick(1), 0},
                             {tick(2), 70},
                             {tick(3), 70},
                             {tick(4), 120},
                             {tick(9), 120},
                             {tick(10), 150}}}) {
    EXPECT_THAT(judge(expected, {samples}).faults(), IsEmpty());
  }
}

TEST(OracleCompare, LateBytesBeforeTheirTimeOrTooManyAreFound) {
  const SeriesTruth expected = late_truth();
  const Judged early = judge(
      expected, {{{tick(0), 0}, {tick(1), 30}, {tick(2), 100}, {tick(3), 100}, {tick(4), 150}}});
  EXPECT_THAT(early.faults(), ElementsAre("late_too_much"));
  EXPECT_EQ(early.verdict.first()->tick, tick(1));
  EXPECT_EQ(early.verdict.first()->expected, 0);
  EXPECT_EQ(early.verdict.first()->found, 30);

  const Judged many =
      judge(expected, {{{tick(1), 0}, {tick(2), 101}, {tick(3), 101}, {tick(4), 151}}});
  EXPECT_THAT(many.faults(), ElementsAre("late_too_much", "wrong_total"));
}

TEST(OracleCompare, LateBytesDoNotExcuseMissingOnes) {
  const Judged lost =
      judge(late_truth(), {{{tick(1), 0}, {tick(2), 60}, {tick(3), 100}, {tick(4), 150}}});
  EXPECT_EQ(lost.verdict.count(Fault::kWrongWindow), 1u);
  EXPECT_EQ(lost.verdict.first()->tick, tick(2));
  const Judged never =
      judge(late_truth(), {{{tick(1), 0}, {tick(2), 70}, {tick(3), 70}, {tick(4), 120}}});
  EXPECT_THAT(never.faults(), ElementsAre("wrong_total"));
}

TEST(OracleCompare, FirstContactBeginsAtTheRightValueOrIsWrong) {
  const CompareOptions options{.first_contact = tick(3)};
  const Samples joined = {{tick(3), 100}, {tick(4), 150}};
  EXPECT_TRUE(judge(truth(), {joined}, options).verdict.holds());
  EXPECT_THAT(judge(truth(), {joined}).faults(), ElementsAre("wrong_window", "first_not_zero"));
  EXPECT_THAT(judge(truth(), {{{tick(3), 90}, {tick(4), 150}}}, options).faults(),
              ElementsAre("wrong_window"));
  EXPECT_THAT(judge(truth(), {{{tick(4), 150}}}, options).faults(),
              ElementsAre("wrong_window", "first_not_zero"));
}

TEST(OracleCompare, LabelSetsOfOneKeyAreAddedUp) {
  EXPECT_TRUE(judge(truth(), {{{tick(1), 0}, {tick(2), 100}}, {{tick(3), 0}, {tick(4), 50}}})
                  .verdict.holds());
  const Judged judged =
      judge(truth(), {{{tick(1), 0}, {tick(2), 100}}, {{tick(3), 0}, {tick(4), 51}}});
  EXPECT_THAT(judged.faults(), ElementsAre("wrong_window", "wrong_total"));
  EXPECT_EQ(judged.last, 151u);
}

TEST(OracleVerdict, TheFirstIsTheEarliestInEventTime) {
  Verdict verdict;
  verdict.add({.fault = Fault::kWrongTotal, .series = "b", .tick = tick(5)});
  verdict.add({.fault = Fault::kWrongWindow, .series = "c", .tick = tick(2)});
  verdict.add({.fault = Fault::kWrongWindow, .series = "a", .tick = tick(2)});
  EXPECT_EQ(verdict.first()->series, "a");
}

TEST(OracleVerdict, KeepsTheEarliestAndCountsAll) {
  Verdict verdict;
  constexpr int kMany = 5 * static_cast<int>(kFindingsMax);
  for (int n = kMany; n > 0; --n) {
    verdict.add({.fault = Fault::kWrongWindow, .series = "s", .tick = tick(n)});
  }
  EXPECT_EQ(verdict.findings_count(), static_cast<std::uint64_t>(kMany));
  EXPECT_EQ(verdict.findings().size(), kFindingsMax);
  EXPECT_EQ(verdict.first()->tick, tick(1));
  EXPECT_EQ(verdict.findings().back().tick, tick(static_cast<int>(kFindingsMax)));
}

}  // namespace
}  // namespace flowbridge
