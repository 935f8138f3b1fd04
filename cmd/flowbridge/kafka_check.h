#pragma once
/// Whether Kafka is there, lets us in, and has what the configuration names.
///
/// Asks what the bridge asks, through the same port, and reads the newest records of each topic
/// without committing anything.
///
/// Lifetime: borrows the source for the call.      Threads: the source's.
/// Fails:    never; what is wrong is a check that is not ok.
/// Units:    milliseconds. It may take three times options.timeout.
/// Bounds:   kNewestRecordsRead records of each partition are read.
///
///   Result<std::unique_ptr<RecordSource>> source = open_kafka(options);
///   for (const ConnectionCheck& check : check_kafka_connection(**source, settings.kafka, {})) …

#include "base/time.h"
#include "config/settings.h"
#include "flowbridge/connection_check.h"
#include "port/record_source.h"

#include <functional>
#include <vector>

namespace flowbridge {

/// The last offset of a partition may hold a transaction's end instead of a record.
inline constexpr Offset kNewestRecordsRead = 3;

struct KafkaCheckOptions {
  /// Of each of: partitions, offsets, newest records. Longer helps only a broker that is slow.
  Duration timeout = 10s;
  std::function<Now()> now;
};

std::vector<ConnectionCheck> check_kafka_connection(RecordSource& source,
                                                    const KafkaSettings& settings,
                                                    const KafkaCheckOptions& options);

}  // namespace flowbridge
