#pragma once
/// What a mock cluster can be told while it runs, one command a line.
///
///   down [BROKER]              every broker, or one, drops its connections and takes no new ones
///   up [BROKER]                takes them again
///   rtt MS                     every broker answers this much later
///   error API ERROR [COUNT]    the next COUNT (1) requests of this kind fail with ERROR
///   clear API                  forgets the errors still to come
///   topic NAME:PARTITIONS      makes a topic
///   quit                       ends the program
///
/// API is a Kafka request's name (Produce, Fetch, OffsetCommit, …), ERROR librdkafka's name of an
/// error (NOT_LEADER_FOR_PARTITION, _TRANSPORT, …).
///
/// Lifetime: borrows the cluster.      Threads: one.
/// Fails:    a line that is not a command is kInvalid, and changes nothing.
/// Units:    milliseconds; brokers count from 1.
///
///   MockCommands commands(*cluster);
///   Result<CommandOutcome> outcome = commands.run("error Produce NOT_LEADER_FOR_PARTITION 3");

#include "base/result.h"

#include <string_view>
#include <vector>

struct rd_kafka_mock_cluster_s;

namespace flowbridge {

inline constexpr int kMockErrorsMax = 100'000;
inline constexpr int kMockPartitionsMax = 10'000;

enum class CommandOutcome { kDone, kQuit };

class MockCommands {
 public:
  explicit MockCommands(rd_kafka_mock_cluster_s& cluster) : cluster_(cluster) {}

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

  rd_kafka_mock_cluster_s& cluster_;
};

}  // namespace flowbridge
