#include "curl/redirect.h"

#include "support/fake_receiver.h"
#include "unit/curl/posting.h"

#include <optional>
#include <string>

namespace flowbridge {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// "http://user:word@127.0.0.1:1/x" for "http://127.0.0.1:1/x".
std::string with_credentials(std::string url) {
  return url.insert(url.find("://") + 3, "user:word@");
}

class RedirectTest : public testing::Test {
 protected:
  static ScriptedAnswer to(int status, const std::string& location) {
    return {.status = status, .headers = {{"Location", location}}, .text = "elsewhere"};
  }
  HttpRequest request(std::string body = "the body") const {
    return {.id = 1,
            .url = with_credentials(receiver_.url()),
            .headers = {{"Content-Type", "application/x-protobuf"},
                        {"User-Agent", "flowbridge/test"},
                        {"X-Scope-OrgID", "tenant"}},
            .body = std::move(body)};
  }

  FakeReceiver receiver_;
  FakeReceiver other_;
};

TEST_F(RedirectTest, TheSamePostGoesWhere307And308Say) {
  for (const int status : {307, 308}) {
    FakeReceiver receiver;
    receiver.script(to(status, "/elsewhere?x=1"));
    receiver.script({.status = 202, .headers = {{"Retry-After", "7"}}, .text = "stored"});
    const HttpCompletion done =
        post({}, {.id = 3, .url = receiver.url(), .headers = {}, .body = "the body"});
    EXPECT_EQ(done.id, 3u);
    EXPECT_EQ(done.status, 202);
    EXPECT_EQ(done.text, "stored");
    EXPECT_EQ(done.body, "the body");
    ASSERT_THAT(done.headers, SizeIs(1));
    ASSERT_THAT(receiver.requests(), SizeIs(2));
    const ReceivedRequest second = receiver.requests().back();
    EXPECT_EQ(second.method, "POST");
    EXPECT_EQ(second.path, "/elsewhere");
    EXPECT_EQ(second.body, "the body");
  }
}

TEST_F(RedirectTest, ALargeBodyIsSentAgain) {
  const std::string body(4'000'000, 'x');
  receiver_.script(to(308, other_.url()));
  other_.script({.status = 204});
  EXPECT_EQ(post({}, request(body)).status, 204);
  ASSERT_THAT(other_.requests(), SizeIs(1));
  EXPECT_EQ(other_.requests()[0].body, body);
}

TEST_F(RedirectTest, TheSameHostGetsEverything) {
  for (const std::string& location : {std::string("/elsewhere"), receiver_.url()}) {
    receiver_.script(to(307, location));
    receiver_.script({.status = 204});
    EXPECT_EQ(post({}, request()).status, 204);
  }
  ASSERT_THAT(receiver_.requests(), SizeIs(4));
  for (const ReceivedRequest& got : receiver_.requests()) {
    EXPECT_EQ(got.header("Authorization"), "Basic dXNlcjp3b3Jk");
    EXPECT_EQ(got.header("X-Scope-OrgID"), "tenant");
  }
}

TEST_F(RedirectTest, AnotherHostIsNotToldWhoWeAre) {
  HttpRequest own = request();
  own.headers.push_back({"Authorization", "Bearer token"});
  for (const HttpRequest& each : {request(), own}) {
    receiver_.script(to(307, with_credentials(other_.url())));
    other_.script({.status = 204});
    EXPECT_EQ(post({}, each).status, 204);
  }
  ASSERT_THAT(other_.requests(), SizeIs(2));
  for (const ReceivedRequest& got : other_.requests()) {
    EXPECT_EQ(got.header("Authorization"), std::nullopt);
    EXPECT_EQ(got.header("X-Scope-OrgID"), std::nullopt);
    EXPECT_EQ(got.header("Content-Type"), "application/x-protobuf");
    EXPECT_EQ(got.header("User-Agent"), "flowbridge/test");
    EXPECT_EQ(got.body, "the body");
  }
}

TEST_F(RedirectTest, WhoComesBackIsAStrangerToo) {
  receiver_.script(to(307, other_.url()));
  other_.script(to(307, receiver_.url()));
  receiver_.script({.status = 401});
  EXPECT_EQ(post({}, request()).status, 401);
  EXPECT_EQ(receiver_.requests().back().header("Authorization"), std::nullopt);
}

TEST_F(RedirectTest, OthersAreAnswersThatSayWhereTheyLead) {
  for (const int status : {300, 301, 302, 303}) {
    receiver_.script(to(status, with_credentials(other_.url()) + "?token=secret"));
    const HttpCompletion done = post({}, request());
    EXPECT_EQ(done.status, status);
    EXPECT_THAT(done.text,
                AllOf(HasSubstr("redirected to " + other_.url()), HasSubstr("set this URL"),
                      Not(HasSubstr("secret")), Not(HasSubstr("word"))));
    EXPECT_EQ(done.body, "the body");
  }
  EXPECT_THAT(other_.requests(), IsEmpty());
}

TEST_F(RedirectTest, NoneIsFollowedIfNotWanted) {
  receiver_.script(to(307, other_.url()));
  const HttpCompletion done = post({.follow_redirects = false}, request());
  EXPECT_EQ(done.status, 307);
  EXPECT_EQ(done.text, "redirected to " + other_.url() + ": follow_redirects is off");
  EXPECT_THAT(other_.requests(), IsEmpty());
}

TEST_F(RedirectTest, OneThatSaysNotWhereIsAnAnswer) {
  receiver_.script({.status = 307, .text = "somewhere"});
  const HttpCompletion done = post({}, request());
  EXPECT_EQ(done.status, 307);
  EXPECT_EQ(done.text, "somewhere");
}

TEST_F(RedirectTest, TenAreFollowed) {
  for (int i = 0; i < 10; ++i) receiver_.script(to(307, "/again"));
  receiver_.script({.status = 204});
  EXPECT_EQ(post({}, request()).status, 204);
  for (int i = 0; i < 11; ++i) receiver_.script(to(307, "/again"));
  const HttpCompletion done = post({}, request());
  EXPECT_EQ(done.status, 307);
  EXPECT_THAT(done.text, HasSubstr("10 redirects"));
  EXPECT_THAT(receiver_.requests(), SizeIs(22));
}

TEST_F(RedirectTest, AConnectionThatDiesUnderTheNextRequestIsReplaced) {
  for (const std::size_t body_bytes : {10u, 32'000'000u}) {
    FakeReceiver receiver;
    receiver.script(to(307, "/again"));
    receiver.script({.accident = Accident::kResetBeforeReading});
    receiver.script({.status = 202});
    HttpRequest moved = request(std::string(body_bytes, 'x'));
    moved.url = receiver.url();
    EXPECT_EQ(post({}, std::move(moved)).status, 202) << body_bytes;
    EXPECT_THAT(receiver.requests(), SizeIs(3));
  }
}

TEST_F(RedirectTest, AllOfThemShareOneTimeout) {
  receiver_.script({.status = 307, .headers = {{"Location", "/again"}}, .delay = 30ms});
  receiver_.script({.delay = kPostPatience});
  HttpRequest slow = request();
  slow.timeout = 300ms;
  const HttpCompletion done = post({}, std::move(slow));
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_LT(done.elapsed, kPostPatience);
  EXPECT_THAT(done.headers, IsEmpty());
}

TEST(JudgeRedirect, TlsIsNotLeft) {
  const std::optional<CurlUrl> from = CurlUrl::parse("https://a.example/write");
  const auto judged = [&](const std::string& location) {
    const Result<CurlUrl> next = judge_redirect(*from, {.status = 308, .location = location});
    return next ? next->text() : next.error().message();
  };
  EXPECT_EQ(judged("/b"), "https://a.example/b");
  EXPECT_EQ(judged("b"), "https://a.example/b");
  EXPECT_EQ(judged("//b.example/"), "https://b.example/");
  EXPECT_EQ(judged("http://a.example/"),
            "redirected to http://a.example/: not followed, for it leaves TLS");
  EXPECT_EQ(judged("file:///etc/passwd"),
            "redirected to file:///etc/passwd: neither http nor https");
  EXPECT_EQ(judged("https://"), "redirected to what is not a URL");
  EXPECT_EQ(judged("https://a.example/" + std::string(5000, 'x')).size(), 5018u);
  EXPECT_LE(judged("http://a.example/" + std::string(5000, 'x')).size(), kHttpAnswerBytesMax);
}

TEST(JudgeRedirect, AnOriginIsSchemeHostAndPort) {
  const auto same = [](const std::string& a, const std::string& b) {
    return CurlUrl::parse(a)->is_same_origin(*CurlUrl::parse(b));
  };
  EXPECT_TRUE(same("https://A.example/x", "https://a.example:443/y"));
  EXPECT_TRUE(same("http://[::1]/x", "HTTP://[::1]:80/"));
  EXPECT_FALSE(same("https://a.example/", "http://a.example/"));
  EXPECT_FALSE(same("https://a.example/", "https://a.example:8443/"));
  EXPECT_FALSE(same("https://a.example/", "https://b.a.example/"));
}

}  // namespace
}  // namespace flowbridge
