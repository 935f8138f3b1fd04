#include "support/record_source_contract.h"

#include <gmock/gmock.h>

namespace flowbridge {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr PollLimits kPoll = {.records_max = 1000, .wait = 50ms};
/// With kPoll's wait: half a minute for what must happen, a quarter second for what must not.
constexpr int kPollsMax = 600;
constexpr int kIdlePolls = 5;
constexpr Duration kTimeout = 10s;
constexpr Duration kShortTimeout = 200ms;

MATCHER_P3(IsRange, where, low, high, "") {
  return arg.where == where && arg.low == low && arg.high == high;
}

}  // namespace

void RecordSourceContract::SetUp() {
  if (const std::string absence = world->absence(); !absence.empty()) GTEST_SKIP() << absence;
}

bool RecordSourceContract::poll_until(const std::function<bool()>& done) {
  for (int polls = 0; polls < kPollsMax; ++polls) {
    if (done()) return true;
    source().poll(sink, kPoll);
  }
  return false;
}

bool RecordSourceContract::poll_until_records(const TopicPartition& from, std::size_t count) {
  return poll_until([&] { return sink.records[from].size() >= count; });
}

void RecordSourceContract::poll_a_while() {
  for (int polls = 0; polls < kIdlePolls; ++polls) source().poll(sink, kPoll);
}

bool RecordSourceContract::poll_a_few(std::size_t records_max) {
  for (int polls = 0; polls < kPollsMax; ++polls) {
    if (source().poll(sink, {.records_max = records_max, .wait = 50ms}) > 0) return true;
  }
  return false;
}

TEST_P(RecordSourceContract, DeliversEveryRecordOnceInTheOrderOfItsPartition) {
  world->add_partitions(flows, 2);
  world->append_numbers(p0, 300);
  world->append_numbers(p1, 200);
  source().assign(p0, 0);
  source().assign(p1, 0);
  ASSERT_TRUE(poll_until_records(p0, 300));
  ASSERT_TRUE(poll_until_records(p1, 200));
  poll_a_while();
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 300));
  EXPECT_EQ(sink.offsets(p1), offsets_from(0, 200));
  EXPECT_EQ(sink.records[p0][299].payload, "299");
}

TEST_P(RecordSourceContract, DeliversPayloadAndTimestampAsTheyWereWritten) {
  world->add_partitions(flows, 1);
  world->append(p0, {.payload = "with time", .timestamp = unix_ms(1'700'000'000'123)});
  world->append(p0, {.payload = "without", .timestamp = std::nullopt});
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_records(p0, 2));
  EXPECT_EQ(sink.records[p0][0].payload, "with time");
  EXPECT_EQ(sink.records[p0][0].timestamp, unix_ms(1'700'000'000'123));
  EXPECT_EQ(sink.records[p0][1].payload, "without");
  EXPECT_EQ(sink.records[p0][1].timestamp, std::nullopt);
}

TEST_P(RecordSourceContract, DeliversATombstoneWithAnEmptyPayload) {
  world->add_partitions(flows, 1);
  world->append(p0, {.payload = std::nullopt, .timestamp = unix_ms(1000)});
  world->append(p0, {.payload = "after", .timestamp = unix_ms(1000)});
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_records(p0, 2));
  EXPECT_EQ(sink.records[p0][0].payload, "");
  EXPECT_EQ(sink.records[p0][1].offset, 1);
}

TEST_P(RecordSourceContract, StartsAtTheAssignedOffsetInTheMiddleOfABatch) {
  world->add_partitions(flows, 1);
  world->append_numbers(p0, 100);
  source().assign(p0, 42);
  ASSERT_TRUE(poll_until_records(p0, 58));
  EXPECT_EQ(sink.offsets(p0), offsets_from(42, 100));
}

TEST_P(RecordSourceContract, DeliversNoMoreThanTheLimitOfAPoll) {
  world->add_partitions(flows, 1);
  world->append_numbers(p0, 50);
  source().assign(p0, 0);
  while (sink.records[p0].size() < 50) {
    const std::size_t before = sink.records[p0].size();
    const std::size_t delivered = source().poll(sink, {.records_max = 7, .wait = 50ms});
    EXPECT_LE(delivered, 7U);
    EXPECT_EQ(sink.records[p0].size(), before + delivered);
  }
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 50));
}

