#include "bridge/sent_series.h"

#include "support/log.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const UnixTime kStart = floor_to(unix_ms(1'700'000'010'000), 60s);

UnixTime tick(int number) {
  return kStart + number * 15s;
}

/// AS 11 and 12 are 1 to the destination, 21 and 22 are 2; what begins with 9 it is not sent.
const RelabelOptions kFirstDigit{
    .rules = {{.action = RelabelAction::kDrop, .source_labels = {"source_as"}, .regex = "9."},
              {.source_labels = {"source_as"}, .regex = "(.).*", .target_label = "source_as"},
              {.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}};

struct Ends {
  std::vector<SeriesId> expired{};
  std::vector<SeriesId> forgotten{};
};

/// Series that each have an AS, and a destination that begins at tick 0.
class SentSeriesTest : public ::testing::Test {
 protected:
  void begin(const RelabelOptions& relabel, MeasureSet measures = {Measure::kBytes}) {
    wire_.emplace(WireLabelsOptions{.instance = "edge-1", .relabel = relabel});
    measures_ = measures;
    begin_again({});
  }
  /// As a restart does.
  void begin_again(LabelClaims claims, const std::vector<SeriesId>& unclaimed = {}) {
    sent_.emplace(
        *wire_, accounts_, quarantine_,
        SentSeriesOptions{.measures = measures_, .instance = "edge-1", .destination = "default"},
        log_);
    sent_->begin(std::move(claims), unclaimed);
  }

  void define(std::uint32_t series, std::uint32_t source_as) {
    SeriesRecord record;
    record.id = SeriesId(series);
    record.flow_class = FlowClass::kReceive;
    record.source_as = Asn(source_as);
    record.destination_as = Asn(64496);
    ASSERT_TRUE(accounts_.apply(record));
  }
  /// The window of a tick has these bytes by series.
  void close(int number, const std::vector<Contribution>& bytes, Ends ends = {}) {
    if (!bytes.empty()) {
      BatchRecord batch;
      batch.windows.push_back({tick(number), bytes});
      ASSERT_TRUE(accounts_.apply(batch));
    }
    const Result<TickChanges> changes = accounts_.apply(
        TickRecord{tick(number), tick(number - 1), 15s, {}, ends.expired, ends.forgotten});
    ASSERT_TRUE(changes) << changes.error().message();
  }

  /// What is left of samples of these series at a tick: "0=100" for each.
  std::vector<std::string> sent(int number, const std::vector<std::uint32_t>& series) {
    std::vector<PlannedSample> samples;
    for (const std::uint32_t id : series) {
      append_value(samples, SeriesId(id), accounts_.account(SeriesId(id)).value, measures_);
    }
    skipped_ = sent_->take_out(tick(number), samples);
    std::vector<std::string> texts;
    for (const PlannedSample& sample : samples) {
      const auto value = static_cast<std::uint64_t>(std::bit_cast<double>(sample.value));
      texts.push_back(std::to_string(sample.series.value()) + "=" + std::to_string(value));
    }
    return texts;
  }
  std::vector<SeriesId> admitted() const {
    return {sent_->admitted().begin(), sent_->admitted().end()};
  }

  Accounts accounts_;
  std::optional<WireLabels> wire_;
  MeasureSet measures_;
  Quarantine quarantine_;
  CapturingLog log_;
  std::optional<SentSeries> sent_;
  SkippedSamples skipped_;
};

constexpr Counts kTen{10, 1, 1};

TEST_F(SentSeriesTest, WithoutRulesAllAreSentAndNothingIsKept) {
  begin({});
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), ElementsAre("0=10"));
  EXPECT_EQ(skipped_.sum(), 0u);
  EXPECT_FALSE(sent_->has_changed());
}

TEST_F(SentSeriesTest, WhatARuleDropsIsTakenOutCountedAndNotToldOf) {
  begin(kFirstDigit);
  define(0, 91);
  define(1, 11);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  EXPECT_THAT(sent(1, {0, 1}), ElementsAre("1=10"));
  EXPECT_EQ(skipped_[LabelVerdict::kRelabelled], 1u);
  EXPECT_EQ(skipped_.sum(), 1u);
  EXPECT_FALSE(sent_->is_sent(SeriesId(0)));
  EXPECT_TRUE(sent_->is_sent(SeriesId(1)));
  EXPECT_THAT(log_.lines(), IsEmpty());
  EXPECT_FALSE(sent_->has_changed());
}

