// Any bytes from a receiver: what libcurl and we make of them is bounded, the same each time, and
// means one of five things.

#include "base/check.h"
#include "base/coding.h"
#include "base/retry_after.h"
#include "curl/http_client.h"
#include "fuzz/targets.h"
#include "remote_write/protocol.h"
#include "support/raw_server.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{32} * 1024;
constexpr std::size_t kHeadersKeptMax = 16;
constexpr const char* kBody = "the request's body";
/// Beyond anything a loopback connection takes; a client that waits for ever is found.
constexpr int kRoundsMax = 5'000;
constexpr UnixTime kNow = unix_ms(1'784'030'400'000);

/// The table in protocol.h, as sets of statuses.
Answer judged_by_table(std::optional<int> status) {
  const auto is_one_of = [&](std::initializer_list<int> statuses) {
    return status && std::find(statuses.begin(), statuses.end(), *status) != statuses.end();
  };
  const int hundred = status.value_or(0) < 0 ? 0 : status.value_or(0) / 100;
  if (is_one_of({400, 409, 422})) return Answer::kRefused;
  if (is_one_of({413})) return Answer::kTooLarge;
  if (hundred == 2) return Answer::kAccepted;
  const bool is_about_us = hundred == 3 || hundred == 4;
  return is_about_us && !is_one_of({408, 429}) ? Answer::kMisconfigured : Answer::kRetry;
}

void check_header(const HttpHeader& header) {
  const bool is_retry_after = header.name.starts_with("retry-after");
  FB_CHECK(is_retry_after || header.name.starts_with("x-prometheus-"));
  FB_CHECK(std::none_of(header.name.begin(), header.name.end(),
                        [](char c) { return c >= 'A' && c <= 'Z'; }));
  FB_CHECK(header.value.size() <= kHttpAnswerBytesMax);
  FB_CHECK(header.value.find('\n') == std::string::npos);
  const std::optional<Duration> wait = parse_retry_after(header.value, kNow, kRetryAfterMax);
  FB_CHECK(!wait || (*wait >= Duration(0) && *wait <= kRetryAfterMax));
}

void check(const HttpCompletion& done) {
  FB_CHECK(done.id == 7 && done.body == kBody);
  FB_CHECK(done.text.size() <= kHttpAnswerBytesMax);
  FB_CHECK(done.status || (!done.text.empty() && done.headers.empty()));
  FB_CHECK(done.headers.size() <= kHeadersKeptMax);
  for (const HttpHeader& header : done.headers) check_header(header);
  FB_CHECK(judge(done.status) == judged_by_table(done.status));
}

HttpCompletion completion_of(std::string_view answer) {
  RawServer server{std::string(answer)};
  // A redirect is read, but nobody is called whom the fuzzer names.
  CurlHttpClient http({.connect_timeout = 5s, .follow_redirects = false});
  http.start({.id = 7, .url = server.url(), .headers = {}, .body = kBody, .timeout = 10s});
  for (int round = 0; round < kRoundsMax; ++round) {
    server.serve();
    std::vector<HttpCompletion> done = http.collect(1ms);
    if (!done.empty()) return std::move(done.front());
  }
  FB_CHECK(false);
}

bool is_same(const HttpCompletion& a, const HttpCompletion& b) {
  const auto same_header = [](const HttpHeader& x, const HttpHeader& y) {
    return x.name == y.name && x.value == y.value;
  };
  // Without a status the text is libcurl's, and may name the port; so may that of a redirect.
  const bool names_port = !a.status || *a.status / 100 == 3;
  return a.status == b.status && (names_port || a.text == b.text) &&
         std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(),
                    same_header);
}

}  // namespace

// The first four bytes are a status that is judged by itself, the rest is what a receiver sends.
void fuzz_http_answer(std::string_view input) {
  ByteReader in(input);
  const auto status = static_cast<int>(in.u32());
  FB_CHECK(judge(status) == judged_by_table(status));
  FB_CHECK(judge(status % 600) == judged_by_table(status % 600));
  const std::string_view answer = in.rest().substr(0, kAnswerBytesMax);
  const HttpCompletion done = completion_of(answer);
  check(done);
  // An answer cut short is none, unless nothing says how long it is.
  FB_CHECK(is_same(completion_of(answer), done));
}

}  // namespace flowbridge
