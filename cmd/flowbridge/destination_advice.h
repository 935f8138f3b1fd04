#pragma once
/// What an answer to a first request says of a destination, in words for its operator.
///
/// Nothing decides by these texts; they are read by people who set a destination up.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none. Of the receiver's own words kReceiverWordsMax bytes are shown at most.
///
///   advice_on({.answer = Answer::kMisconfigured, .completion = done}, settings);
///   // "401: it does not accept user me with the password in /run/secrets/push"

#include "config/destination_settings.h"
#include "metric/answer.h"
#include "metric/wire_protocol.h"
#include "port/http_client.h"

#include <cstddef>
#include <string>

namespace flowbridge {

inline constexpr std::size_t kReceiverWordsMax = 200;

struct JudgedAnswer {
  Answer answer = Answer::kRetry;
  /// In which the request was sent.
  WireProtocol protocol = WireProtocol::kV1;
  HttpCompletion completion;
};

/// What is wrong and what to do; of an accepted request, what is right. Without secrets.
std::string advice_on(const JudgedAnswer& judged, const DestinationSettings& settings);

}  // namespace flowbridge