TEST_F(SentSeriesTest, WhatNoReceiverTakesIsToldOfOnceAMetric) {
  begin({.rules = {{.action = RelabelAction::kLabelDrop, .regex = "__name__"}}},
        {Measure::kBytes, Measure::kFlows});
  for (const std::uint32_t series : {0u, 1u, 2u}) define(series, 11 + series);
  close(1, {});
  EXPECT_THAT(sent(1, {0, 1, 2}), IsEmpty());
  EXPECT_EQ(skipped_[LabelVerdict::kInvalid], 6u);
  EXPECT_THAT(log_.lines(),
              ElementsAre(HasSubstr("flow_receive_bytes_total"), HasSubstr("flow_receive_flows")));
}

TEST_F(SentSeriesTest, OneMeasureCanBeDroppedAlone) {
  begin({.rules = {{.action = RelabelAction::kDrop,
                    .source_labels = {"__name__"},
                    .regex = ".*_packets_total"}}},
        {Measure::kBytes, Measure::kPackets});
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), ElementsAre("0=10"));
  EXPECT_TRUE(sent_->is_sent(SeriesId(0)));
}

TEST_F(SentSeriesTest, OfTwoMeasuresWithOneNameTheFirstIsSent) {
  begin({.rules = {{.target_label = "__name__", .replacement = "flows"}}},
        {Measure::kBytes, Measure::kPackets});
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), ElementsAre("0=10"));
  EXPECT_THAT(sent(2, {0}), ElementsAre("0=10"));
  EXPECT_EQ(skipped_[LabelVerdict::kCollision], 1u);
  EXPECT_THAT(admitted(), IsEmpty());
  EXPECT_FALSE(sent_->has_changed()) << "a restart sees the same";
  EXPECT_THAT(log_.lines(), SizeIs(1));
}

TEST_F(SentSeriesTest, ASeriesIsRefusedWithAllItsMeasures_R8) {
  begin({.rules = {{.action = RelabelAction::kLabelDrop, .regex = "source_as.*"}}},
        {Measure::kBytes, Measure::kPackets, Measure::kFlows});
  define(0, 11);
  define(1, 12);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  EXPECT_THAT(sent(1, {1}), SizeIs(3));
  EXPECT_THAT(sent(1, {0}), IsEmpty());
  EXPECT_EQ(skipped_[LabelVerdict::kCollision], 3u);
  EXPECT_THAT(log_.lines(), ElementsAre(HasSubstr("because=collision")));
}

TEST_F(SentSeriesTest, ARefusedSeriesIsRefusedAfterARestartWhateverItsNumber_R8) {
  begin(kFirstDigit);
  define(0, 11);
  define(1, 12);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  EXPECT_THAT(sent(1, {1}), ElementsAre("1=10"));
  EXPECT_THAT(sent(1, {0}), IsEmpty());
  ASSERT_TRUE(sent_->has_changed());
  const LabelClaims claims = sent_->claims();
  EXPECT_EQ(claims, (LabelClaims{{SeriesId(0), {.refused = true}}}));
  begin_again(claims);
  EXPECT_THAT(sent(2, {0, 1}), ElementsAre("1=10"));
  EXPECT_FALSE(sent_->has_changed());
}

// A stage may end with the anchors of the next tick; after a restart within the tick, what was born
// at it has a 0 at the destination already.
TEST_F(SentSeriesTest, OfTwoInOneStageTheOneThatWasBornFirstIsSent_R8) {
  begin(kFirstDigit);
  define(0, 11);
  define(1, 12);
  close(1, {{SeriesId(1), kTen}});
  close(2, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0, 1}), ElementsAre("1=10"));
}

TEST_F(SentSeriesTest, AtAFirstContactTheOneThatIsLiveIsSent_R10) {
  define(0, 11);
  define(1, 12);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  close(2, {}, {.expired = {SeriesId(0)}});
  begin(kFirstDigit);
  EXPECT_THAT(sent(3, {1}), ElementsAre("1=10"));
}

