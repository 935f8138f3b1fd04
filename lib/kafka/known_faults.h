#pragma once
/// Faults of librdkafka that an operator cannot guess from its messages.
///
/// Until 2.6.1 librdkafka sends a wrong nonce in the last step of SCRAM. Brokers did not mind
/// before they were mended (CVE-2024-56128); Kafka 4 refuses it, with words that blame the
/// password. https://github.com/confluentinc/librdkafka/pull/4895
///
/// Lifetime: the texts are constants.
/// Threads:  any.
/// Fails:    never; empty if nothing is known.
/// Units:    `version` is rd_kafka_version()'s: 0x020002ff is 2.0.2.
///
///   text += authentication_fault(options.properties, rd_kafka_version());

#include "kafka/record_source.h"

#include <string_view>
#include <vector>

namespace flowbridge {

/// What to append to a refused authentication with these properties.
std::string_view authentication_fault(const std::vector<KafkaProperty>& properties, int version);

}  // namespace flowbridge
