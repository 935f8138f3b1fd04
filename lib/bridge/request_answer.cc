#include "bridge/request_answer.h"

#include "base/check.h"
#include "base/retry_after.h"
#include "port/downloader.h"
#include "remote_write/protocol.h"

#include <algorithm>

namespace flowbridge {

Answer judge_answer(const HttpCompletion& completion, WireProtocol sent, ProtocolChoice& choice,
                    MonotonicTime now) {
  const bool says_written =
      std::any_of(completion.headers.begin(), completion.headers.end(),
                  [](const HttpHeader& header) { return is_written_header(header.name); });
  switch (choice.answered(
      {.sent = sent, .status = completion.status, .says_written = says_written, .now = now})) {
    case ProtocolChoice::Verdict::kFits:
      return judge(completion.status);
    case ProtocolChoice::Verdict::kSendAgain:
      return Answer::kNotRead;
    case ProtocolChoice::Verdict::kNotUnderstood:
      return Answer::kMisconfigured;
  }
  FB_CHECK(false);
}

AnswerContext answer_context(const HttpCompletion& completion, const Now& now) {
  std::optional<Duration> retry_after;
  if (const auto value = header_of(completion.headers, "retry-after")) {
    retry_after = parse_retry_after(*value, now.wall, kRetryAfterMax);
  }
  return {.now = now.monotonic,
          .server_error = completion.status == 500,
          .is_silence = !completion.status,
          .retry_after = retry_after};
}

std::string http_status_text(std::optional<int> status) {
  return status ? std::to_string(*status) : std::string("none");
}

}  // namespace flowbridge