TEST_F(SentSeriesTest, TheProbesNameIsNoSeries) {
  begin({.rules = {{.target_label = "__name__", .replacement = "m"},
                   {.action = RelabelAction::kLabelKeep, .regex = "__name__|job"}}});
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), IsEmpty());
  EXPECT_EQ(skipped_[LabelVerdict::kCollision], 1u);
}

TEST_F(SentSeriesTest, WhatTheFirstLeavesTheOtherGetsLaterAndByAZeroOfItsOwn_R21) {
  begin(kFirstDigit);
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), ElementsAre("0=10"));
  define(1, 12);
  close(2, {{SeriesId(1), kTen}}, {.expired = {SeriesId(0)}});
  EXPECT_THAT(sent(2, {1}), IsEmpty()) << "the marker of the first is at that time";
  EXPECT_THAT(admitted(), IsEmpty());
  EXPECT_THAT(sent(3, {1}), IsEmpty());
  EXPECT_THAT(admitted(), ElementsAre(SeriesId(1)));
  sent_->settled();
  EXPECT_THAT(sent(4, {1}), ElementsAre("1=10"));
}

TEST_F(SentSeriesTest, WhatIsBornLaterWaitsToo) {
  begin(kFirstDigit);
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), ElementsAre("0=10"));
  close(2, {}, {.expired = {SeriesId(0)}});
  define(1, 12);
  close(3, {{SeriesId(1), kTen}});
  EXPECT_THAT(sent(3, {1}), IsEmpty()) << "the first may have spoken at the time of an anchor";
  EXPECT_THAT(admitted(), ElementsAre(SeriesId(1)));
  EXPECT_EQ(sent_->claims(), (LabelClaims{{SeriesId(0), {.refused = true, .told = kTen}}}));
}

TEST_F(SentSeriesTest, TheFirstCountsOnFromWhereItWasLeft) {
  begin(kFirstDigit);
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  sent(1, {0});
  close(2, {}, {.expired = {SeriesId(0)}});
  define(1, 12);
  close(3, {{SeriesId(1), kTen}});
  sent(3, {1});
  sent_->settled();
  close(4, {{SeriesId(0), {7, 1, 1}}}, {.expired = {SeriesId(1)}});
  EXPECT_THAT(sent(5, {0}), IsEmpty());
  EXPECT_THAT(admitted(), ElementsAre(SeriesId(0)));
  sent_->settled();
  EXPECT_THAT(sent(6, {0}), ElementsAre("0=7"));
  begin_again(sent_->claims());
  EXPECT_THAT(sent(7, {0}), ElementsAre("0=7"));
  // Its 0 stays one, and what has begun again by itself (R9) has nothing to be taken off.
  std::vector<PlannedSample> samples;
  append_value(samples, SeriesId(0), Counts{}, measures_);
  append_value(samples, SeriesId(0), Counts{.bytes = 3}, measures_);
  append_value(samples, SeriesId(0), Counts{.bytes = 12}, measures_);
  sent_->take_out(tick(8), samples);
  EXPECT_THAT(samples, ElementsAre(PlannedSample{SeriesId(0), Measure::kBytes, value_bits(0)},
                                   PlannedSample{SeriesId(0), Measure::kBytes, value_bits(3)},
                                   PlannedSample{SeriesId(0), Measure::kBytes, value_bits(12)}));
  EXPECT_TRUE(sent_->has_changed());
}

TEST_F(SentSeriesTest, WhatHasEndedBeforeItsTurnStillTellsWhatItHas) {
  begin(kFirstDigit);
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  sent(1, {0});
  define(1, 12);
  close(2, {{SeriesId(1), kTen}}, {.expired = {SeriesId(0)}});
  sent(2, {1});
  close(3, {}, {.expired = {SeriesId(1)}});
  sent(4, {});
  EXPECT_THAT(admitted(), ElementsAre(SeriesId(1)));
  // Nothing is left that would want them from it.
  quarantine_.put(SeriesId(1), {});
  sent_->settled();
  sent(7, {});
  quarantine_.forget(SeriesId(1));
  sent(8, {});
  EXPECT_THAT(admitted(), IsEmpty());
}

