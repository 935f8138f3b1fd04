#include "curl/redirect.h"

#include "base/ascii.h"
#include "curl/handle.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace flowbridge {

namespace {

constexpr std::array<std::string_view, 6> kImpersonalHeaders = {
    "accept",        "content-encoding", "content-type",
    "retry-attempt", "user-agent",       "x-prometheus-remote-write-version",
};

Error refused(const CurlUrl& to, const std::string& reason) {
  std::string message = "redirected to " + without_secrets(to.text()) + ": " + reason;
  if (message.size() > kHttpAnswerBytesMax) message.resize(kHttpAnswerBytesMax);
  return {ErrorCode::kInvalid, message};
}

}  // namespace

Result<CurlUrl> judge_redirect(const CurlUrl& from, const RedirectAnswer& answer) {
  std::optional<CurlUrl> to = from.resolve(answer.location);
  if (!to) return Error(ErrorCode::kInvalid, "redirected to what is not a URL");
  if (answer.status != 307 && answer.status != 308) {
    return refused(*to, "only 307 and 308 are followed; set this URL if it is right");
  }
  if (!answer.is_wanted) return refused(*to, "follow_redirects is off");
  if (to->scheme() != "http" && to->scheme() != "https") {
    return refused(*to, "neither http nor https");
  }
  if (from.scheme() == "https" && to->scheme() != "https") {
    return refused(*to, "not followed, for it leaves TLS");
  }
  if (answer.redirects >= kRedirectsMax) {
    return refused(*to, "not followed after " + std::to_string(kRedirectsMax) + " redirects");
  }
  return *std::move(to);
}

void drop_personal_headers(std::vector<HttpHeader>& headers) {
  const auto is_personal = [](const HttpHeader& header) {
    return std::find(kImpersonalHeaders.begin(), kImpersonalHeaders.end(),
                     lower_case(header.name)) == kImpersonalHeaders.end();
  };
  headers.erase(std::remove_if(headers.begin(), headers.end(), is_personal), headers.end());
}

}  // namespace flowbridge
