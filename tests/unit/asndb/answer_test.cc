#include "asndb/answer.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kNow = unix_ms(784'111'777'000);  // Sun, 06 Nov 1994 08:49:37 GMT

Download status(int code, std::vector<HttpHeader> headers = {}) {
  Download download;
  download.status = code;
  download.headers = std::move(headers);
  download.body = "body";
  return download;
}

std::string failure_of(const Download& download) {
  const SourceAnswer answer = judge_answer(download, kNow);
  EXPECT_EQ(answer.kind, SourceAnswer::Kind::kFailed);
  return fetch_failure_name(answer.failure);
}

TEST(Answer, ThreeStatusesAreNoFailure) {
  EXPECT_EQ(judge_answer(status(200), kNow).kind, SourceAnswer::Kind::kFile);
  EXPECT_EQ(judge_answer(status(304), kNow).kind, SourceAnswer::Kind::kNotModified);
  const SourceAnswer moved = judge_answer(status(301, {{"location", "/there"}}), kNow);
  EXPECT_EQ(moved.kind, SourceAnswer::Kind::kRedirect);
  EXPECT_EQ(moved.location, "/there");
}

TEST(Answer, EveryOtherStatusHasAReason) {
  EXPECT_EQ(failure_of(status(429)), "throttled");
  EXPECT_EQ(failure_of(status(401)), "forbidden");
  EXPECT_EQ(failure_of(status(403)), "forbidden");
  EXPECT_EQ(failure_of(status(404)), "missing");
  EXPECT_EQ(failure_of(status(500)), "server_error");
  EXPECT_EQ(failure_of(status(400)), "status");
  EXPECT_EQ(failure_of(status(206)), "status");
  EXPECT_EQ(failure_of(status(301)), "status");
}

TEST(Answer, AFaultGoesBeforeTheStatus) {
  Download broken = status(200);
  broken.fault = DownloadFault::kBrokenOff;
  broken.error = "12 of 100 bytes";
  EXPECT_EQ(failure_of(broken), "broken_off");
  EXPECT_EQ(judge_answer(broken, kNow).detail, "12 of 100 bytes");
  broken.fault = DownloadFault::kTooLarge;
  EXPECT_EQ(failure_of(broken), "too_large");
  broken.fault = DownloadFault::kTimeout;
  EXPECT_EQ(failure_of(broken), "timeout");
  broken.fault = DownloadFault::kUnreachable;
  EXPECT_EQ(failure_of(broken), "unreachable");
}

TEST(Answer, AWaitIsReadInBothForms) {
  const auto wait = [](const char* value) {
    return judge_answer(status(429, {{"retry-after", value}}), kNow).asked_wait;
  };
  EXPECT_EQ(wait("2200"), Duration(2200s));
  EXPECT_EQ(wait("Sun, 06 Nov 1994 08:50:07 GMT"), Duration(30s));
  EXPECT_EQ(wait("99999999"), Duration(24h));
  EXPECT_FALSE(wait("soon"));
  EXPECT_FALSE(judge_answer(status(429), kNow).asked_wait);
}

std::string target(const char* from, const char* location) {
  const std::vector<std::string> hosts = {"mirror.example"};
  return redirect_target(from, location, hosts).value_or("");
}

TEST(Answer, RedirectsLeadToHttpsOnKnownHostsOnly) {
  EXPECT_EQ(target("https://a.example/x", "https://a.example/y"), "https://a.example/y");
  EXPECT_EQ(target("https://a.example/x", "https://A.Example:8443/y"), "https://A.Example:8443/y");
  EXPECT_EQ(target("http://a.example/x", "https://a.example/x"), "https://a.example/x");
  EXPECT_EQ(target("http://a.example/x", "http://a.example/y"), "http://a.example/y");
  EXPECT_EQ(target("https://a.example/x", "https://mirror.example/y"), "https://mirror.example/y");
  EXPECT_EQ(target("https://a.example:8443/x", "/y"), "https://a.example:8443/y");
  EXPECT_EQ(target("https://a.example/x", "//a.example/y"), "https://a.example/y");

  EXPECT_EQ(target("https://a.example/x", "http://a.example/x"), "");
  EXPECT_EQ(target("https://a.example/x", "https://b.example/x"), "");
  EXPECT_EQ(target("http://a.example/x", "http://mirror.example/x"), "");
  EXPECT_EQ(target("https://a.example/x", "file:///etc/passwd"), "");
  EXPECT_EQ(target("https://a.example/x", "https://a.example@b.example/"), "");
  EXPECT_EQ(target("https://a.example/x", "https://me:pass@a.example/"), "");
  EXPECT_EQ(target("https://a.example/x", ""), "");
  EXPECT_EQ(target("https://a.example/x", "y"), "");
  EXPECT_EQ(target("file:///x", "https://mirror.example/x"), "https://mirror.example/x");
}

TEST(Answer, AHostIsTheUrlsWithoutUserAndPort) {
  EXPECT_EQ(url_host("https://user:secret@A.Example:8443/x?y#z"), "a.example");
  EXPECT_EQ(url_host("http://[2001:db8::1]:80/"), "[2001:db8::1]");
  EXPECT_EQ(url_host("https://a.example"), "a.example");
  EXPECT_EQ(url_host("file:///var/lib/asn.txt"), "");
  EXPECT_EQ(url_host("nonsense"), "");
}

}  // namespace
}  // namespace flowbridge
