// What others write into a token endpoint's answer, a file of AWS profiles, a secret's file.

#include "auth/aws_profile.h"
#include "auth/encoding.h"
#include "auth/request_url.h"
#include "auth/secret.h"
#include "auth/token_answer.h"
#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"

#include <string>
#include <vector>

namespace flowbridge {
namespace {

/// Fit for a log; nothing but names and numbers of ours is in it, so it is short.
void check_message(const std::string& message) {
  FB_CHECK(!message.empty() && message.size() <= kTokenRefusalBytesMax);
  FB_CHECK(is_utf8(message) && is_header_text(message));
}

void check_key(const std::string& text) {
  FB_CHECK(!text.empty() && is_header_text(text));
  FB_CHECK(text.find(' ') == std::string::npos);
}

/// An answer that a secret was hidden from, however it was written.
void check_refusal(std::string_view body, const std::string& hidden) {
  const std::string shown = token_refusal(body, std::vector<std::string>{hidden});
  FB_CHECK(shown.size() <= kTokenRefusalBytesMax && is_utf8(shown) && is_header_text(shown));
  FB_CHECK(shown.find(hidden) == std::string::npos);
}

}  // namespace

void fuzz_token_answer(std::string_view body) {
  const Result<GrantedToken> granted = parse_token_answer(body);
  if (granted) {
    check_key(granted->token.reveal());
    FB_CHECK(!granted->life || (*granted->life > Duration(0) && *granted->life <= kTokenLifeMax));
  } else {
    check_message(granted.error().message());
  }
  check_refusal(body, "secret");
  check_refusal(body, "e");
}

void fuzz_aws_profile(std::string_view text) {
  for (const char* profile : {"default", "push"}) {
    const Result<AwsCredentials> credentials = parse_aws_profile(text, profile);
    if (!credentials) {
      check_message(credentials.error().message());
      continue;
    }
    check_key(credentials->access_key);
    check_key(credentials->secret_key.reveal());
    if (!credentials->session_token.empty()) check_key(credentials->session_token.reveal());
    // A line that is added to another profile changes nothing.
    const std::string longer = std::string(text) + "\n[other]\naws_access_key_id = X\n";
    FB_CHECK(parse_aws_profile(longer, profile).value() == *credentials);
  }
}

/// A secret's file, and the same bytes as a URL that a request is signed for.
void fuzz_signing(std::string_view text) {
  if (const Result<Secret> secret = parse_secret(text)) {
    FB_CHECK(is_header_text(secret->reveal()) && text.starts_with(secret->reveal()));
  } else {
    check_message(secret.error().message());
  }
  FB_CHECK(percent_decoded(percent_encoded(text)) == text);

  const std::optional<RequestUrl> url = parse_request_url("https://h/" + std::string(text));
  FB_CHECK(url.has_value() && url->host == "h" && url->path.starts_with('/'));
  const std::vector<HttpHeader> headers = sigv4_headers(
      {.method = "POST", .url = *url, .headers = {{"X-Amz-Meta", std::string(text)}}, .body = text},
      {.access_key = "A", .secret_key = Secret("S")}, {"region", "aps"}, unix_ms(0));
  FB_CHECK(headers.size() == 2 && is_header_text(headers.back().value));
}

}  // namespace flowbridge
