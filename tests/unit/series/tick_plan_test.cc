// R10, R12, R14–R16: which samples a tick becomes.

#include "series/tick_plan.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr SeriesId kSeries{0};
const UnixTime kTick = floor_to(unix_ms(1'700'000'010'000), 60s);

/// One internal series with windows of 15 s, and the stages of its newest tick.
class PlanTest : public testing::Test {
 protected:
  PlanTest() {
    SeriesRecord record;
    record.flow_class = FlowClass::kInternal;
    EXPECT_TRUE(accounts_.apply(record));
  }

  static UnixTime tick(int number) { return kTick + number * 15s; }

  void close(int number, std::uint64_t bytes, std::vector<SeriesId> expired = {},
             const PlanOptions& options = {}) {
    if (bytes > 0) {
      BatchRecord batch;
      batch.windows.push_back({tick(number), {{kSeries, {bytes, 1, 1}}}});
      ASSERT_TRUE(accounts_.apply(batch));
    }
    Result<TickChanges> changes = accounts_.apply(
        TickRecord{tick(number), tick(number - 1), 15s, {}, std::move(expired), {}});
    ASSERT_TRUE(changes) << changes.error().message();
    sent_.clear();
    for (const Stage& stage : plan_tick(accounts_, *changes, options)) {
      EXPECT_EQ(stage.tick, tick(number));
      for (const PlannedSample& sample : stage.samples) {
        sent_.push_back(text(stage, sample, number));
      }
    }
  }

  // What ends a gap of which tick `first` is the first, at the newest tick.
  std::vector<std::string> sent_after_gap(int first, const HashMap<SeriesId, Counts>& unaccepted,
                                          const PlanOptions& options = {}) {
    const UnixTime now = *accounts_.last_tick();
    const auto number = static_cast<int>((now - kTick) / 15s);
    std::vector<std::string> sent;
    const Stage stage = plan_return(accounts_, now, options, {tick(first), unaccepted});
    for (const PlannedSample& sample : stage.samples) sent.push_back(text(stage, sample, number));
    return sent;
  }

  // Closes ticks without traffic from the one after `number` on.
  int idle(int number, int ticks) {
    for (int i = 0; i < ticks; ++i) close(++number, 0);
    return number;
  }

  // "anchor bytes 0 at P", for readable expectations.
  static std::string text(const Stage& stage, const PlannedSample& sample, int number) {
    std::string kind;
    switch (stage.kind) {
      case StageKind::kAnchors:
        kind = "anchor ";
        break;
      case StageKind::kLateAnchors:
        kind = "late anchor ";
        break;
      case StageKind::kSamples:
        kind = "sample ";
        break;
    }
    const std::string value =
        sample.value == kStaleMarkerBits
            ? "stale"
            : std::to_string(static_cast<std::uint64_t>(std::bit_cast<double>(sample.value)));
    const UnixTime previous = tick(number - 1);
    const std::string time = stage.timestamp == tick(number)     ? "T"
                             : stage.timestamp == previous       ? "P"
                             : stage.timestamp == previous + 1ms ? "P+1ms"
                                                                 : "?";
    return kind + measure_name(sample.measure) + " " + value + " at " + time;
  }

  Accounts accounts_;
  std::vector<std::string> sent_;
};

TEST_F(PlanTest, R15ASeriesIsBornWithAZeroAtP) {
  close(1, 500);
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 0 at P", "sample bytes 500 at T"));
}

TEST_F(PlanTest, R15ASeriesWithASampleAtPNeedsNoAnchor) {
  close(1, 500);
  close(2, 100);
  EXPECT_THAT(sent_, ElementsAre("sample bytes 600 at T"));
  close(3, 0);
  EXPECT_THAT(sent_, ElementsAre("sample bytes 600 at T")) << "it rose within five minutes";
  close(4, 1);
  EXPECT_THAT(sent_, ElementsAre("sample bytes 601 at T"));
}

TEST_F(PlanTest, R16AfterFiveMinutesASeriesIsSentOnceAMinute) {
  close(1, 500);
  int now = idle(1, 20);
  EXPECT_THAT(sent_, ElementsAre("sample bytes 500 at T")) << "five minutes exactly";
  std::string turns;
  for (int i = 0; i < 8; ++i) {
    close(++now, 0);
    turns += sent_.empty() ? '.' : 's';
  }
  EXPECT_EQ(turns, "..s...s.") << "(T/15 s + 0) mod 4 = 0";
}

