#include "flowbridge/kafka_check.h"

#include "support/scripted_record_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr UnixTime kBegin = unix_ms(1'700'000'000'000);

/// Says the same to whoever asks.
class RefusingSource final : public RecordSource {
 public:
  RefusingSource(std::string code, std::string message)
      : code_(std::move(code)), message_(std::move(message)) {}

  std::size_t poll(RecordSink& sink, const PollLimits&) override {
    sink.on_error("all_brokers_down", "1/1 brokers are down");
    sink.on_error(code_, message_);
    return 0;
  }
  void assign(const TopicPartition&, Offset) override {}
  void pause(const TopicPartition&) override {}
  void resume(const TopicPartition&) override {}
  Result<std::vector<TopicPartition>> partitions(Duration) override {
    ++asked;
    return Error(ErrorCode::kUnavailable, "no answer");
  }
  Result<std::vector<OffsetRange>> offset_ranges(const std::vector<TopicPartition>&,
                                                 Duration) override {
    return Error(ErrorCode::kUnavailable, "no answer");
  }
  Result<std::optional<Offset>> offset_at(const TopicPartition&, UnixTime, Duration) override {
    return Error(ErrorCode::kUnavailable, "no answer");
  }
  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>&,
                                                 Duration) override {
    return Error(ErrorCode::kUnavailable, "no answer");
  }
  std::size_t commit(const std::vector<OffsetCommit>&) override { return 0; }

  int asked = 0;

 private:
  const std::string code_;
  const std::string message_;
};

class KafkaCheckTest : public ::testing::Test {
 protected:
  KafkaCheckTest() { broker_.add_partitions("flows", 2); }

  void write(std::int32_t partition, Duration ago) {
    broker_.append({"flows", partition}, {.payload = "{}", .timestamp = kBegin - ago});
  }
  /// Each look at the clock takes a second.
  std::vector<std::string> check(RecordSource& source) {
    std::vector<std::string> lines;
    const KafkaCheckOptions options{.now = [this] {
      now_.monotonic += 1s;
      return now_;
    }};
    for (const ConnectionCheck& each : check_kafka_connection(source, settings_, options)) {
      lines.push_back(to_line(each));
    }
    return lines;
  }
  std::vector<std::string> check() {
    ScriptedRecordSource source(broker_, {.topics = settings_.topics});
    return check(source);
  }

  ScriptedBroker broker_;
  KafkaSettings settings_{.brokers = {"kafka-1:9092", "kafka-2"},
                          .topics = {"flows"},
                          .partitions = {},
                          .group_id = "flowbridge",
                          .start = {},
                          .properties = {},
                          .property_files = {}};
  Now now_{.wall = kBegin, .monotonic = {}};
};

TEST_F(KafkaCheckTest, TellsOfATopicItsPartitionsAndHowOldItsNewestRecordIs) {
  for (int i = 0; i < 9; ++i) write(0, 60s);
  write(1, 45s);
  EXPECT_THAT(check(), ElementsAre("ok      brokers kafka-1:9092,kafka-2: they answer\n",
                                   "ok      topic flows: 2 partitions, newest record 45 s old\n",
                                   "ok      consumer group flowbridge: its offsets can be read\n"));
}

TEST_F(KafkaCheckTest, FindsTheNewestRecordBeforeATransactionsEnd) {
  write(0, 45s);
  broker_.skip_offsets({"flows", 0}, 1);
  EXPECT_THAT(check()[1], HasSubstr("newest record 45 s old\n"));
}

TEST_F(KafkaCheckTest, WondersAboutATopicThatNobodyWritesTo) {
  EXPECT_THAT(check()[1], StartsWith("ok      topic flows: 2 partitions, without any record: "));
  write(0, 3h);
  EXPECT_THAT(check()[1],
              HasSubstr("newest record 3.0 h old: does something still write flows to it?"));
  write(1, -3h);
  EXPECT_THAT(check()[1], HasSubstr("newest record 3.0 h ahead of this machine's clock"));
}

TEST_F(KafkaCheckTest, MissesATopicAndAPartitionThatAreNotThere) {
  settings_.topics = {"flows", "flwos"};
  settings_.partitions = {1, 2};
  const std::vector<std::string> lines = check();
  EXPECT_THAT(lines[1],
              "failed  topic flows: partition 2 of kafka.partitions is not there, it has "
              "2 partitions\n");
  EXPECT_THAT(lines[2], StartsWith("failed  topic flwos: there is none of this name"));
}

TEST_F(KafkaCheckTest, NamesPartitionsThatNobodyLeads) {
  broker_.set_reachable({"flows", 1}, false);
  EXPECT_THAT(check()[1],
              "failed  topic flows: 2 partitions, but no broker answers for 1; have "
              "they a leader?\n");
}

TEST_F(KafkaCheckTest, SaysWhyBrokersDoNotAnswer) {
  RefusingSource source("resolve", "Failed to resolve 'kafka-1:9092'");
  EXPECT_THAT(
      check(source),
      ElementsAre(AllOf(StartsWith("failed  brokers kafka-1:9092,kafka-2: Failed to resolve"),
                        HasSubstr("; check the names in kafka.brokers"))));
  EXPECT_GT(source.asked, 5);
}

TEST_F(KafkaCheckTest, DoesNotAskOnWhenItIsNotLetIn) {
  RefusingSource source("authentication", "SASL authentication error");
  EXPECT_THAT(check(source), ElementsAre(HasSubstr("check sasl.mechanism")));
  EXPECT_EQ(source.asked, 1);
}

}  // namespace
}  // namespace flowbridge
