#include "asndb/attempt.h"

#include "asndb/digest.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kNow = unix_ms(1'790'000'000'000);

AsnSource source() {
  return {.name = "asnames",
          .format = SourceFormat::kAsnText,
          .url = "https://a.example/asn.txt",
          .increments_url = "https://api.example/net",
          .has_md5 = false,
          .limits = {},
          .bytes_max = 1000};
}

SourceState with_copy(const std::string& url) {
  SourceState state;
  state.file = FetchedFile{.url = url, .etag = "\"1\"", .last_modified = "yesterday"};
  return state;
}

AttemptOptions options() {
  return {.user_agent = "flowbridge/1", .hosts = {"mirror.example"}, .peeringdb_key = "secret"};
}

Download answer(int status, std::string body = {}, std::vector<HttpHeader> headers = {}) {
  Download download;
  download.status = status;
  download.body = std::move(body);
  download.headers = std::move(headers);
  return download;
}

std::string sent(const Attempt& attempt, std::string_view name) {
  for (const HttpHeader& header : attempt.request().headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

TEST(Attempt, AsksWithTheValidatorsOfTheCopyFromTheSameUrl) {
  const Attempt attempt(source(), with_copy(source().url), options());
  EXPECT_EQ(attempt.request().url, "https://a.example/asn.txt");
  EXPECT_EQ(sent(attempt, "If-None-Match"), "\"1\"");
  EXPECT_EQ(sent(attempt, "If-Modified-Since"), "yesterday");
  EXPECT_EQ(sent(attempt, "User-Agent"), "flowbridge/1");
  const Attempt moved(source(), with_copy("https://b.example/asn.txt"), options());
  EXPECT_EQ(sent(moved, "If-None-Match"), "");
}

TEST(Attempt, AsksWithTheValidatorsOfAnEditionThatWaits) {
  SourceState state = with_copy(source().url);
  state.held_file = FetchedFile{.url = source().url, .etag = "\"2\""};
  EXPECT_EQ(sent(Attempt(source(), state, options()), "If-None-Match"), "\"2\"");
}

TEST(Attempt, GivesTheFileWithItsValidators) {
  Attempt attempt(source(), {}, options());
  const auto result = attempt.take(answer(200, "body", {{"etag", "\"9\""}}), kNow);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, AttemptResult::Kind::kFile);
  EXPECT_EQ(result->body, "body");
  EXPECT_EQ(result->etag, "\"9\"");
}

TEST(Attempt, FollowsAtMostThreeRedirects) {
  Attempt attempt(source(), {}, options());
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(attempt.take(answer(302, "", {{"location", "/r" + std::to_string(i)}}), kNow));
    EXPECT_EQ(attempt.request().url, "https://a.example/r" + std::to_string(i));
  }
  const auto result = attempt.take(answer(302, "", {{"location", "/again"}}), kNow);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->failure, FetchFailure::kRedirect);
}

TEST(Attempt, DoesNotFollowToAStranger) {
  Attempt attempt(source(), {}, options());
  const auto result = attempt.take(answer(301, "", {{"location", "https://x.example/"}}), kNow);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->failure, FetchFailure::kRedirect);
  EXPECT_NE(result->detail.find("x.example"), std::string::npos);
}

TEST(Attempt, TheKeyGoesToItsOwnHostOnly) {
  AttemptOptions incremental = options();
  incremental.since = unix_ms(1'700'000'000'999);
  Attempt attempt(source(), with_copy(source().url), incremental);
  EXPECT_EQ(attempt.request().url, "https://api.example/net?since=1700000000");
  EXPECT_EQ(sent(attempt, "Authorization"), "Api-Key secret");
  EXPECT_EQ(sent(attempt, "If-None-Match"), "") << "of another resource";
  EXPECT_FALSE(attempt.take(answer(302, "", {{"location", "https://mirror.example/n"}}), kNow));
  EXPECT_EQ(attempt.request().url, "https://mirror.example/n");
  EXPECT_EQ(sent(attempt, "Authorization"), "");
  EXPECT_EQ(sent(Attempt(source(), {}, options()), "Authorization"), "");
}

AsnSource with_digest() {
  AsnSource with = source();
  with.has_md5 = true;
  return with;
}

/// How an attempt ends whose file is "abc" and whose digest is answered so.
AttemptResult ended(Download digest) {
  Attempt attempt(with_digest(), {}, options());
  EXPECT_FALSE(attempt.take(answer(200, "abc", {{"etag", "\"9\""}}), kNow));
  EXPECT_EQ(attempt.request().url, "https://a.example/asn.txt.md5");
  return attempt.take(std::move(digest), kNow).value_or(AttemptResult());
}

TEST(Attempt, ADigestHasToMatch) {
  const AttemptResult taken = ended(answer(200, "MD5 (x) = " + md5_of("abc")));
  EXPECT_EQ(taken.kind, AttemptResult::Kind::kFile);
  EXPECT_EQ(taken.body, "abc");
  EXPECT_EQ(taken.etag, "\"9\"");
  const AttemptResult refused = ended(answer(200, md5_of("abd") + "  file\n"));
  EXPECT_EQ(refused.kind, AttemptResult::Kind::kFailed);
  EXPECT_EQ(refused.failure, FetchFailure::kDigestMismatch);
  EXPECT_NE(refused.detail.find(md5_of("abd")), std::string::npos);
}

TEST(Attempt, ADigestThatIsNotThereRefusesNothing) {
  EXPECT_EQ(ended(answer(404)).kind, AttemptResult::Kind::kFile);
  EXPECT_EQ(ended(answer(200, "<html>")).kind, AttemptResult::Kind::kFile);
  Download broken;
  broken.fault = DownloadFault::kTimeout;
  EXPECT_EQ(ended(std::move(broken)).kind, AttemptResult::Kind::kFile);
}

}  // namespace
}  // namespace flowbridge
