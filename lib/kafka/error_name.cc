#include "kafka/error_name.h"

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

struct NamedError {
  rd_kafka_resp_err_t code;
  std::string_view name;
};

constexpr NamedError kNamedErrors[] = {
    {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "all_brokers_down"},
    {RD_KAFKA_RESP_ERR__TRANSPORT, "transport"},
    {RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, "transport"},
    {RD_KAFKA_RESP_ERR__RESOLVE, "resolve"},
    {RD_KAFKA_RESP_ERR__SSL, "tls"},
    {RD_KAFKA_RESP_ERR__AUTHENTICATION, "authentication"},
    {RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, "authentication"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, "authentication"},
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "authorization"},
    {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, "authorization"},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, "authorization"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "unknown_topic"},
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "unknown_topic"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, "unknown_partition"},
    {RD_KAFKA_RESP_ERR__BAD_MSG, "bad_message"},
    {RD_KAFKA_RESP_ERR__BAD_COMPRESSION, "bad_message"},
    {RD_KAFKA_RESP_ERR_INVALID_MSG, "bad_message"},
    {RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED, "bad_message"},
    {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "message_too_large"},
    {RD_KAFKA_RESP_ERR__TIMED_OUT, "timed_out"},
    {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, "timed_out"},
    {RD_KAFKA_RESP_ERR__FATAL, "fatal"},
};

}  // namespace

std::string_view kafka_error_name(int code) {
  for (const NamedError& each : kNamedErrors) {
    if (each.code == code) return each.name;
  }
  return "other";
}

Error kafka_unavailable(const std::string& doing, int code) {
  return {ErrorCode::kUnavailable,
          doing + ": " + rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(code))};
}

}  // namespace flowbridge
