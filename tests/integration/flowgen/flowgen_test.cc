// flowgen and mockkafka together, as programs, read back by a plain consumer.

#include "flowgen/generator.h"
#include "flowgen/payload.h"
#include "flowgen/truth.h"
#include "process/whole_file.h"
#include "support/child_process.h"
#include "support/mock_kafka.h"
#include "support/temporary_directory.h"

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct ReadRecord {
  Offset offset = 0;
  UnixTime timestamp = {};
  std::string payload = {};
};

/// A consumer of one topic, partition by partition, from the first offset.
class TopicReader {
 public:
  explicit TopicReader(const std::string& address, const std::string& group = "reader") {
    std::array<char, 512> message{};
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    for (const auto& [key, value] :
         std::vector<std::pair<std::string, std::string>>{{"bootstrap.servers", address},
                                                          {"group.id", group},
                                                          {"enable.partition.eof", "true"},
                                                          {"enable.auto.commit", "false"},
                                                          {"log_level", "2"},
                                                          {"fetch.wait.max.ms", "50"}}) {
      rd_kafka_conf_set(conf, key.c_str(), value.c_str(), message.data(), message.size());
    }
    consumer_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf, message.data(), message.size());
    EXPECT_NE(consumer_, nullptr) << message.data();
    rd_kafka_poll_set_consumer(consumer_);
  }
  TopicReader(const TopicReader&) = delete;
  TopicReader& operator=(const TopicReader&) = delete;
  ~TopicReader() { rd_kafka_destroy(consumer_); }

  /// Everything up to the end of the partition.
  std::vector<ReadRecord> read(const std::string& topic, std::int32_t partition) {
    assign(topic, partition);
    std::vector<ReadRecord> records;
    while (true) {
      rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer_, 20'000);
      if (message == nullptr) {
        ADD_FAILURE() << "no message and no end of partition " << partition;
        return records;
      }
      const bool at_end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_timestamp_type_t type{};
        records.push_back({.offset = message->offset,
                           .timestamp = unix_ms(rd_kafka_message_timestamp(message, &type)),
                           .payload = {static_cast<const char*>(message->payload), message->len}});
      }
      rd_kafka_message_destroy(message);
      if (at_end) return records;
    }
  }

  void commit(const std::string& topic, std::int32_t partition, Offset offset) {
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = offset;
    EXPECT_EQ(rd_kafka_commit(consumer_, list, 0), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(list);
  }

  Offset end_offset(const std::string& topic, std::int32_t partition) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    rd_kafka_query_watermark_offsets(consumer_, topic.c_str(), partition, &low, &high, 20'000);
    return high;
  }

 private:
  void assign(const std::string& topic, std::int32_t partition) {
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = 0;
    rd_kafka_assign(consumer_, list);
    rd_kafka_topic_partition_list_destroy(list);
  }

  rd_kafka_t* consumer_ = nullptr;
};

ChildProcess start_flowgen(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {FLOWBRIDGE_FLOWGEN};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Result<ChildProcess> child = ChildProcess::start({.command = command});
  FB_CHECK(child.has_value());
  return *std::move(child);
}

struct Finished {
  ExitStatus status;
  std::string output;
  std::string errors;
};

Finished finish(ChildProcess& child) {
  std::string output = child.read_rest(60s);
  const std::optional<ExitStatus> status = child.wait(20s);
  return {status.value_or(ExitStatus{}), std::move(output), child.error_output()};
}

Finished run_flowgen(const std::vector<std::string>& arguments) {
  ChildProcess child = start_flowgen(arguments);
  return finish(child);
}

Truth truth_of(const Finished& finished) {
  EXPECT_EQ(finished.status, ExitStatus{.code = 0}) << finished.errors;
  const Result<Truth> truth = parse_truth(finished.output);
  EXPECT_TRUE(truth) << truth.error().message();
  return truth ? *truth : Truth{};
}

/// Holds the topic to the truth, record by record.
void expect_topic_is(const Truth& truth, TopicReader& reader) {
  const Generator generator(truth.generator);
  RecordPlan plan;
  std::string payload;
  for (const PartitionRange& range : truth.ranges) {
    const std::vector<ReadRecord> records = reader.read(truth.topic, range.partition);
    ASSERT_EQ(static_cast<Offset>(records.size()), range.end);
    for (Offset offset = 0; offset < range.end; ++offset) {
      const ReadRecord& record = records.at(static_cast<std::size_t>(offset));
      generator.plan({range.partition, offset}, plan);
      render_payload(plan, generator.options(), payload);
      ASSERT_EQ(record.offset, offset);
      ASSERT_EQ(record.timestamp, plan.timestamp);
      ASSERT_EQ(record.payload, payload);
    }
  }
}

