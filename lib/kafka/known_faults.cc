#include "kafka/known_faults.h"

namespace flowbridge {
namespace {

constexpr int kScramMended = 0x020601ff;

bool uses_scram(const std::vector<KafkaProperty>& properties) {
  bool scram = false;
  for (const KafkaProperty& each : properties) {
    if (each.key != "sasl.mechanism" && each.key != "sasl.mechanisms") continue;
    scram = each.value.starts_with("SCRAM-");
  }
  return scram;
}

}  // namespace

std::string_view authentication_fault(const std::vector<KafkaProperty>& properties, int version) {
  if (version >= kScramMended || !uses_scram(properties)) return {};
  return " (or this librdkafka is too old: SCRAM with Kafka 4 takes 2.6.1; with an older one use "
         "sasl.mechanism=PLAIN over TLS, or a client certificate)";
}

}  // namespace flowbridge
