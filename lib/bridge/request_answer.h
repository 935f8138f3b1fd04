#pragma once
/// What an answer to a remote write request means for the request.
///
/// Puts together what three modules know: which version was understood
/// (delivery/protocol_choice.h), what a status means (remote_write/protocol.h), and when to come
/// back (base/retry_after.h). No decision reads the answer's text.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    as in base/time.h.
///
///   const Answer answer = judge_answer(completion, sent_as, choice, now.monotonic);
///   sender.answer(completion.id, answer, answer_context(completion, now));

#include "base/time.h"
#include "delivery/protocol_choice.h"
#include "delivery/sender.h"
#include "metric/answer.h"
#include "metric/wire_protocol.h"
#include "port/http_client.h"

#include <optional>
#include <string>

namespace flowbridge {

/// Of a request that was sent in version `sent`; the choice learns from it.
Answer judge_answer(const HttpCompletion& completion, WireProtocol sent, ProtocolChoice& choice,
                    MonotonicTime now);

AnswerContext answer_context(const HttpCompletion& completion, const Now& now);

/// "204"; "none" if no complete answer came. For logs and metrics.
std::string http_status_text(std::optional<int> status);

}  // namespace flowbridge