TEST_P(RecordSourceContract, AssigningAgainStartsThereAndDisturbsNoOtherPartition) {
  world->add_partitions(flows, 3);
  for (const TopicPartition& each : {p0, p1, p2}) {
    world->append_numbers(each, 500);
    source().assign(each, 0);
  }
  // Back and forth, each time with records of all partitions fetched ahead.
  for (const Offset start : {Offset(100), Offset(0), Offset(400), Offset(399), Offset(250)}) {
    source().poll(sink, {.records_max = 60, .wait = 50ms});
    sink.records[p1].clear();
    source().assign(p1, start);
    ASSERT_TRUE(poll_until([&] { return sink.records[p1].size() >= 20; }));
    const std::vector<Offset> delivered = sink.offsets(p1);
    EXPECT_EQ(delivered, offsets_from(start, start + static_cast<Offset>(delivered.size())));
  }
  ASSERT_TRUE(poll_until_records(p1, 250));
  ASSERT_TRUE(poll_until_records(p0, 500));
  ASSERT_TRUE(poll_until_records(p2, 500));
  poll_a_while();
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 500));
  EXPECT_EQ(sink.offsets(p1), offsets_from(250, 500));
  EXPECT_EQ(sink.offsets(p2), offsets_from(0, 500));
}

TEST_P(RecordSourceContract, AddingAPartitionDisturbsNoneThatFlows) {
  world->add_partitions(flows, 3);
  for (const TopicPartition& each : {p0, p1, p2}) world->append_numbers(each, 400);
  for (const TopicPartition& each : {p0, p1, p2}) {
    source().assign(each, 10);
    source().poll(sink, {.records_max = 30, .wait = 50ms});
  }
  for (const TopicPartition& each : {p0, p1, p2}) ASSERT_TRUE(poll_until_records(each, 390));
  poll_a_while();
  for (const TopicPartition& each : {p0, p1, p2}) {
    EXPECT_EQ(sink.offsets(each), offsets_from(10, 400)) << to_string(each);
  }
}

TEST_P(RecordSourceContract, APausedPartitionIsSilentAndResumesWhereItStopped) {
  world->add_partitions(flows, 2);
  world->append_numbers(p0, 400);
  world->append_numbers(p1, 400);
  source().assign(p0, 0);
  source().assign(p1, 0);
  ASSERT_TRUE(poll_a_few(5));
  source().pause(p0);
  source().pause(p0);
  const std::size_t before = sink.records[p0].size();
  ASSERT_LT(before, 400U);
  ASSERT_TRUE(poll_until_records(p1, 400));
  poll_a_while();
  EXPECT_EQ(sink.records[p0].size(), before);
  source().resume(p0);
  source().resume(p0);
  ASSERT_TRUE(poll_until_records(p0, 400));
  poll_a_while();
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 400));
  EXPECT_EQ(sink.offsets(p1), offsets_from(0, 400));
}

TEST_P(RecordSourceContract, PausingBeforeTheFirstRecordKeepsTheAssignedOffset) {
  world->add_partitions(flows, 1);
  world->append_numbers(p0, 100);
  source().assign(p0, 30);
  source().pause(p0);
  poll_a_while();
  EXPECT_THAT(sink.records[p0], IsEmpty());
  source().resume(p0);
  ASSERT_TRUE(poll_until_records(p0, 70));
  EXPECT_EQ(sink.offsets(p0), offsets_from(30, 100));
}

TEST_P(RecordSourceContract, AssigningEndsAPause) {
  world->add_partitions(flows, 1);
  world->append_numbers(p0, 100);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_records(p0, 100));
  source().pause(p0);
  source().assign(p0, 95);
  ASSERT_TRUE(poll_until_records(p0, 105));
  EXPECT_EQ(sink.records[p0][100].offset, 95);
}

TEST_P(RecordSourceContract, TellsThePositionAtTheEndAndAgainWhenTheEndHasMoved) {
  world->add_partitions(flows, 2);
  world->append_numbers(p0, 5);
  source().assign(p0, 0);
  source().assign(p1, 0);
  ASSERT_TRUE(
      poll_until([&] { return !sink.positions[p0].empty() && !sink.positions[p1].empty(); }));
  EXPECT_EQ(sink.records[p0].size(), 5U);
  EXPECT_EQ(sink.positions[p0].back(), 5);
  EXPECT_EQ(sink.positions[p1].back(), 0);
  world->append_numbers(p0, 2);
  ASSERT_TRUE(poll_until([&] { return sink.positions[p0].back() == 7; }));
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 7));
}