TEST(Flowgen, EveryRecordIsAtTheOffsetThatMadeIt) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:3"}});
  for (const std::string compression : {"none", "snappy", "lz4", "zstd"}) {
    const std::string topic = "flows-" + compression;
    EXPECT_EQ(kafka.tell("topic " + topic + ":3"), "ok");
    const Truth truth = truth_of(run_flowgen(
        {"--brokers=" + kafka.address(), "--topic=" + topic, "--partitions=3", "--records=5000",
         "--rate=0", "--start=2026-01-01T00:00:00Z", "--late-share=0.1", "--malformed-share=0.1",
         "--multi-values-share=0.1", "--compression=" + compression}));
    EXPECT_EQ(truth.totals.messages, 5000u);
    EXPECT_THAT(truth.ranges, ElementsAre(PartitionRange{0, 0, 1667}, PartitionRange{1, 0, 1667},
                                          PartitionRange{2, 0, 1666}));
    TopicReader reader(kafka.address());
    expect_topic_is(truth, reader);
  }
}

TEST(Flowgen, ProduceErrorsOfTheBrokerNeitherLoseNorMoveARecord) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  // No cut connections: the mock may append before it cuts, and knows no sequence numbers to see
  // that the retry is the same batch.
  EXPECT_EQ(kafka.tell("error Produce NOT_LEADER_FOR_PARTITION 5"), "ok");
  const Truth truth = truth_of(run_flowgen({"--brokers=" + kafka.address(), "--topic=flows",
                                            "--partitions=2", "--records=4000", "--rate=0"}));
  EXPECT_EQ(truth.totals.messages, 4000u);
  TopicReader reader(kafka.address());
  expect_topic_is(truth, reader);
}

TEST(Flowgen, ASignalEndsItWithATruthOfWhatWasDelivered) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  const TemporaryDirectory directory;
  ChildProcess child =
      start_flowgen({"--brokers=" + kafka.address(), "--topic=flows", "--partitions=2",
                     "--rate=2000", "--truth-file=" + directory.file("truth.json")});
  TopicReader reader(kafka.address());
  ASSERT_TRUE(wait_until(30s, [&] { return reader.end_offset("flows", 1) > 100; }));
  child.send(SIGINT);
  const Finished finished = finish(child);
  const Truth truth = truth_of(finished);
  EXPECT_EQ(read_file(directory.file("truth.json")).value(), finished.output);
  EXPECT_GT(truth.totals.messages, 200u);
  expect_topic_is(truth, reader);
}

TEST(Flowgen, ARunContinuesWhereAnotherEnded) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  const std::vector<std::string> common = {"--brokers=" + kafka.address(), "--topic=flows",
                                           "--partitions=2", "--rate=0",
                                           "--start=2026-01-01T00:00:00Z"};
  auto first = common;
  first.push_back("--records=301");
  auto second = common;
  second.insert(second.end(), {"--records=200", "--from-offset=0:151", "--from-offset=1:150"});
  const Truth before = truth_of(run_flowgen(first));
  const Truth after = truth_of(run_flowgen(second));
  const Result<Truth> whole = joined({before, after});
  ASSERT_TRUE(whole) << whole.error().message();
  EXPECT_EQ(whole->totals.messages, 501u);
  TopicReader reader(kafka.address());
  expect_topic_is(*whole, reader);
}

TEST(Flowgen, ATopicThatIsNotEmptyIsRefused) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  const std::vector<std::string> arguments = {"--brokers=" + kafka.address(), "--topic=flows",
                                              "--records=10", "--rate=0"};
  truth_of(run_flowgen(arguments));
  const Finished again = run_flowgen(arguments);
  EXPECT_EQ(again.status, ExitStatus{.code = 1});
  EXPECT_THAT(again.errors, HasSubstr("flows[0] ends at offset 10, this run begins at 0"));
}

