#include "support/asn_server.h"

#include "curl/downloader.h"
#include "support/asn_fixtures.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"
#include "support/test_files.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr Duration kPatience = 60s;
constexpr const char* kFixtures = FLOWBRIDGE_SOURCE_DIR "/tests/golden/asn";

Download get(const std::string& url, std::vector<HttpHeader> headers = {}) {
  CurlDownloader downloader;
  headers.push_back({"User-Agent", "flowbridge-test"});
  downloader.start({.url = url, .headers = std::move(headers), .bytes_max = 1'000'000});
  std::optional<Download> done = downloader.collect(kPatience);
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(done->fault, std::nullopt) << done->error;
  return *std::move(done);
}

class AsnServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { setenv("no_proxy", "127.0.0.1", 1); }

  AsnServer server_;
};

TEST_F(AsnServerTest, ChangesARouteWhileItRuns) {
  EXPECT_EQ(get(server_.url("/a")).status, 404);
  server_.route("/a").body("one").etag("\"1\"");
  EXPECT_EQ(get(server_.url("/a")).body, "one");
  server_.route("/a").body("two");
  const Download changed = get(server_.url("/a"));
  EXPECT_EQ(changed.body, "two");
  EXPECT_EQ(header_of(changed.headers, "etag"), "\"1\"") << "what was not changed stays";
  server_.remove("/a");
  EXPECT_EQ(get(server_.url("/a")).status, 404);
}

TEST_F(AsnServerTest, AnswersOnceInTurnAndThenAsBefore) {
  server_.route("/a").body("x");
  server_.once("/a").status(429).header("Retry-After", "59");
  server_.once("/a").status(503);
  EXPECT_EQ(get(server_.url("/a")).status, 429);
  EXPECT_EQ(get(server_.url("/a")).status, 503);
  EXPECT_EQ(get(server_.url("/a")).status, 200);
}

TEST_F(AsnServerTest, PrefersTheRouteOfThatVeryQuery) {
  server_.route("/a").body("any");
  server_.route("/a?x=1").body("one");
  EXPECT_EQ(get(server_.url("/a?x=1")).body, "one");
  EXPECT_EQ(get(server_.url("/a?x=2")).body, "any");
}

TEST_F(AsnServerTest, RemembersWhatItWasAsked) {
  server_.route("/a").body("x");
  get(server_.url("/a?since=1"), {{"If-None-Match", "\"a\""}});
  get(server_.url("/b"));
  ASSERT_THAT(server_.requests(), SizeIs(2));
  ASSERT_THAT(server_.requests("/a"), SizeIs(1));
  const AsnRequest asked = server_.requests("/a")[0];
  EXPECT_EQ(asked.method, "GET");
  EXPECT_EQ(asked.query, "since=1");
  EXPECT_EQ(asked.header("if-none-match"), "\"a\"");
  EXPECT_LT(asked.at, server_.requests("/b")[0].at);
}

TEST_F(AsnServerTest, ServesEveryFileOfTheManifest) {
  serve_asn_fixtures(server_, kFixtures);
  const auto manifest = nlohmann::json::parse(read_source_file("tests/golden/asn/manifest.json"));
  for (const auto& entry : manifest.at("files")) {
    const std::string path = entry.at("serve_path");
    const Download done = get(server_.url(path));
    EXPECT_EQ(done.status, 200) << path;
    EXPECT_EQ(header_of(done.headers, "content-type"), entry.at("content_type")) << path;
    if (path.ends_with(".gz")) {
      EXPECT_THAT(done.body, StartsWith("\x1f\x8b"));
    } else {
      EXPECT_THAT(done.body, SizeIs(entry.at("bytes"))) << path;
    }
  }
  for (const auto& entry : manifest.at("peeringdb_routes")) {
    const std::string request = entry.at("request");
    if (!request.starts_with('/')) continue;
    const std::string file = entry.at("file");
    const Download done = get(server_.url(request));
    EXPECT_EQ(done.status, entry.at("status")) << request;
    EXPECT_TRUE(done.body == read_source_file("tests/golden/asn/" + file)) << request;
  }
}

TEST_F(AsnServerTest, HasTheValidatorsThatItsModelsHave) {
  serve_asn_fixtures(server_, kFixtures);
  const auto has = [&](const std::string& path, const char* name) {
    return header_of(get(server_.url(path)).headers, name).has_value();
  };
  EXPECT_TRUE(has("/ripe/asnames/asn.txt", "etag"));
  EXPECT_TRUE(has("/ripe/asnames/asn.txt", "last-modified"));
  EXPECT_FALSE(has("/as2.0/asn.txt", "etag"));
  EXPECT_FALSE(has("/as2.0/asn.txt", "last-modified"));
  EXPECT_FALSE(has("/assignments/as-numbers/as-numbers-1.csv", "etag"));
  EXPECT_TRUE(has("/assignments/as-numbers/as-numbers-1.csv", "last-modified"));
  EXPECT_FALSE(has("/api/net", "etag"));
}

TEST(Md5File, HasBothForms) {
  EXPECT_EQ(md5_file("abc", "f", Md5Form::kBsd), "MD5 (f) = 900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5_file("abc", "f", Md5Form::kGnu), "900150983cd24fb0d6963f7d28e17f72  f\n");
}

TEST(AsnserverProgram, ServesAndObeys) {
  setenv("no_proxy", "127.0.0.1", 1);
  const TemporaryDirectory directory;
  Result<ChildProcess> process = ChildProcess::start(
      {.command = {FLOWBRIDGE_ASNSERVER, "--port-file", directory.file("port")}});
  ASSERT_TRUE(process.has_value());
  const std::string url = process->read_line(kPatience).value_or("");
  std::string port;
  std::ifstream(directory.file("port")) >> port;
  EXPECT_EQ(url, "http://127.0.0.1:" + port);
  const auto tell = [&](const std::string& command) {
    EXPECT_TRUE(process->write_line(command));
    return process->read_line(kPatience).value_or("");
  };
  EXPECT_THAT(get(url + "/ripe/asnames/asn.txt").body, HasSubstr("LVLT-1"));
  EXPECT_EQ(tell("status /ripe/asnames/asn.txt 503"), "ok");
  EXPECT_EQ(tell("header /ripe/asnames/asn.txt Retry-After 59"), "ok");
  EXPECT_EQ(header_of(get(url + "/ripe/asnames/asn.txt").headers, "retry-after"), "59");
  EXPECT_EQ(tell("requests /ripe/asnames/asn.txt"), "ok 2");
  EXPECT_EQ(tell("status /ripe/asnames/asn.txt many"), "error");
  EXPECT_EQ(tell("nonsense /x"), "error");
  EXPECT_TRUE(process->write_line("quit"));
}

}  // namespace
}  // namespace flowbridge