TEST_F(PlanTest, R15ARiseAfterASilentTickIsAnchoredAtPWithTheOldValue) {
  close(1, 500);
  const int now = idle(1, 21);
  ASSERT_THAT(sent_, IsEmpty());
  close(now + 1, 7);
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 500 at P", "sample bytes 507 at T"));
}

TEST_F(PlanTest, R25WhetherThereIsASampleAtPIsJudgedByTheWidthThen) {
  close(1, 500);
  const int now = idle(1, 21);
  ASSERT_THAT(sent_, IsEmpty());
  BatchRecord batch;
  const UnixTime next = tick(now) + 60s;
  batch.windows.push_back({next, {{kSeries, {7, 1, 1}}}});
  ASSERT_TRUE(accounts_.apply(batch));
  // Windows of a minute are sent at every tick, but the one before was 15 s wide and not sent.
  const Result<TickChanges> changes = accounts_.apply(TickRecord{next, tick(now), 60s, {}, {}, {}});
  ASSERT_TRUE(changes);
  const std::vector<Stage> stages = plan_tick(accounts_, *changes, {});
  ASSERT_EQ(stages.size(), 2u);
  EXPECT_EQ(stages[0].kind, StageKind::kAnchors);
  EXPECT_EQ(stages[0].timestamp, tick(now));
  EXPECT_THAT(stages[0].samples,
              ElementsAre(PlannedSample{kSeries, Measure::kBytes, value_bits(500)}));
}

TEST_F(PlanTest, R12AnExpiredSeriesEndsWithAStaleMarkerOnce) {
  close(1, 500);
  close(2, 0, {kSeries});
  EXPECT_THAT(sent_, ElementsAre("sample bytes stale at T"));
  close(3, 0);
  EXPECT_THAT(sent_, IsEmpty());
}

TEST_F(PlanTest, R15AReturnAtTheNextTickIsAnchoredAfterTheStaleMarker) {
  close(1, 500);
  close(2, 0, {kSeries});
  close(3, 7);
  EXPECT_THAT(sent_, ElementsAre("late anchor bytes 500 at P+1ms", "sample bytes 507 at T"));
}

TEST_F(PlanTest, R15ALaterReturnIsAnchoredAtP) {
  close(1, 500);
  close(2, 0, {kSeries});
  close(3, 0);
  close(4, 7);
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 500 at P", "sample bytes 507 at T"));
}

TEST_F(PlanTest, R10FirstContactSendsTheValueAtPAndNoZero) {
  close(1, 500);
  const PlanOptions joined{.measures = {Measure::kBytes, Measure::kPackets},
                           .first_contact = {Measure::kPackets}};
  close(2, 7, {}, joined);
  EXPECT_THAT(sent_, ElementsAre("anchor packets 1 at P", "sample bytes 507 at T",
                                 "sample packets 2 at T"));
}

TEST_F(PlanTest, R10FirstContactIncludesASeriesThatDoesNotRise) {
  close(1, 500);
  const int now = idle(1, 21);
  const PlanOptions joined{.measures = {Measure::kBytes}, .first_contact = {Measure::kBytes}};
  close(now + 1, 0, {}, joined);
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 500 at P"));
}

TEST_F(PlanTest, R10FirstContactIncludesASeriesThatFallsIdleJustNow) {
  close(1, 500);
  const PlanOptions joined{.measures = {Measure::kBytes}, .first_contact = {Measure::kBytes}};
  close(2, 0, {kSeries}, joined);
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 500 at P", "sample bytes stale at T"));
}

TEST_F(PlanTest, R19WhatIsLeftOutIsInNoStage) {
  const HashSet<SeriesId> left_out{kSeries};
  const PlanOptions without{
      .measures = {Measure::kBytes}, .first_contact = {Measure::kBytes}, .left_out = &left_out};
  close(1, 500, {}, without);
  EXPECT_THAT(sent_, IsEmpty());
  close(2, 0, {}, without);
  EXPECT_THAT(sent_, IsEmpty());
  close(3, 0, {kSeries}, without);
  EXPECT_THAT(sent_, IsEmpty());
}

