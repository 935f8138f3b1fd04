#include "kafka/record_source.h"

#include "support/mock_kafka.h"
#include "support/record_source_contract.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr PollLimits kPoll = {.records_max = 1000, .wait = 50ms};
constexpr Duration kTimeout = 10s;

KafkaOptions options_for(const MockKafka& kafka) {
  KafkaOptions options;
  options.brokers = kafka.address();
  options.topics = {"flows", "more"};
  options.fetch_wait_max = 20ms;
  options.properties = {{"reconnect.backoff.ms", "10"}, {"reconnect.backoff.max.ms", "50"}};
  return options;
}

std::unique_ptr<RecordSource> open_or_die(KafkaOptions options) {
  Result<std::unique_ptr<RecordSource>> source = open_kafka(std::move(options));
  if (!source) ADD_FAILURE() << source.error().message();
  return std::move(*source);
}

std::string words(const TopicPartition& where) {
  return where.topic + " " + std::to_string(where.partition);
}

class MockWorld final : public RecordSourceWorld {
 public:
  RecordSource& source() override {
    if (source_ == nullptr) source_ = open_or_die(options_for(kafka_));
    return *source_;
  }
  bool can(WorldAbility) const override { return false; }

  void add_partitions(const std::string& topic, std::int32_t count) override {
    kafka_.command("topic " + topic + ":" + std::to_string(count));
  }
  void append(const TopicPartition& where, const WorldRecord& record) override {
    const std::string at =
        record.timestamp ? " " + std::to_string(to_ms(*record.timestamp)) : " none";
    kafka_.command(record.payload ? "append " + words(where) + at + " " + *record.payload
                                  : "tombstone " + words(where) + at);
  }
  void append_numbers(const TopicPartition& where, int count) override {
    int& next = next_number_[where];
    kafka_.command("numbers " + words(where) + " " + std::to_string(next) + " " +
                   std::to_string(count) + " 0");
    next += count;
  }
  void make_missing(const std::string& topic) override {
    kafka_.command("refuse " + topic + " UNKNOWN_TOPIC_OR_PART");
  }
  void set_reachable(bool reachable) override { kafka_.command(reachable ? "up" : "down"); }
  void refuse_commits() override {
    kafka_.command("error OffsetCommit GROUP_AUTHORIZATION_FAILED");
  }
  void accept_commits() override {}  // It refuses one.
  void drop_before(const TopicPartition&, Offset) override { FAIL() << "not able to"; }
  void skip_offsets(const TopicPartition&, Offset) override { FAIL() << "not able to"; }

 private:
  MockKafka kafka_ = MockKafka::start({});
  /// Opened late: the mock makes a topic that a client asks for.
  std::unique_ptr<RecordSource> source_;
  std::map<TopicPartition, int> next_number_;
};

std::unique_ptr<RecordSourceWorld> make_mock_world() {
  return std::make_unique<MockWorld>();
}

INSTANTIATE_TEST_SUITE_P(Kafka, RecordSourceContract,
                         testing::Values(RecordSourceWorldFactory(&make_mock_world)),
                         [](const auto&) { return "Mock"; });

/// What only the real source does.
struct KafkaRecordSourceTest : testing::Test {
  bool poll_until(RecordSource& source, const std::function<bool()>& done) {
    for (int polls = 0; polls < 600; ++polls) {
      if (done()) return true;
      source.poll(sink, kPoll);
    }
    return false;
  }

  RecordingSink sink;
  const TopicPartition p0{"flows", 0};
  const TopicPartition p1{"flows", 1};
};

TEST_F(KafkaRecordSourceTest, ReadsManyPartitionsOfSeveralBrokersWithPausesAndAssignments) {
  MockKafka kafka = MockKafka::start(
      {.topics = {"flows:12"}, .arguments = {"--brokers-count=3", "--compression=lz4"}});
  const auto source = open_or_die(options_for(kafka));
  constexpr int kPartitions = 12;
  constexpr int kRecords = 3000;
  std::vector<TopicPartition> all;
  for (int number = 0; number < kPartitions; ++number) {
    all.push_back({"flows", number});
    kafka.command("numbers flows " + std::to_string(number) + " 0 " + std::to_string(kRecords) +
                  " 300");
    source->assign(all.back(), 0);
  }
  std::size_t received = 0;
  for (std::size_t polls = 0; received < kPartitions * kRecords && polls < 20'000; ++polls) {
    const TopicPartition& chosen = all[polls % all.size()];
    source->pause(chosen);
    received += source->poll(sink, {.records_max = 100, .wait = 50ms});
    source->resume(chosen);
    // Where it stands already: nothing may be lost or come twice by it.
    const TopicPartition& restarted = all[(polls * 5 + 3) % all.size()];
    source->assign(restarted, static_cast<Offset>(sink.records[restarted].size()));
  }
  for (const TopicPartition& each : all) {
    EXPECT_EQ(sink.offsets(each), offsets_from(0, kRecords)) << to_string(each);
  }
}

