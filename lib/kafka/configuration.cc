#include "kafka/configuration.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

struct FixedProperty {
  std::string_view key;
  std::string_view value;
};

// Exact counting rests on these: the journal decides what is consumed, an offset that is gone must
// be seen (librdkafka would jump to the end), and an aborted transaction is not traffic.
constexpr FixedProperty kFixedProperties[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},
    {"enable.partition.eof", "true"},
    {"check.crcs", "true"},
    {"isolation.level", "read_committed"},
    {"allow.auto.create.topics", "false"},
    {"log.queue", "true"},
    // Added partitions are seen within this time.
    {"topic.metadata.refresh.interval.ms", "10000"},
};

// Set from options of their own, or other names of what is fixed above.
constexpr std::string_view kReservedKeys[] = {
    "bootstrap.servers",  "metadata.broker.list", "group.id", "client.id",
    "auto.commit.enable", "offset.store.method",  "opaque",
};

constexpr std::string_view kSecretWords[] = {"password", "secret",      "pem",
                                             "key",      "oauthbearer", "username"};

bool is_secret(std::string_view key) {
  return std::any_of(std::begin(kSecretWords), std::end(kSecretWords), [&](std::string_view word) {
    return key.find(word) != std::string_view::npos;
  });
}

bool is_ours(std::string_view key) {
  const bool fixed = std::any_of(std::begin(kFixedProperties), std::end(kFixedProperties),
                                 [&](const FixedProperty& each) { return each.key == key; });
  return fixed || std::find(std::begin(kReservedKeys), std::end(kReservedKeys), key) !=
                      std::end(kReservedKeys);
}

/// Empty if it was set; else librdkafka's reason, which may quote the value.
std::string set_property(rd_kafka_conf_t* configuration, const KafkaProperty& property) {
  std::array<char, 512> reason{};
  const rd_kafka_conf_res_t outcome = rd_kafka_conf_set(
      configuration, property.key.c_str(), property.value.c_str(), reason.data(), reason.size());
  if (outcome == RD_KAFKA_CONF_OK) return {};
  if (is_secret(property.key) && outcome == RD_KAFKA_CONF_INVALID) {
    return "the value is not valid (not shown: it may be secret)";
  }
  return reason.data();
}

std::vector<KafkaProperty> default_properties(const KafkaOptions& options) {
  const std::string prefetch_kilobytes =
      std::to_string(std::max<std::int64_t>(options.prefetch_bytes_max / 1024, 1));
  return {
      {"fetch.wait.max.ms", std::to_string(milliseconds_of(options.fetch_wait_max))},
      {"queued.max.messages.kbytes", prefetch_kilobytes},
      // The byte limit is the one that counts; this one must not bind before it.
      {"queued.min.messages", "10000000"},
      // A response is not counted until it is unpacked, so it is what can go beyond the byte limit.
      {"fetch.max.bytes", "4194304"},
      // A NAT forgets an idle connection without telling either side.
      {"socket.keepalive.enable", "true"},
      {"socket.nagle.disable", "true"},
  };
}

class Builder {
 public:
  Builder() : configuration_(rd_kafka_conf_new()) {}

  void require(bool holds, const std::string& problem) {
    if (!holds) problems_.push_back(problem);
  }

  void set(const KafkaProperty& property) {
    const std::string reason = set_property(configuration_.get(), property);
    require(reason.empty(), "property " + property.key + ": " + reason);
  }

  void set_operators(const KafkaProperty& property) {
    if (is_ours(property.key)) {
      require(false, "property " + property.key + ": flowbridge sets this one itself");
      return;
    }
    set(property);
  }

  Result<ConfigurationHandle> finish() && {
    if (problems_.empty()) return std::move(configuration_);
    std::string all;
    for (const std::string& problem : problems_) all += (all.empty() ? "" : "; ") + problem;
    return Error(ErrorCode::kInvalid, "kafka: " + all);
  }

 private:
  ConfigurationHandle configuration_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<ConfigurationHandle> kafka_configuration(const KafkaOptions& options) {
  Builder builder;
  builder.require(!options.brokers.empty(), "no broker is given");
  builder.require(!options.group_id.empty(), "the group id is empty");
  builder.require(!options.topics.empty(), "no topic is given");
  for (const std::string& topic : options.topics) {
    builder.require(!topic.empty(), "a topic's name is empty");
  }
  for (const KafkaProperty& each : default_properties(options)) builder.set(each);
  for (const KafkaProperty& each : options.properties) builder.set_operators(each);
  for (const FixedProperty& each : kFixedProperties) {
    builder.set({std::string(each.key), std::string(each.value)});
  }
  builder.set({"bootstrap.servers", options.brokers});
  builder.set({"group.id", options.group_id});
  builder.set({"client.id", options.client_id});
  return std::move(builder).finish();
}

}  // namespace flowbridge
