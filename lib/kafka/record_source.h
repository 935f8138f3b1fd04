#pragma once
/// Kafka as a RecordSource, in static mode.
///
/// Partitions are assigned by hand: the source joins no consumer group, stores no position in the
/// broker and never chooses an offset by itself. It keeps its own position per partition, so that a
/// pause, an outage or a new assignment neither skips nor repeats a record. librdkafka does the
/// talking (2.0.2 or newer); its own threads fetch ahead, its callbacks run inside poll().
///
/// Lifetime: the source owns its connections and threads; destroying it takes no more than about a
///           second, whether the broker answers or not. Options are copied.
/// Threads:  one, as RecordSource says; `log` is called inside poll(), on its thread.
/// Fails:    kInvalid: one message that names every option that must change, never a secret. A
///           broker that is away is not a failure here; poll() tells the sink with these codes:
///           all_brokers_down, transport, resolve, tls, authentication, authorization,
///           unknown_topic, unknown_partition, bad_message, message_too_large, timed_out, fatal,
///           other.
/// Units:    bytes; offsets and times as in port/record_source.h. A record without a payload (a
///           tombstone) is delivered with an empty one.
///
///   KafkaOptions options;
///   options.brokers = "kafka:9092";
///   options.topics = {"pmacct.acct"};
///   options.properties = {{.key = "security.protocol", .value = "SSL"}};
///   Result<std::unique_ptr<RecordSource>> source = open_kafka(options);

#include "base/result.h"
#include "base/time.h"
#include "port/record_source.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// A librdkafka property, passed on unread: TLS, SASL, timeouts, fetch sizes.
/// https://github.com/confluentinc/librdkafka/blob/v2.0.2/CONFIGURATION.md
struct KafkaProperty {
  std::string key;
  std::string value;
};

/// What librdkafka would write to its log.
struct KafkaLogLine {
  /// As syslog's: 0 emergency … 3 error, 4 warning, 5 notice, 6 information, 7 debug.
  int severity = 6;
  /// librdkafka's short name for the event: "FAIL".
  std::string_view facility;
  std::string_view text;
};

struct KafkaOptions {
  /// "host:port", separated by commas.
  std::string brokers;
  /// Where commit() writes and committed() reads.
  std::string group_id = "flowbridge";
  /// What partitions() lists.
  std::vector<std::string> topics;
  /// How the broker's logs and quotas call us.
  std::string client_id = "flowbridge";
  /// Win over the defaults below, but not over what exact counting rests on; see check_kafka().
  std::vector<KafkaProperty> properties;
  /// How much is fetched ahead of poll(), unpacked, over all partitions; one response of up to
  /// 4 MiB, packed, can come on top. More gives a steadier catch-up and costs memory. Below 4 MiB
  /// librdkafka 2.0.2 falls to a tenth of its speed: a full queue makes it look away for a while.
  std::int64_t prefetch_bytes_max = 32 << 20;
  /// How long the broker may hold a fetch when there is nothing to send. More saves requests on an
  /// idle topic; new records end the wait.
  Duration fetch_wait_max = 100ms;
  /// May be empty: then the lines are dropped. Called for every line; limiting is the caller's.
  std::function<void(const KafkaLogLine&)> log;
};

/// Checks the options without a broker: every property exists, has a value that librdkafka takes,
/// and is not one that the source sets itself. Fails: kInvalid.
Result<void> check_kafka(const KafkaOptions& options);

/// Fails:    kInvalid, as check_kafka(), and for files (certificates, keys) that cannot be used.
Result<std::unique_ptr<RecordSource>> open_kafka(KafkaOptions options);

}  // namespace flowbridge
