#pragma once
/// librdkafka's errors as the few names that a metric can carry.
///
/// librdkafka has some 190 codes; an operator needs to know which of a dozen things to look at, and
/// a label needs a closed set. The message keeps the detail.
///
/// Lifetime: the names are constants.
/// Threads:  any.
/// Fails:    never; what is not in the table is "other".
/// Units:    `code` is an rd_kafka_resp_err_t.
///
///   sink.on_error(kafka_error_name(message->err), text);

#include "base/result.h"

#include <string>
#include <string_view>

namespace flowbridge {

std::string_view kafka_error_name(int code);

/// An Error for a query that did not get its answer: kUnavailable, with librdkafka's text.
Error kafka_unavailable(const std::string& doing, int code);

}  // namespace flowbridge