TEST_F(PlanTest, R21WhatReturnsIsSentWhetherOrNotItIsDue) {
  const HashSet<SeriesId> returning{kSeries};
  const PlanOptions with{.measures = {Measure::kBytes}, .returning = &returning};
  close(1, 500);
  int now = idle(1, 21);
  ASSERT_THAT(sent_, IsEmpty());
  close(++now, 0, {}, with);
  EXPECT_THAT(sent_, ElementsAre("sample bytes 500 at T"));
  close(++now, 0, {kSeries});
  close(++now, 0, {}, with);
  EXPECT_THAT(sent_, ElementsAre("sample bytes 500 at T")) << "expired";
}

TEST_F(PlanTest, R21AfterAGapAKnownSeriesHasItsValueAndANewOneHasZero) {
  close(1, 500);
  EXPECT_THAT(sent_after_gap(1, {}), ElementsAre("sample bytes 500 at T"));
  EXPECT_THAT(sent_after_gap(1, {{kSeries, {}}}), ElementsAre("sample bytes 0 at T"));
}

TEST_F(PlanTest, R21WhatFellIdleInAGapIsSentIfItRoseInIt) {
  close(1, 500);
  close(2, 0, {kSeries});
  EXPECT_THAT(sent_after_gap(1, {}), ElementsAre("sample bytes 500 at T"));
  EXPECT_THAT(sent_after_gap(2, {}), IsEmpty()) << "it rose before";
  const HashSet<SeriesId> returning{kSeries};
  EXPECT_THAT(sent_after_gap(2, {}, {.measures = {Measure::kBytes}, .returning = &returning}),
              ElementsAre("sample bytes 500 at T"))
      << "its value was still owed";
}

TEST_F(PlanTest, R19WhatIsLeftOutIsNotSentAfterAGapEither) {
  const HashSet<SeriesId> left_out{kSeries};
  close(1, 500);
  EXPECT_THAT(sent_after_gap(1, {}, {.measures = {Measure::kBytes}, .left_out = &left_out}),
              IsEmpty());
}

TEST_F(PlanTest, MeasuresOfOneSeriesStandInOrder) {
  const PlanOptions all{.measures = {Measure::kFlows, Measure::kPackets, Measure::kBytes}};
  close(1, 500, {}, all);
  EXPECT_THAT(sent_,
              ElementsAre("anchor bytes 0 at P", "anchor packets 0 at P", "anchor flows 0 at P",
                          "sample bytes 500 at T", "sample packets 1 at T", "sample flows 1 at T"));
}

