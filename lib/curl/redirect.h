#pragma once
/// What becomes of a request that a receiver sends elsewhere.
///
/// 307 and 308 ask for the same request at another place. The other redirects ask for a GET, which
/// stores nothing: the operator has to give the new URL. Whoever the receiver names gets the body,
/// but nothing that says who we are; and what began under TLS does not go on without.
///
/// Lifetime: none.      Threads: any.
/// Fails:    judge_redirect: kInvalid, with what to do; it has at most kHttpAnswerBytesMax bytes,
///           and no credentials or queries.
/// Units:    redirects.
///
///   Result<CurlUrl> next = judge_redirect(url, {.status = 308, .location = location});
///   if (next && !next->is_same_origin(url)) drop_personal_headers(headers);

#include "base/result.h"
#include "curl/curl_url.h"
#include "port/http_client.h"

#include <string>
#include <vector>

namespace flowbridge {

inline constexpr int kRedirectsMax = 10;

struct RedirectAnswer {
  int status = 0;
  std::string location;
  /// How often the request was redirected before.
  int redirects = 0;
  /// Whether the operator wants any to be followed.
  bool is_wanted = true;
};

/// Where the request goes next.
Result<CurlUrl> judge_redirect(const CurlUrl& from, const RedirectAnswer& answer);

/// Leaves what says how the body is to be read.
void drop_personal_headers(std::vector<HttpHeader>& headers);

}  // namespace flowbridge
