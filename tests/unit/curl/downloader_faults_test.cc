#include "support/gzip.h"
#include "support/raw_server.h"
#include "unit/curl/downloading.h"

#include <cstdlib>

#include <netinet/in.h>
#include <sys/socket.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class DownloadFaults : public Downloading {
 protected:
  // A fault leaves nothing of the body.
  static void expect_fault(const Download& done, DownloadFault fault) {
    EXPECT_EQ(done.fault, fault) << done.error;
    EXPECT_NE(done.error, "");
    EXPECT_THAT(done.body, IsEmpty());
    EXPECT_LT(done.body.capacity(), 100u) << "its memory is released";
  }

  // What is made of any bytes at all.
  Download answered(const std::string& bytes, const std::string& scheme = "http") {
    RawServer server(bytes);
    downloader_.start(
        {.url = scheme + server.url().substr(4), .headers = {}, .bytes_max = kBytesMax});
    for (int round = 0; round < 10'000; ++round) {
      server.serve();
      if (std::optional<Download> done = downloader_.collect(1ms)) return *std::move(done);
    }
    ADD_FAILURE() << "no end";
    return {};
  }
};

TEST_F(DownloadFaults, FewerBytesThanPromisedAreBrokenOff) {
  route().body(lines_of_bytes(300'000)).etag("\"a\"");
  for (const std::size_t bytes : {0u, 1u, 100'000u, 299'999u}) {
    route().cut_after(bytes);
    const Download done = fetch();
    expect_fault(done, DownloadFault::kBrokenOff);
    EXPECT_EQ(done.status, 200) << "its head had come";
    EXPECT_EQ(done.bytes_on_wire, bytes);
    EXPECT_EQ(header_of(done.headers, "etag"), "\"a\"");
  }
}

TEST_F(DownloadFaults, ChunksWithoutTheLastAreBrokenOff) {
  route().body(lines_of_bytes(3'000)).chunked().cut_after(1'500);
  expect_fault(fetch(), DownloadFault::kBrokenOff);
}

TEST_F(DownloadFaults, AGzipStreamCutShortIsBrokenOffThoughNothingSaysItsLength) {
  const std::string text = lines_of_bytes(30'000);
  const std::size_t whole = gzip(text).size();
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{20}, whole / 2, whole - 1}) {
    route().anew().body(text).gzip().until_close().cut_after(bytes);
    const Download done = fetch();
    expect_fault(done, DownloadFault::kBrokenOff);
    EXPECT_THAT(done.error, HasSubstr("gzip"));
  }
}

TEST_F(DownloadFaults, WhatIsCalledGzipAndIsNotIsBrokenOff) {
  route().body("1 LVLT-1, US\n").header("Content-Encoding", "gzip");
  expect_fault(fetch(), DownloadFault::kBrokenOff);
}

TEST_F(DownloadFaults, AnEncodingThatWasNotAskedForIsBrokenOff) {
  route().body("1 LVLT-1, US\n").header("Content-Encoding", "br");
  const Download done = fetch();
  expect_fault(done, DownloadFault::kBrokenOff);
  EXPECT_THAT(done.error, HasSubstr("br"));
}

TEST_F(DownloadFaults, AHeadThatBreaksOffIsNoAnswer) {
  for (const char* head : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nETag: \"a\"\r\n",
                           "HTTP/1.1 429 Slowly\r\nRetry-Aft", "HTTP/1.1 103 Hints\r\n\r\n",
                           "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"}) {
    const Download done = answered(head);
    expect_fault(done, DownloadFault::kBrokenOff);
    EXPECT_EQ(done.status, std::nullopt) << head;
    EXPECT_THAT(done.headers, IsEmpty()) << head;
  }
}

TEST_F(DownloadFaults, AnInterimAnswerIsPassedOver) {
  const Download done = answered(
      "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "ok");
  EXPECT_EQ(header_of(done.headers, "link"), std::nullopt);
}

TEST_F(DownloadFaults, ABodyMayBeAsLargeAsAllowed) {
  route().body(lines_of_bytes(kBytesMax));
  EXPECT_THAT(fetch().body, SizeIs(kBytesMax));
  route().gzip();
  EXPECT_THAT(fetch().body, SizeIs(kBytesMax));
}

TEST_F(DownloadFaults, AByteMoreIsTooLarge) {
  route().body(lines_of_bytes(kBytesMax + 1));
  const Download promised = fetch();
  expect_fault(promised, DownloadFault::kTooLarge);
  EXPECT_THAT(promised.error, HasSubstr("1000001"));
  route().until_close();
  expect_fault(fetch(), DownloadFault::kTooLarge);
  route().gzip();
  expect_fault(fetch(), DownloadFault::kTooLarge);
}

TEST_F(DownloadFaults, TenTimesTheUsualSizeIsNotReadToItsEnd) {
  route().body(lines_of_bytes(10 * kBytesMax)).chunked();
  const Download done = fetch();
  expect_fault(done, DownloadFault::kTooLarge);
  EXPECT_LT(done.bytes_on_wire, 2 * kBytesMax);
}

TEST_F(DownloadFaults, AGzipBombIsTooLarge) {
  route().body(std::string(20'000'000, '\0')).gzip();
  const Download done = fetch();
  expect_fault(done, DownloadFault::kTooLarge);
  EXPECT_LT(done.bytes_on_wire, 50'000u);
}

TEST_F(DownloadFaults, SilenceIsATimeout) {
  route().body(lines_of_bytes(10'000));
  for (const std::size_t bytes : {0u, 20u, 5'000u}) {
    route().silent_after(bytes);
    DownloadRequest hasty = request();
    hasty.timeout = 100ms;
    const Download done = fetch(std::move(hasty));
    expect_fault(done, DownloadFault::kTimeout);
    EXPECT_GE(done.elapsed, 100ms);
    EXPECT_LT(done.elapsed, kPatience);
  }
}

TEST_F(DownloadFaults, ADribbleIsATimeout) {
  route().body(lines_of_bytes(10'000)).dribble(10ms);
  CurlDownloader impatient({.stall_time = 1s});
  impatient.start(request());
  const std::optional<Download> done = impatient.collect(kPatience);
  ASSERT_TRUE(done.has_value());
  expect_fault(*done, DownloadFault::kTimeout);
  EXPECT_THAT(done->error, HasSubstr("slow"));
}

TEST_F(DownloadFaults, AConnectionThatIsNotTakenIsATimeout) {
  // A listener whose queue is full lets further connections wait.
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  ASSERT_EQ(::bind(listener, generic, size), 0);
  ASSERT_EQ(::listen(listener, 0), 0);
  ASSERT_EQ(::getsockname(listener, generic, &size), 0);
  const int first = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::connect(first, generic, size), 0);

  DownloadRequest hasty = request();
  hasty.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
  hasty.connect_timeout = 100ms;
  const Download done = fetch(std::move(hasty));
  expect_fault(done, DownloadFault::kTimeout);
  EXPECT_LT(done.elapsed, kPatience);
  ::close(first);
  ::close(listener);
}

TEST_F(DownloadFaults, ARefusedConnectionIsUnreachable) {
  std::string url;
  {
    const AsnServer gone;
    url = gone.url(kPath);
  }
  const Download done = fetch_url(url);
  expect_fault(done, DownloadFault::kUnreachable);
  EXPECT_THAT(done.error, HasSubstr("connect"));
}

TEST_F(DownloadFaults, AUrlThatCannotBeUsedIsUnreachable) {
  for (const char* url : {"", "http://", "http://a b/", "nonsense://x/", "ftp://127.0.0.1/x",
                          "http://127.0.0.1:99999/", "http://127.0.0.1/a\r\nX: y"}) {
    const Download done = fetch_url(url);
    expect_fault(done, DownloadFault::kUnreachable);
    EXPECT_EQ(done.status, std::nullopt) << url;
  }
}

TEST_F(DownloadFaults, AServerThatSpeaksNoTlsIsUnreachable) {
  const Download done = answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "https");
  expect_fault(done, DownloadFault::kUnreachable);
  EXPECT_EQ(done.status, std::nullopt);
}

TEST_F(DownloadFaults, AHeaderWithALineBreakIsNotSent) {
  const Download done = fetch(request({{"If-None-Match", "a\r\nX-Other: b"}}));
  expect_fault(done, DownloadFault::kUnreachable);
  EXPECT_EQ(done.error, "header if-none-match has a line break");
  EXPECT_THAT(server_.requests(), IsEmpty());
}

TEST_F(DownloadFaults, NoTextTellsASecret) {
  const std::string places[] = {
      "user:hush@127.0.0.1:1/?key=hush",  "user:hush@host.invalid/?key=hush",
      "user:hush@127.0.0.1:99999/?hush",  "us:er:hush@127.0.0.1:1/",
      "user:hush@hush@127.0.0.1:1/",      "user:hush@[::1/?hush",
      "user:hush@127.0.0.1:1 /?key=hush", "user:hu/sh:hush@127.0.0.1:1/",
  };
  for (const std::string& place : places) {
    for (const char* scheme : {"http://", "https://", "nonsense://"}) {
      EXPECT_THAT(fetch_url(scheme + place).error, Not(HasSubstr("hush"))) << scheme << place;
      DownloadRequest proxied = request();
      proxied.url = "http://asn.invalid/?key=hush";
      proxied.proxy = scheme + place;
      EXPECT_THAT(fetch(std::move(proxied)).error, Not(HasSubstr("hush"))) << scheme << place;
    }
  }
}

}  // namespace
}  // namespace flowbridge