TEST(Cadence, R16IsAFunctionOfTickWidthAndId) {
  struct Case {
    const char* name;
    std::uint32_t id;
    std::int64_t tick;
    Duration width;
    Duration since_rise;
    bool due;
  };
  const Case cases[] = {
      {"rose five minutes ago", 1, 600'000, 15s, 5min, true},
      {"rose longer ago, its turn", 0, 600'000, 15s, 6min, true},
      {"not its turn", 1, 600'000, 15s, 6min, false},
      {"the id moves the turn", 3, 615'000, 15s, 6min, true},
      {"a minute wide: always", 5, 600'000, 60s, 6min, true},
      {"two minutes wide: always", 5, 600'000, 120s, 6min, true},
      {"seven seconds: every ninth", 0, 7'000 * 9 * 50, 7s, 6min, true},
      {"seven seconds: not the eighth", 0, 7'000 * 8 * 50, 7s, 6min, false},
  };
  for (const Case& it : cases) {
    const UnixTime tick = unix_ms(it.tick);
    EXPECT_EQ(is_due(SeriesId(it.id), tick, it.width, tick - it.since_rise), it.due) << it.name;
  }
}

/// Info gauge 1 beside a series that never rises.
class GaugePlanTest : public PlanTest {
 protected:
  GaugePlanTest() { EXPECT_TRUE(accounts_.apply(InfoRecord{.id = kGauge, .asn = Asn(1)})); }

  static constexpr SeriesId kGauge{1};
  static constexpr MeasureSet kSent{Measure::kBytes, Measure::kInfo};
};

TEST_F(GaugePlanTest, R14AGaugeBeginsAtTWithoutAnAnchor) {
  close(1, 0, {}, {.measures = kSent});
  EXPECT_THAT(sent_, ElementsAre("sample info 1 at T"));
  close(2, 500, {}, {.measures = kSent});
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 0 at P", "sample bytes 500 at T"));
}

TEST_F(GaugePlanTest, R16AGaugeIsSentOnceAMinute) {
  close(1, 0, {}, {.measures = kSent});
  std::string turns;
  for (int now = 2; now < 14; ++now) {
    close(now, 0, {}, {.measures = kSent});
    turns += sent_.empty() ? '.' : 's';
  }
  EXPECT_EQ(turns, ".s...s...s..") << "(T/15 s + 1) mod 4 = 0";
}

TEST_F(GaugePlanTest, R14TheMarkerOfOneAndTheFirstSampleOfTheNextAreBothAtT) {
  close(1, 0, {}, {.measures = kSent});
  ASSERT_TRUE(accounts_.apply(InfoRecord{.id = SeriesId(2), .asn = Asn(1)}));
  close(2, 0, {kGauge}, {.measures = kSent});
  EXPECT_THAT(sent_, ElementsAre("sample info stale at T", "sample info 1 at T"));
  close(3, 0, {}, {.measures = kSent});
  close(4, 0, {}, {.measures = kSent});
  close(5, 0, {}, {.measures = kSent});
  close(6, 0, {}, {.measures = kSent});
  EXPECT_THAT(sent_, ElementsAre("sample info 1 at T")) << "(T/15 s + 2) mod 4 = 0";
}

TEST_F(GaugePlanTest, R10ANewDestinationIsSentLiveGaugesAtP) {
  close(1, 500, {}, {.measures = kSent});
  close(2, 0, {}, {.measures = kSent, .first_contact = kSent});
  EXPECT_THAT(sent_,
              ElementsAre("anchor bytes 500 at P", "anchor info 1 at P", "sample bytes 500 at T"));
}

TEST_F(GaugePlanTest, R10ANewDestinationIsSentAGaugeThatBeginsOrEndsAsEverybodyIs) {
  close(1, 0, {}, {.measures = kSent, .first_contact = kSent});
  EXPECT_THAT(sent_, ElementsAre("sample info 1 at T"));
  close(2, 0, {kGauge}, {.measures = kSent, .first_contact = kSent});
  EXPECT_THAT(sent_, ElementsAre("anchor info 1 at P", "sample info stale at T"));
  close(3, 0, {}, {.measures = kSent, .first_contact = kSent});
  EXPECT_THAT(sent_, IsEmpty());
}

TEST_F(GaugePlanTest, R10AnotherMeasureIsNoFirstContactWithGauges) {
  close(1, 500, {}, {.measures = kSent});
  close(2, 0, {}, {.measures = kSent, .first_contact = {Measure::kBytes}});
  EXPECT_THAT(sent_, ElementsAre("anchor bytes 500 at P", "sample bytes 500 at T"));
}

TEST_F(GaugePlanTest, R19AGaugeInQuarantineIsLeftOut) {
  const HashSet<SeriesId> left_out{kGauge};
  close(1, 0, {}, {.measures = kSent, .left_out = &left_out});
  EXPECT_THAT(sent_, IsEmpty());
  close(2, 0, {kGauge}, {.measures = kSent, .left_out = &left_out});
  EXPECT_THAT(sent_, IsEmpty());
}

TEST_F(GaugePlanTest, R21AfterAGapEveryLiveGaugeIsSentAndWhatEndedIsNot) {
  ASSERT_TRUE(accounts_.apply(InfoRecord{.id = SeriesId(2), .asn = Asn(2)}));
  close(1, 0, {}, {.measures = kSent});
  close(2, 0, {kGauge}, {.measures = kSent});
  ASSERT_TRUE(accounts_.apply(InfoRecord{.id = SeriesId(3), .asn = Asn(1)}));
  close(3, 0, {}, {.measures = kSent});
  EXPECT_THAT(sent_after_gap(2, {}, {.measures = kSent}),
              ElementsAre("sample info 1 at T", "sample info 1 at T"));
  const HashSet<SeriesId> left_out{SeriesId(2)};
  EXPECT_THAT(sent_after_gap(2, {}, {.measures = kSent, .left_out = &left_out}),
              ElementsAre("sample info 1 at T"));
}

}  // namespace
}  // namespace flowbridge
