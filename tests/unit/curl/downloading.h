#pragma once
/// A downloader before a fake server of AS names, and the words its tests speak.

#include "curl/downloader.h"
#include "support/asn_server.h"

#include <ostream>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {

inline std::ostream& operator<<(std::ostream& out, DownloadFault fault) {
  switch (fault) {
    case DownloadFault::kUnreachable:
      return out << "unreachable";
    case DownloadFault::kTimeout:
      return out << "timeout";
    case DownloadFault::kBrokenOff:
      return out << "broken off";
    case DownloadFault::kTooLarge:
      return out << "too large";
  }
  return out;
}

class Downloading : public testing::Test {
 protected:
  // Long enough never to pass on a busy machine; no test that succeeds waits for it.
  static constexpr Duration kPatience = 60s;
  static constexpr const char* kPath = "/asn.txt";
  static constexpr std::uint64_t kBytesMax = 1'000'000;

  // Whatever the environment of the tests has, the server is on this machine.
  static void SetUpTestSuite() { setenv("no_proxy", "127.0.0.1", 1); }

  DownloadRequest request(std::vector<HttpHeader> headers = {}) const {
    return {.url = server_.url(kPath), .headers = std::move(headers), .bytes_max = kBytesMax};
  }

  Download fetch(DownloadRequest to_fetch) {
    downloader_.start(std::move(to_fetch));
    std::optional<Download> done = downloader_.collect(kPatience);
    EXPECT_TRUE(done.has_value());
    return std::move(done).value_or(Download{});
  }
  Download fetch() { return fetch(request()); }
  Download fetch_url(const std::string& url) {
    return fetch({.url = url, .headers = {}, .bytes_max = kBytesMax});
  }

  RouteEdit route() { return server_.route(kPath); }

  AsnServer server_;
  CurlDownloader downloader_;
};

/// A text of many lines, `bytes` long.
inline std::string lines_of_bytes(std::size_t bytes) {
  std::string text;
  for (int asn = 1; text.size() < bytes; ++asn)
    text += std::to_string(asn) + " NAME - A name, ZZ\n";
  text.resize(bytes);
  return text;
}

}  // namespace flowbridge