TEST_P(RecordSourceContract, ThePositionAtTheEndCountsOffsetsWithoutRecords) {
  if (!world->can(WorldAbility::kSkippedOffsets)) GTEST_SKIP() << "no control records here";
  world->add_partitions(flows, 1);
  world->append_numbers(p0, 3);
  world->skip_offsets(p0, 2);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until([&] { return !sink.positions[p0].empty(); }));
  EXPECT_THAT(sink.positions[p0], ElementsAre(5));
}

TEST_P(RecordSourceContract, SaysOnceThatAnOffsetIsOutOfRangeAndIsThenSilentUntilAssigned) {
  world->add_partitions(flows, 2);
  world->append_numbers(p0, 10);
  world->append_numbers(p1, 10);
  source().assign(p0, 1000);
  source().assign(p1, 0);
  ASSERT_TRUE(poll_until([&] { return !sink.out_of_range.empty(); }));
  ASSERT_TRUE(poll_until_records(p1, 10));
  poll_a_while();
  EXPECT_THAT(sink.out_of_range, ElementsAre(p0));
  EXPECT_THAT(sink.records[p0], IsEmpty());
  source().assign(p0, 4);
  ASSERT_TRUE(poll_until_records(p0, 6));
  EXPECT_EQ(sink.offsets(p0), offsets_from(4, 10));
  EXPECT_THAT(sink.out_of_range, SizeIs(1));
}

TEST_P(RecordSourceContract, AnOffsetThatRetentionHasPassedIsOutOfRange) {
  if (!world->can(WorldAbility::kRetention)) GTEST_SKIP() << "retention cannot be driven here";
  world->add_partitions(flows, 1);
  world->append_numbers(p0, 100);
  world->drop_before(p0, 60);
  source().assign(p0, 59);
  ASSERT_TRUE(poll_until([&] { return !sink.out_of_range.empty(); }));
  EXPECT_THAT(*source().offset_ranges({p0}, kTimeout), ElementsAre(IsRange(p0, 60, 100)));
}

TEST_P(RecordSourceContract, OffsetRangesAreWhatTheBrokerHasNowAndLeaveOutWhatItDoesNot) {
  world->add_partitions(flows, 2);
  world->append_numbers(p0, 5);
  EXPECT_THAT(*source().offset_ranges({p1, p0}, kTimeout),
              testing::UnorderedElementsAre(IsRange(p0, 0, 5), IsRange(p1, 0, 0)));
  world->append_numbers(p0, 2);
  EXPECT_THAT(*source().offset_ranges({p0}, kTimeout), ElementsAre(IsRange(p0, 0, 7)));
  const TopicPartition missing{flows, 77};
  EXPECT_THAT(*source().offset_ranges({p0, missing}, kTimeout), ElementsAre(IsRange(p0, 0, 7)));
  EXPECT_THAT(*source().offset_ranges({}, kTimeout), IsEmpty());
}

TEST_P(RecordSourceContract, FindsTheFirstOffsetAtOrAfterATime) {
  if (!world->can(WorldAbility::kTimeLookup)) GTEST_SKIP() << "the broker cannot look up times";
  world->add_partitions(flows, 1);
  for (const int at : {1000, 2000, 3000}) {
    world->append(p0, {.payload = "x", .timestamp = unix_ms(at)});
  }
  EXPECT_EQ(*source().offset_at(p0, unix_ms(0), kTimeout), 0);
  EXPECT_EQ(*source().offset_at(p0, unix_ms(2000), kTimeout), 1);
  EXPECT_EQ(*source().offset_at(p0, unix_ms(2001), kTimeout), 2);
  EXPECT_EQ(*source().offset_at(p0, unix_ms(3001), kTimeout), std::nullopt);
}

TEST_P(RecordSourceContract, HasNoOffsetForATimeThatNoRecordIsAsNewAs) {
  world->add_partitions(flows, 1);
  world->append(p0, {.payload = "x", .timestamp = unix_ms(1000)});
  const Result<std::optional<Offset>> offset = source().offset_at(p0, unix_ms(2000), kTimeout);
  ASSERT_TRUE(offset);
  EXPECT_EQ(*offset, std::nullopt);
}

TEST_P(RecordSourceContract, ListsThePartitionsOfItsTopicsInOrder) {
  world->add_partitions(flows, 3);
  world->add_partitions(more, 1);
  world->add_partitions(world->topic("unread"), 1);
  EXPECT_THAT(*source().partitions(kTimeout), ElementsAre(p0, p1, p2, TopicPartition{more, 0}));
}