// librdkafka's "alter offsets" ends the process here, as soon as the coordinator is back.
TEST_F(KafkaRecordSourceTest, ACommitThatFoundNoCoordinatorInTimeHarmsNothingLater) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  const auto source = open_or_die(options_for(kafka));
  source->assign(p0, 0);
  const auto poll_for = [&](Duration time) {
    for (int polls = 0; polls < time / kPoll.wait; ++polls) source->poll(sink, kPoll);
  };
  poll_for(500ms);
  kafka.command("down");
  poll_for(500ms);
  source->commit({{p0, 1, "writer"}});
  poll_for(12s);
  kafka.command("up");
  poll_for(3s);
  source->commit({{p0, 2, "writer"}});
  EXPECT_TRUE(poll_until(*source, [&] {
    const auto committed = source->committed({p0}, kTimeout);
    return committed && committed->front().offset == 2;
  }));
}

TEST_F(KafkaRecordSourceTest, AssigningInQuickSuccessionKeepsTheLast) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  kafka.command("numbers flows 0 0 1000 0");
  const auto source = open_or_die(options_for(kafka));
  for (Offset start = 0; start < 900; ++start) source->assign(p0, start);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 101; }));
  EXPECT_EQ(sink.offsets(p0), offsets_from(899, 1000));
}

TEST_F(KafkaRecordSourceTest, AssigningAfterOutOfRangeInQuickSuccessionStillReads) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  kafka.command("numbers flows 0 0 100 0");
  const auto source = open_or_die(options_for(kafka));
  for (int round = 0; round < 20; ++round) {
    sink = {};
    source->assign(p0, 5000);
    source->poll(sink, {.records_max = 10, .wait = Duration(round)});
    source->assign(p0, 90);
    ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 10; })) << round;
    EXPECT_EQ(sink.offsets(p0), offsets_from(90, 100));
  }
}

TEST_F(KafkaRecordSourceTest, WhatIsOutOfRangeBeforeAnAssignmentSaysNothingAboutIt) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  kafka.command("numbers flows 0 0 100 0");
  kafka.command("numbers flows 1 0 10 0");
  const auto source = open_or_die(options_for(kafka));
  // Nobody polls, so what the broker answers waits in the queue. librdkafka drops what an
  // assignment makes outdated only from the head of it, where p1 is.
  const auto wait_for_answers = [&] {
    for (int queries = 0; queries < 5; ++queries) {
      ASSERT_TRUE(source->offset_ranges({p0, p1}, kTimeout));
    }
  };
  source->assign(p1, 0);
  wait_for_answers();
  source->assign(p0, 5000);
  wait_for_answers();
  source->assign(p0, 90);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 10; }));
  EXPECT_EQ(sink.offsets(p0), offsets_from(90, 100));
  EXPECT_EQ(sink.offsets(p1), offsets_from(0, 10));
  EXPECT_THAT(sink.out_of_range, IsEmpty());
}

TEST_F(KafkaRecordSourceTest, RetentionIsSeenInTheRangeAndAsOutOfRange) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  // The mock keeps 5 MiB.
  kafka.command("numbers flows 0 0 20000 400");
  const auto source = open_or_die(options_for(kafka));
  const OffsetRange range = source->offset_ranges({p0}, kTimeout)->front();
  EXPECT_GT(range.low, 1000);
  EXPECT_EQ(range.high, 20000);
  source->assign(p0, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return !sink.out_of_range.empty(); }));
  source->assign(p0, range.low);
  const auto kept = static_cast<std::size_t>(range.high - range.low);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= kept; }));
  EXPECT_EQ(sink.offsets(p0), offsets_from(range.low, range.high));
}

TEST_F(KafkaRecordSourceTest, APartitionWithoutALeaderIsLeftOutOfTheRanges) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}, .arguments = {"--brokers-count=2"}});
  kafka.command("leader flows 0 1");
  kafka.command("leader flows 1 none");
  kafka.command("numbers flows 0 0 10 0");
  const auto source = open_or_die(options_for(kafka));
  const auto ranges = source->offset_ranges({p0, p1}, kTimeout);
  ASSERT_TRUE(ranges);
  ASSERT_THAT(*ranges, SizeIs(1));
  EXPECT_EQ(ranges->front().where, p0);
  EXPECT_EQ(ranges->front().high, 10);
}

