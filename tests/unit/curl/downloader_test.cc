#include "curl/downloader.h"

#include "support/gzip.h"
#include "support/temporary_directory.h"
#include "unit/curl/downloading.h"

#include <fstream>

namespace flowbridge {
namespace {

using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kMonday = "Mon, 28 Sep 2026 10:49:30 GMT";
constexpr const char* kTuesday = "Tue, 29 Sep 2026 10:49:30 GMT";

TEST_F(Downloading, ReturnsAFileWithItsHeaders) {
  route().body("1 LVLT-1, US\n").etag("\"a\"").last_modified(kMonday);
  const Download done = fetch();
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "1 LVLT-1, US\n");
  EXPECT_EQ(done.bytes_on_wire, 13u);
  EXPECT_EQ(header_of(done.headers, "etag"), "\"a\"");
  EXPECT_EQ(header_of(done.headers, "last-modified"), kMonday);
  EXPECT_EQ(header_of(done.headers, "content-length"), "13");
}

TEST_F(Downloading, SendsTheHeadersAsGivenAndNoOtherName) {
  route().body("x");
  fetch(request({{"User-Agent", "flowbridge/1 (+mailto:noc@example.net)"},
                 {"If-None-Match", "\"a\""},
                 {"Authorization", "Api-Key k"}}));
  fetch();
  const std::vector<AsnRequest> got = server_.requests();
  ASSERT_THAT(got, SizeIs(2));
  EXPECT_EQ(got[0].method, "GET");
  EXPECT_EQ(got[0].header("user-agent"), "flowbridge/1 (+mailto:noc@example.net)");
  EXPECT_EQ(got[0].header("if-none-match"), "\"a\"");
  EXPECT_EQ(got[0].header("authorization"), "Api-Key k");
  EXPECT_EQ(got[0].header("accept-encoding"), "gzip");
  EXPECT_EQ(got[1].header("user-agent"), "") << "the caller's to give";
}

TEST_F(Downloading, KeepsTheConnectionForTheNextFile) {
  route().body("x");
  fetch();
  fetch();
  EXPECT_THAT(server_.requests(), Each(Field(&AsnRequest::connection, 0u)));
}

TEST_F(Downloading, InflatesWhatCameGzipped) {
  const std::string text = lines_of_bytes(300'000);
  route().body(text).etag("\"a\"").gzip();
  const Download done = fetch();
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_TRUE(done.body == text);
  EXPECT_EQ(done.bytes_on_wire, gzip(text).size());
  EXPECT_EQ(header_of(done.headers, "etag"), "W/\"a\"");
}

TEST_F(Downloading, LeavesAFileThatIsItselfGzippedAsItIs) {
  const std::string file = gzip("aut-num: AS1\n");
  route().body(file).type("application/x-gzip");
  EXPECT_EQ(fetch().body, file);
}

TEST_F(Downloading, TakesChunksAndWhatEndsWithTheConnection) {
  const std::string text = lines_of_bytes(30'000);
  route().body(text).chunked();
  EXPECT_TRUE(fetch().body == text);
  route().gzip();
  EXPECT_TRUE(fetch().body == text);
  route().until_close();
  const Download done = fetch();
  EXPECT_TRUE(done.body == text);
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
}

TEST_F(Downloading, HoldsABodyOfPromisedLengthInNoMoreMemory) {
  route().body(lines_of_bytes(8'000'000));
  DownloadRequest large = request();
  large.bytes_max = 128'000'000;
  const Download done = fetch(std::move(large));
  EXPECT_EQ(done.body.size(), 8'000'000u);
  EXPECT_LT(done.body.capacity(), 8'100'000u);
}

struct Validator {
  const char* name;
  std::vector<HttpHeader> sent;
  int status;
};

class ConditionalDownload : public Downloading, public testing::WithParamInterface<Validator> {};

TEST_P(ConditionalDownload, ReturnsNotModifiedWithoutABody) {
  route().body("x").etag("\"a\"").last_modified(kMonday);
  for (const bool gzips : {false, true}) {
    if (gzips) route().gzip();
    const Download done = fetch(request(GetParam().sent));
    EXPECT_EQ(done.fault, std::nullopt) << done.error;
    EXPECT_EQ(done.status, GetParam().status);
    EXPECT_EQ(done.body, GetParam().status == 304 ? "" : "x");
    EXPECT_EQ(header_of(done.headers, "etag"), gzips ? "W/\"a\"" : "\"a\"");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Validators, ConditionalDownload,
    testing::Values(Validator{"None", {}, 200},
                    Validator{"Etag", {{"If-None-Match", "\"a\""}}, 304},
                    Validator{"WeakEtag", {{"If-None-Match", "W/\"a\""}}, 304},
                    Validator{"OldEtag", {{"If-None-Match", "\"b\""}}, 200},
                    Validator{"Time", {{"If-Modified-Since", kMonday}}, 304},
                    Validator{"OldTime", {{"If-Modified-Since", kTuesday}}, 200},
                    Validator{"EtagBeforeTime",
                              {{"If-None-Match", "\"b\""}, {"If-Modified-Since", kMonday}},
                              200}),
    [](const auto& each) { return each.param.name; });

TEST_F(Downloading, SeesWhichOfTwoBackEndsAnswered) {
  route().body("x").etags({"\"a\"", "\"b\""});
  const std::vector<HttpHeader> known = {{"If-None-Match", "\"a\""}};
  EXPECT_EQ(fetch(request(known)).status, 304);
  EXPECT_EQ(fetch(request(known)).status, 200) << "the same file on the other one";
  EXPECT_EQ(fetch(request(known)).status, 304);
}

TEST_F(Downloading, ReturnsARedirectAndDoesNotFollowIt) {
  for (const std::string& target :
       {server_.url("/elsewhere"), std::string("https://other.invalid/asn.txt"),
        std::string("/elsewhere"), std::string("file:///etc/hostname")}) {
    route().anew().redirect(target);
    const Download done = fetch(request({{"Authorization", "Api-Key k"}}));
    EXPECT_EQ(done.fault, std::nullopt) << done.error;
    EXPECT_EQ(done.status, 301);
    EXPECT_EQ(header_of(done.headers, "location"), target);
  }
  EXPECT_THAT(server_.requests(), Each(Field(&AsnRequest::path, kPath)));
}

TEST_F(Downloading, ReturnsARefusalWithItsTextAndHeaders) {
  for (const char* wait : {"59", kMonday}) {
    route().anew().status(429).body("slowly").header("Retry-After", wait);
    const Download done = fetch();
    EXPECT_EQ(done.fault, std::nullopt) << done.error;
    EXPECT_EQ(done.status, 429);
    EXPECT_EQ(done.body, "slowly");
    EXPECT_EQ(header_of(done.headers, "retry-after"), wait);
  }
  route().anew().status(429);
  EXPECT_EQ(header_of(fetch().headers, "retry-after"), std::nullopt);
}

TEST_F(Downloading, ReturnsWhatIsSaidToABadKeyOrAToolsName) {
  route().body("x").key("Api-Key good");
  EXPECT_EQ(fetch(request({{"Authorization", "Api-Key good"}})).status, 200);
  EXPECT_EQ(fetch(request({{"Authorization", "Api-Key bad"}})).status, 401);
  route().anew().body("x").refuse_default_agents();
  EXPECT_EQ(fetch(request({{"User-Agent", "flowbridge/1"}})).status, 200);
  EXPECT_EQ(fetch(request({{"User-Agent", "curl/7.88.1"}})).status, 403);
  EXPECT_EQ(fetch().status, 403);
}

TEST_F(Downloading, KeepsTheBeginningOfALongRefusal) {
  const std::string page = lines_of_bytes(10 * kBytesMax);
  for (const int status : {302, 404, 500, 503}) {
    route().anew().status(status).body(page);
    const Download plain = fetch();
    EXPECT_EQ(plain.fault, std::nullopt) << plain.error;
    EXPECT_EQ(plain.status, status);
    EXPECT_EQ(plain.body, page.substr(0, kDownloadRefusalBytesMax));
    EXPECT_LT(plain.bytes_on_wire, kBytesMax) << "it is not read to its end";
    route().gzip();
    EXPECT_EQ(fetch().body, page.substr(0, kDownloadRefusalBytesMax));
  }
}

TEST_F(Downloading, TakesARefusalForOneHoweverItsBodyEnds) {
  route().status(503).header("Retry-After", "7").body(lines_of_bytes(3000)).cut_after(1000);
  const Download plain = fetch();
  EXPECT_EQ(plain.fault, std::nullopt) << plain.error;
  EXPECT_EQ(plain.status, 503);
  EXPECT_EQ(header_of(plain.headers, "retry-after"), "7");
  EXPECT_THAT(plain.body, SizeIs(1000));
  route().header("Content-Encoding", "gzip");
  const Download damaged = fetch();
  EXPECT_EQ(damaged.fault, std::nullopt) << damaged.error;
  EXPECT_EQ(damaged.status, 503);
  EXPECT_THAT(damaged.body, IsEmpty());
}

TEST_F(Downloading, JudgesNoContent) {
  route().body("<html>down for maintenance</html>").type("text/plain");
  EXPECT_EQ(fetch().body, "<html>down for maintenance</html>");
  route().body("");
  const Download empty = fetch();
  EXPECT_EQ(empty.fault, std::nullopt);
  EXPECT_EQ(empty.status, 200);
  EXPECT_EQ(empty.body, "");
}

TEST_F(Downloading, KeepsABoundedNumberOfHeaders) {
  {
    RouteEdit edit = route();
    edit.body("x").header("X-Long", std::string(9'000, 'v'));
    for (int i = 0; i < 200; ++i) edit.header("X-Many", "v");
  }
  const Download done = fetch();
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.headers, SizeIs(kDownloadHeadersMax));
  for (const HttpHeader& header : done.headers) EXPECT_LE(header.value.size(), 4096u);
}

class FileUrl : public Downloading {
 protected:
  std::string url_of(const std::string& text) {
    std::ofstream(directory_.file("asn.txt"), std::ios::binary) << text;
    return "file://" + directory_.file("asn.txt");
  }
  TemporaryDirectory directory_;
};

TEST_F(FileUrl, IsReadLikeAnAnswer) {
  const Download done = fetch_url(url_of("1 LVLT-1, US\n"));
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "1 LVLT-1, US\n");
  EXPECT_EQ(done.bytes_on_wire, 13u);
  EXPECT_TRUE(header_of(done.headers, "last-modified"));
}

TEST_F(FileUrl, MayBeEmpty) {
  const Download done = fetch_url(url_of(""));
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "");
}

TEST_F(FileUrl, MayNotBeTooLarge) {
  EXPECT_THAT(fetch_url(url_of(std::string(kBytesMax, 'x'))).body, SizeIs(kBytesMax));
  const Download done = fetch_url(url_of(std::string(kBytesMax + 1, 'x')));
  EXPECT_EQ(done.fault, DownloadFault::kTooLarge);
  EXPECT_EQ(done.body, "");
}

TEST_F(FileUrl, OfNoFileIsUnreachable) {
  const Download done = fetch_url("file://" + directory_.file("absent.txt"));
  EXPECT_EQ(done.fault, DownloadFault::kUnreachable);
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.error, HasSubstr("absent.txt"));
}

}  // namespace
}  // namespace flowbridge
