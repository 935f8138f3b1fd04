#pragma once
/// What a mock cluster can be told while it runs, one command a line.
///
///   down [BROKER]              every broker, or one, drops its connections and takes no new ones
///   up [BROKER]                takes them again
///   rtt MS [BROKER]            every broker, or one, answers this much later
///   error API ERROR [COUNT]    the next COUNT (1) requests of this kind fail with ERROR
///   clear API                  forgets the errors still to come
///   topic NAME:PARTITIONS      makes a topic
///   refuse TOPIC ERROR         whoever asks about the topic is told ERROR
///   leader TOPIC PARTITION BROKER
///   append TOPIC PARTITION TIMESTAMP PAYLOAD      the payload goes to the line's end
///   tombstone TOPIC PARTITION TIMESTAMP
///   numbers TOPIC PARTITION FIRST COUNT BYTES     payloads "5", "6", …, each at least so long
///   quit                       ends the program
///
/// API is a Kafka request's name (Produce, Fetch, OffsetCommit, …), ERROR librdkafka's name of an
/// error (NOT_LEADER_FOR_PARTITION, _TRANSPORT, …). BROKER and TIMESTAMP may be `none`. Records are
/// in the log when the answer comes.
///
/// Lifetime: borrows the cluster and the writer.      Threads: one.
/// Fails:    a line that is not a command is kInvalid, and changes nothing.
/// Units:    milliseconds, since 1970 in timestamps; brokers count from 1, partitions from 0.
///
///   MockCommands commands(*cluster, writer);
///   Result<CommandOutcome> outcome = commands.run("error Produce NOT_LEADER_FOR_PARTITION 3");

#include "base/result.h"
#include "mockkafka/record_writer.h"

#include <string_view>
#include <vector>

struct rd_kafka_mock_cluster_s;

namespace flowbridge {

inline constexpr int kMockErrorsMax = 100'000;
inline constexpr int kMockPartitionsMax = 10'000;
inline constexpr int kMockPayloadBytesMax = 1'000'000;

enum class CommandOutcome { kDone, kQuit };

class MockCommands {
 public:
  MockCommands(rd_kafka_mock_cluster_s& cluster, RecordWriter& writer)
      : cluster_(cluster), writer_(writer) {}

  Result<CommandOutcome> run(std::string_view line);
  /// NAME:PARTITIONS, as in the command.
  Result<void> make_topic(std::string_view text);

 private:
  using Words = std::vector<std::string_view>;

  Result<void> act(const Words& words);
  Result<void> set_reachable(const Words& words, int (*set)(rd_kafka_mock_cluster_s&, int));
  Result<void> set_delay(const Words& words);
  Result<void> push_errors(const Words& words);
  Result<void> clear_errors(const Words& words);
  Result<void> refuse(const Words& words);
  Result<void> set_leader(const Words& words);
  Result<void> append(const Words& words);
  Result<void> append_numbers(const Words& words);

  rd_kafka_mock_cluster_s& cluster_;
  RecordWriter& writer_;
};

}  // namespace flowbridge