TEST_F(KafkaRecordSourceTest, ABrokerThatHangsDoesNotSilenceTheOthers) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}, .arguments = {"--brokers-count=2"}});
  kafka.command("leader flows 0 1");
  kafka.command("leader flows 1 2");
  kafka.command("numbers flows 0 0 10 0");
  const auto source = open_or_die(options_for(kafka));
  ASSERT_TRUE(source->partitions(kTimeout));
  ASSERT_THAT(*source->offset_ranges({p0, p1}, kTimeout), SizeIs(2));
  kafka.command("rtt 60000 2");
  const auto ranges = source->offset_ranges({p0, p1}, 2s);
  ASSERT_TRUE(ranges);
  ASSERT_THAT(*ranges, SizeIs(1));
  EXPECT_EQ(ranges->front().where, p0);
}

TEST_F(KafkaRecordSourceTest, CommitsThatFindNoCoordinatorDoNotHoldBackAnAssignment) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}, .arguments = {"--brokers-count=2"}});
  kafka.command("leader flows 0 1");
  kafka.command("leader flows 1 1");
  kafka.command("numbers flows 0 0 10 0");
  const auto source = open_or_die(options_for(kafka));
  // It knows the leader before the other broker, which it might have asked, hangs.
  ASSERT_TRUE(source->partitions(kTimeout));
  // Whichever broker coordinates the group, nobody says which.
  kafka.command("rtt 60000 2");
  kafka.command("error FindCoordinator COORDINATOR_NOT_AVAILABLE 100");
  source->commit({{p0, 1, ""}, {p1, 1, ""}});
  source->assign(p0, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 10; }));
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 10));
}

TEST_F(KafkaRecordSourceTest, ACommitRefusedByAGroupWithMembersDisturbsNothing) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  kafka.command("numbers flows 0 0 10 0");
  const auto source = open_or_die(options_for(kafka));
  source->assign(p0, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 10; }));
  // The answer to a commit from outside a group with members.
  kafka.command("error OffsetCommit UNKNOWN_MEMBER_ID");
  source->commit({{p0, 10, ""}});
  ASSERT_TRUE(poll_until(*source, [&] { return source->commit({}) == 1; }));
  kafka.command("numbers flows 0 10 10 0");
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 20; }));
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 20));
}

TEST_F(KafkaRecordSourceTest, LogLinesGoToTheOwnerInsidePoll) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  KafkaOptions options = options_for(kafka);
  std::vector<std::string> facilities;
  options.log = [&](const KafkaLogLine& line) { facilities.emplace_back(line.facility); };
  const auto source = open_or_die(std::move(options));
  ASSERT_TRUE(source->partitions(kTimeout));
  kafka.command("down");
  ASSERT_TRUE(poll_until(*source, [&] { return sink.has_error("all_brokers_down"); }));
  EXPECT_THAT(facilities, testing::Contains("FAIL"));
}

TEST_F(KafkaRecordSourceTest, ABrokerThatWasNeverThereIsAnErrorOfPollNotOfOpening) {
  KafkaOptions options;
  options.brokers = "127.0.0.1:1";
  options.topics = {"flows"};
  const auto source = open_or_die(std::move(options));
  source->assign(p0, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.has_error("all_brokers_down"); }));
  EXPECT_TRUE(sink.has_error("transport"));
  EXPECT_EQ(source->partitions(100ms).error().code(), ErrorCode::kUnavailable);
}

/// Destroying may take as long as a step of librdkafka's threads, and never as long as a timeout.
void expect_quick_end(std::unique_ptr<RecordSource> source) {
  const auto before = std::chrono::steady_clock::now();
  source.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
}

TEST_F(KafkaRecordSourceTest, EndsQuicklyInTheMiddleOfEverything) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  kafka.command("numbers flows 0 0 10000 300");
  auto source = open_or_die(options_for(kafka));
  source->assign(p0, 0);
  source->assign(p1, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 100; }));
  source->commit({{p0, 100, ""}});
  expect_quick_end(std::move(source));
}

TEST_F(KafkaRecordSourceTest, EndsQuicklyWhileTheBrokerIsAway) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  kafka.command("numbers flows 0 0 10000 300");
  auto source = open_or_die(options_for(kafka));
  source->assign(p0, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 100; }));
  kafka.command("down");
  source->commit({{p0, 100, ""}});
  EXPECT_FALSE(source->offset_ranges({p0}, 100ms));
  source->assign(p1, 0);
  expect_quick_end(std::move(source));
}

TEST_F(KafkaRecordSourceTest, EndsQuicklyWhenTheBrokerHangs) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  kafka.command("numbers flows 0 0 100 0");
  auto source = open_or_die(options_for(kafka));
  source->assign(p0, 0);
  ASSERT_TRUE(poll_until(*source, [&] { return sink.records[p0].size() >= 100; }));
  kafka.command("rtt 60000 1");
  source->commit({{p0, 100, ""}});
  EXPECT_FALSE(source->offset_ranges({p0}, 100ms));
  expect_quick_end(std::move(source));
}

}  // namespace
}  // namespace flowbridge
