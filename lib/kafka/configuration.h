#pragma once
/// KafkaOptions as a librdkafka configuration.
///
/// Three layers, each over the one before: our defaults, the operator's properties, and what exact
/// counting rests on. A property of the last layer is refused, not ignored.
///
/// Lifetime: the result owns itself.
/// Threads:  any.
/// Fails:    kInvalid, naming every key that is wrong. A secret's value is never in the text.
/// Units:    as KafkaOptions.
///
///   Result<ConfigurationHandle> configuration = kafka_configuration(options);

#include "base/result.h"
#include "kafka/client_handle.h"
#include "kafka/record_source.h"

namespace flowbridge {

Result<ConfigurationHandle> kafka_configuration(const KafkaOptions& options);

}  // namespace flowbridge