TEST(Flowgen, AnotherWriterInTheTopicMakesItFail) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  const std::vector<std::string> arguments = {"--brokers=" + kafka.address(), "--topic=flows",
                                              "--rate=500"};
  ChildProcess one = start_flowgen(arguments);
  ChildProcess other = start_flowgen(arguments);
  const ExitStatus failed{.code = 1};
  ASSERT_TRUE(wait_until(30s, [&] { return one.wait(0ms) || other.wait(0ms); }));
  ChildProcess& loser = one.wait(0ms) ? one : other;
  const Finished finished = finish(loser);
  EXPECT_EQ(finished.status, failed);
  EXPECT_EQ(finished.output, "");
}

TEST(Flowgen, StaysWithinTheAheadLimitOfTheGroup) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}});
  TopicReader reader(kafka.address(), "bridge");
  ChildProcess child =
      start_flowgen({"--brokers=" + kafka.address(), "--topic=flows", "--partitions=2", "--rate=0",
                     "--records=1000", "--group-id=bridge", "--ahead-limit=100"});
  ASSERT_TRUE(wait_until(30s, [&] { return reader.end_offset("flows", 1) == 100; }));
  EXPECT_EQ(child.wait(500ms), std::nullopt);
  EXPECT_EQ(reader.end_offset("flows", 0), 100);
  reader.commit("flows", 0, 70);
  reader.commit("flows", 1, 50);
  ASSERT_TRUE(wait_until(30s, [&] { return reader.end_offset("flows", 1) == 150; }));
  EXPECT_LE(reader.end_offset("flows", 0), 170);
  reader.commit("flows", 0, 450);
  reader.commit("flows", 1, 450);
  EXPECT_EQ(truth_of(finish(child)).totals.messages, 1000u);
}

TEST(Flowgen, WhatIsInDoubtAtTheEndIsNoTruth) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  ChildProcess child = start_flowgen(
      {"--brokers=" + kafka.address(), "--topic=flows", "--rate=1000", "--flush-timeout=100ms"});
  TopicReader reader(kafka.address());
  ASSERT_TRUE(wait_until(30s, [&] { return reader.end_offset("flows", 0) > 10; }));
  EXPECT_EQ(kafka.tell("down"), "ok");
  EXPECT_EQ(child.wait(300ms), std::nullopt);
  child.send(SIGTERM);
  const Finished finished = finish(child);
  EXPECT_EQ(finished.status, ExitStatus{.code = 1});
  EXPECT_THAT(finished.errors, HasSubstr("records may or may not have been taken"));
  EXPECT_EQ(finished.output, "");
}

TEST(Flowgen, WritesToStdoutAndFilesWithoutKafka) {
  const TemporaryDirectory directory;
  const std::vector<std::string> common = {"--records=20", "--rate=0", "--seed=3",
                                           "--start=1767225600000"};
  auto to_stdout = common;
  to_stdout.push_back("--output=stdout");
  auto to_file = common;
  to_file.push_back("--output=file:" + directory.file("flows.jsonl"));
  const Finished out = run_flowgen(to_stdout);
  const Truth truth = truth_of(run_flowgen(to_file));
  const Generator generator(truth.generator);
  std::string want;
  RecordPlan plan;
  std::string payload;
  for (Offset offset = 0; offset < 20; ++offset) {
    generator.plan({0, offset}, plan);
    render_payload(plan, generator.options(), payload);
    want += payload + "\n";
  }
  EXPECT_EQ(out.output, want);
  EXPECT_EQ(read_file(directory.file("flows.jsonl")).value(), want);
  EXPECT_EQ(parse_truth(out.errors).value(), truth);
}

TEST(Flowgen, UsageErrorsNameTheOption) {
  const auto refused = [](const std::vector<std::string>& arguments) {
    const Finished finished = run_flowgen(arguments);
    EXPECT_EQ(finished.status, ExitStatus{.code = 2});
    return finished.errors;
  };
  EXPECT_THAT(refused({}), HasSubstr("--brokers"));
  EXPECT_THAT(refused({"--nonsense"}), HasSubstr("nonsense"));
  EXPECT_THAT(refused({"surplus"}), HasSubstr("positional"));
  EXPECT_THAT(refused({"--start=yesterday"}), HasSubstr("--start: expected now, Unix milli"));
  EXPECT_THAT(refused({"--late-share=2"}), HasSubstr("--late-share: expected 0 to 1"));
  EXPECT_THAT(refused({"--records=1", "--duration=1s"}), HasSubstr("--duration: give either"));
  EXPECT_THAT(refused({"--class-weights=receiving=1"}), HasSubstr("no class 'receiving'"));
  EXPECT_THAT(refused({"--output=disk"}), HasSubstr("--output: expected kafka, stdout or file"));
  EXPECT_THAT(refused({"--partitions=0"}), HasSubstr("partitions must be 1"));
  EXPECT_THAT(run_flowgen({"--help"}).output, HasSubstr("Exit codes"));
}

