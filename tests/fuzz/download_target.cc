// Any bytes from a publisher: what becomes of them is bounded, the same each time, and either an
// answer or a fault.

#include "base/check.h"
#include "curl/downloader.h"
#include "fuzz/targets.h"
#include "support/raw_server.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{32} * 1024;
constexpr std::size_t kHeaderValueBytesMax = 4096;
constexpr std::uint64_t kBodyBytesMax = 20'000;
/// Beyond anything a loopback connection takes; a downloader that waits for ever is found.
constexpr int kRoundsMax = 5'000;

Download download_of(std::string_view answer) {
  RawServer server{std::string(answer)};
  CurlDownloader downloader;
  downloader.start({.url = server.url(), .headers = {}, .bytes_max = kBodyBytesMax});
  for (int round = 0; round < kRoundsMax; ++round) {
    server.serve();
    if (std::optional<Download> done = downloader.collect(1ms)) return *std::move(done);
  }
  FB_CHECK(false);
}

void check_download(const Download& done, std::string_view answer) {
  FB_CHECK(done.fault ? done.body.empty() && !done.error.empty() : done.error.empty());
  FB_CHECK(done.fault || done.status);
  FB_CHECK(!done.status || (*done.status >= 200 && *done.status <= 999));
  const bool is_success = done.status && *done.status / 100 == 2;
  FB_CHECK(done.body.size() <= (is_success ? kBodyBytesMax : kDownloadRefusalBytesMax));
  FB_CHECK(!done.fault || !done.status || is_success);
  FB_CHECK(done.bytes_on_wire <= answer.size());
  FB_CHECK(done.headers.size() <= kDownloadHeadersMax && (done.status || done.headers.empty()));
  for (const HttpHeader& header : done.headers) {
    FB_CHECK(header.value.size() <= kHeaderValueBytesMax);
    FB_CHECK(header.value.find('\n') == std::string::npos);
    FB_CHECK(std::none_of(header.name.begin(), header.name.end(),
                          [](char c) { return c >= 'A' && c <= 'Z'; }));
  }
}

bool is_same_download(const Download& a, const Download& b) {
  const auto same_header = [](const HttpHeader& x, const HttpHeader& y) {
    return x.name == y.name && x.value == y.value;
  };
  // Texts are libcurl's, and may name the port.
  return a.status == b.status && a.fault == b.fault && a.body == b.body &&
         std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(),
                    same_header);
}

}  // namespace

void fuzz_download(std::string_view input) {
  const std::string_view answer = input.substr(0, kAnswerBytesMax);
  const Download done = download_of(answer);
  check_download(done, answer);
  FB_CHECK(is_same_download(download_of(answer), done));
}

}  // namespace flowbridge