TEST_F(SentSeriesTest, WhatHasEndedKeepsItsLabelsUntilAllIsTold) {
  begin(kFirstDigit);
  define(0, 11);
  define(1, 12);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  sent(1, {0, 1});
  close(2, {}, {.expired = {SeriesId(0)}});
  // As at the end of a gap (R21), or while the destination refuses it (R19).
  EXPECT_THAT(sent(3, {0, 1}), ElementsAre("0=10"));
  EXPECT_THAT(admitted(), IsEmpty());
  quarantine_.put(SeriesId(0), {});
  EXPECT_THAT(sent(4, {1}), IsEmpty());
  EXPECT_THAT(admitted(), IsEmpty());
  quarantine_.forget(SeriesId(0));
  EXPECT_THAT(sent(5, {1}), IsEmpty());
  EXPECT_THAT(admitted(), ElementsAre(SeriesId(1)));
}

TEST_F(SentSeriesTest, ClaimsOfSeriesThatNobodyKnowsAreDropped) {
  begin(kFirstDigit);
  begin_again({{SeriesId(100'000), {.refused = true}}});
  define(0, 11);
  close(1, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(1, {0}), ElementsAre("0=10"));
  EXPECT_THAT(sent_->claims(), IsEmpty());
}

TEST_F(SentSeriesTest, LabelsOfAForgottenSeriesAreFreeAndItsNumberIsAnothers_R12) {
  begin(kFirstDigit);
  define(0, 11);
  define(1, 12);
  define(2, 21);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}, {SeriesId(2), kTen}});
  EXPECT_THAT(sent(1, {0, 1, 2}), ElementsAre("0=10", "2=10"));
  close(2, {}, {.expired = {SeriesId(0), SeriesId(1), SeriesId(2)}});
  close(3, {}, {.forgotten = {SeriesId(0), SeriesId(1)}});
  sent_->forget(SeriesId(0));
  sent_->forget(SeriesId(1));
  EXPECT_EQ(sent_->claims(), LabelClaims{});
  // The refused one's number with the labels of the first, and the first's with those of a third.
  define(1, 11);
  define(0, 31);
  close(4, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  EXPECT_THAT(sent(4, {0, 1}), ElementsAre("0=10", "1=10"));
}

TEST_F(SentSeriesTest, WaitingEndsWhenTheNumberOfTheFirstIsAnothersToo) {
  begin(kFirstDigit);
  define(0, 11);
  define(1, 12);
  close(1, {{SeriesId(0), kTen}, {SeriesId(1), kTen}});
  sent(1, {0, 1});
  close(2, {}, {.expired = {SeriesId(0)}});
  close(3, {}, {.forgotten = {SeriesId(0)}});
  sent_->forget(SeriesId(0));
  define(0, 21);
  close(4, {{SeriesId(0), kTen}});
  EXPECT_THAT(sent(4, {0, 1}), ElementsAre("0=10"));
  EXPECT_THAT(admitted(), ElementsAre(SeriesId(1)));
}

// Otherwise a restart would take the labels from the one whose samples the destination has.
TEST_F(SentSeriesTest, WhatIsBornInAGapClaimsItsLabelsAtTheEndAlsoAfterARestart_R8_R22) {
  for (const bool restarts : {false, true}) {
    SCOPED_TRACE(restarts);
    accounts_ = Accounts();
    define(0, 11);
    close(1, {{SeriesId(0), kTen}});
    begin(kFirstDigit);
    EXPECT_THAT(sent_->unclaimed(), ElementsAre());
    define(1, 12);
    close(2, {{SeriesId(1), kTen}}, {.expired = {SeriesId(0)}});
    EXPECT_THAT(sent_->unclaimed(), ElementsAre(SeriesId(1)));
    if (restarts) begin_again(sent_->claims(), sent_->unclaimed());
    EXPECT_THAT(sent_->unclaimed(), ElementsAre(SeriesId(1)));
    EXPECT_THAT(sent(3, {0, 1}), ElementsAre("0=10"));
    EXPECT_THAT(admitted(), ElementsAre());
    sent(4, {1});
    EXPECT_THAT(admitted(), ElementsAre(SeriesId(1)));
  }
}

}  // namespace
}  // namespace flowbridge