TEST_P(RecordSourceContract, ListsAddedPartitions) {
  if (!world->can(WorldAbility::kAddedPartitions)) GTEST_SKIP() << "partitions cannot be added";
  world->add_partitions(flows, 1);
  world->add_partitions(more, 1);
  EXPECT_THAT(*source().partitions(kTimeout), SizeIs(2));
  world->add_partitions(flows, 2);
  EXPECT_THAT(*source().partitions(kTimeout), SizeIs(3));
}

TEST_P(RecordSourceContract, AMissingTopicHasNoPartitionsAndIsToldAtTheNextPoll) {
  world->add_partitions(flows, 1);
  world->make_missing(more);
  EXPECT_THAT(*source().partitions(kTimeout), ElementsAre(p0));
  ASSERT_TRUE(poll_until([&] { return sink.has_error("unknown_topic"); }));
  EXPECT_THAT(sink.errors.back().second, testing::HasSubstr(more));
}

TEST_P(RecordSourceContract, CommittedOffsetsComeBackWithTheirMetadata) {
  world->add_partitions(flows, 3);
  EXPECT_EQ(source().commit({{p0, 10, "writer a"}, {p1, 20, ""}}), 0U);
  EXPECT_EQ(source().commit({{p0, 11, "writer b"}}), 0U);
  // Commits are sent without waiting, so it may take a while until they can be seen.
  ASSERT_TRUE(poll_until([&] {
    const auto committed = source().committed({p0}, kTimeout);
    return committed && committed->front().offset == 11;
  }));
  const Result<std::vector<CommittedOffset>> committed = source().committed({p0, p1, p2}, kTimeout);
  ASSERT_TRUE(committed);
  ASSERT_THAT(*committed, SizeIs(3));
  EXPECT_EQ((*committed)[0].where, p0);
  EXPECT_EQ((*committed)[0].metadata, "writer b");
  EXPECT_EQ((*committed)[1].offset, 20);
  EXPECT_EQ((*committed)[1].metadata, "");
  EXPECT_EQ((*committed)[2].offset, std::nullopt);
}

TEST_P(RecordSourceContract, ARefusedCommitIsCountedOnce) {
  world->add_partitions(flows, 2);
  world->refuse_commits();
  EXPECT_EQ(source().commit({{p0, 10, ""}, {p1, 10, ""}}), 0U);
  std::size_t failures = 0;
  ASSERT_TRUE(poll_until([&] { return (failures += source().commit({})) > 0; }));
  EXPECT_EQ(failures, 2U);
  world->accept_commits();
  EXPECT_EQ(source().commit({{p0, 12, ""}}), 0U);
  ASSERT_TRUE(poll_until([&] { return source().committed({p0}, kTimeout)->front().offset == 12; }));
  EXPECT_EQ(source().commit({}), 0U);
}

TEST_P(RecordSourceContract, QueriesAreUnavailableWhileTheBrokerIsAway) {
  world->add_partitions(flows, 1);
  world->add_partitions(more, 1);
  ASSERT_TRUE(source().partitions(kTimeout));
  ASSERT_TRUE(source().offset_ranges({p0}, kTimeout));
  world->set_reachable(false);
  EXPECT_EQ(source().partitions(kShortTimeout).error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(source().offset_ranges({p0}, kShortTimeout).error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(source().offset_at(p0, unix_ms(0), kShortTimeout).error().code(),
            ErrorCode::kUnavailable);
  EXPECT_EQ(source().committed({p0}, kShortTimeout).error().code(), ErrorCode::kUnavailable);
  world->set_reachable(true);
  ASSERT_TRUE(poll_until([&] { return bool(source().offset_ranges({p0}, kTimeout)); }));
  ASSERT_TRUE(source().partitions(kTimeout));
}

TEST_P(RecordSourceContract, AnOutageIsToldAndNeitherSkipsNorRepeatsARecord) {
  world->add_partitions(flows, 2);
  world->append_numbers(p0, 300);
  world->append_numbers(p1, 300);
  source().assign(p0, 0);
  source().assign(p1, 0);
  ASSERT_TRUE(poll_a_few(20));
  world->set_reachable(false);
  ASSERT_TRUE(poll_until([&] { return sink.has_error("all_brokers_down"); }));
  // While it is away partitions may still be paused, resumed and assigned.
  source().pause(p0);
  source().poll(sink, kPoll);
  source().resume(p0);
  world->set_reachable(true);
  world->append_numbers(p0, 100);
  world->append_numbers(p1, 100);
  ASSERT_TRUE(poll_until_records(p0, 400));
  ASSERT_TRUE(poll_until_records(p1, 400));
  poll_a_while();
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 400));
  EXPECT_EQ(sink.offsets(p1), offsets_from(0, 400));
}

}  // namespace flowbridge
