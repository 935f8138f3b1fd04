#pragma once
/// Generated records into a Kafka topic, each at the offset that made it.
///
/// An idempotent producer with explicit partitions and timestamps. Truth is a function of offsets,
/// so the output refuses a topic that does not end where the run begins, compares the offset in
/// every delivery report with the record's own, and asks for the end offsets once more at the end.
/// Whoever else writes to the topic meanwhile makes the run fail.
///
/// Lifetime: the output owns its librdkafka handle and threads.      Threads: one.
/// Fails:    make_kafka_output: kUnavailable if no broker answers in kConnectLimit, kInvalid for a
///           property librdkafka refuses, or a topic with other partitions or offsets. A broker
///           that goes away later is waited for; what is in doubt at the end is kUnavailable.
/// Units:    offsets are Kafka's.
///
///   auto output = make_kafka_output({.brokers = "127.0.0.1:9092", …}, signals);

#include "base/result.h"
#include "flowgen/output.h"
#include "process/stop_signals.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

inline constexpr Duration kConnectLimit = 30s;

struct KafkaOutputOptions {
  std::string brokers = {};
  std::string topic = {};
  std::string compression = "none";
  /// Any of librdkafka's, applied last.
  std::vector<std::pair<std::string, std::string>> properties = {};
  /// One per partition: where the topic must end now.
  std::vector<Offset> first_offsets = {};
};

/// Waits for the topic; a signal ends the wait as kUnavailable.
Result<std::unique_ptr<RecordOutput>> make_kafka_output(const KafkaOutputOptions& options,
                                                        StopSignals& signals);

/// How far a consumer group has come, so that production can stay close to it.
class GroupProgress {
 public:
  struct Options {
    std::string brokers = {};
    std::string topic = {};
    std::string group_id = {};
    std::vector<std::pair<std::string, std::string>> properties = {};
    std::int32_t partitions = 1;
  };

  virtual ~GroupProgress() = default;
  /// Asks the broker, at most `limit`; without an answer the last one stands.
  virtual void refresh(Duration limit) = 0;
  /// The group's committed offset; 0 as long as it has none.
  virtual Offset committed(std::int32_t partition) const = 0;
};

Result<std::unique_ptr<GroupProgress>> make_group_progress(const GroupProgress::Options& options);

}  // namespace flowbridge