TEST(MockKafka, ListensOnTheGivenPortAgainAfterARestart) {
  const std::uint16_t port = free_port();
  for (int round = 0; round < 2; ++round) {
    MockKafka kafka = MockKafka::start({.topics = {"flows:1"}, .port = port});
    EXPECT_EQ(kafka.address(), "127.0.0.1:" + std::to_string(port));
    TopicReader reader(kafka.address());
    EXPECT_EQ(reader.end_offset("flows", 0), 0);
    EXPECT_EQ(kafka.process().stop(20s), ExitStatus{.code = 0});
  }
}

TEST(MockKafka, EndsWithItsInputUnlessDetached) {
  MockKafka attached = MockKafka::start({});
  attached.process().close_stdin();
  EXPECT_EQ(attached.process().wait(20s), ExitStatus{.code = 0});

  const TemporaryDirectory directory;
  MockKafka detached =
      MockKafka::start({.arguments = {"--detach", "--address-file=" + directory.file("address")}});
  EXPECT_EQ(read_file(directory.file("address")).value(), detached.address() + "\n");
  detached.process().close_stdin();
  EXPECT_EQ(detached.process().wait(300ms), std::nullopt);
  EXPECT_EQ(detached.process().stop(20s), ExitStatus{.code = 0});
}

TEST(MockKafka, AppendedRecordsAreThereWhenItAnswers) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:2"}, .arguments = {"--compression=lz4"}});
  kafka.command("append flows 1 1700000000123 two  words");
  kafka.command("tombstone flows 1 5");
  kafka.command("numbers flows 1 9 2 3");
  TopicReader reader(kafka.address());
  std::vector<std::string> payloads;
  for (const ReadRecord& record : reader.read("flows", 1)) payloads.push_back(record.payload);
  EXPECT_THAT(payloads, ElementsAre("two  words", "", "9  ", "10 "));
  EXPECT_EQ(reader.read("flows", 1).front().timestamp, unix_ms(1'700'000'000'123));
}

TEST(MockKafka, AnswersEachCommandOrSaysWhatIsWrong) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  for (const std::string command :
       {"down", "up", "down 1", "up 1", "rtt 10", "rtt 0 1", "error Fetch _TRANSPORT",
        "clear Fetch", "leader flows 0 none", "leader flows 0 1",
        "refuse flows UNKNOWN_TOPIC_OR_PART", "refuse flows NO_ERROR"}) {
    EXPECT_EQ(kafka.tell(command), "ok") << command;
  }
  EXPECT_THAT(kafka.tell("error Fly _TRANSPORT"), StartsWith("error there is no request 'Fly'"));
  EXPECT_THAT(kafka.tell("error Fetch _NO"), StartsWith("error there is no error '_NO'"));
  EXPECT_THAT(kafka.tell("rtt soon"), StartsWith("error expected a whole number"));
  EXPECT_THAT(kafka.tell("down 9"), StartsWith("error"));
  EXPECT_THAT(kafka.tell("flows"), StartsWith("error not a command: 'flows'"));
  EXPECT_THAT(kafka.tell("topic flows"), StartsWith("error expected NAME:PARTITIONS"));
  EXPECT_THAT(kafka.tell("refuse flows NOTHING"), StartsWith("error there is no error 'NOTHING'"));
  EXPECT_THAT(kafka.tell("leader flows 0"), StartsWith("error expected: leader"));
  EXPECT_THAT(kafka.tell("append flows 0 none"), StartsWith("error expected: append"));
  EXPECT_THAT(kafka.tell("append flows 0 soon x"), StartsWith("error expected a whole number"));
  EXPECT_THAT(kafka.tell("numbers flows 0 0 -1 0"), StartsWith("error expected a whole number"));
  EXPECT_EQ(kafka.tell("quit"), "ok");
  EXPECT_EQ(kafka.process().wait(20s), ExitStatus{.code = 0});
}

}  // namespace
}  // namespace flowbridge
