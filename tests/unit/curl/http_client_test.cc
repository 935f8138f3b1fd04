#include "curl/http_client.h"

#include "support/fake_receiver.h"
#include "support/raw_server.h"
#include "support/write_request.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::FieldsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Long enough never to pass on a busy machine; no test that succeeds waits for it.
constexpr Duration kPatience = 60s;

std::string sample_body(double value = 1) {
  return make_request_body(
      {{make_label_set({{"__name__", "up"}}), {{unix_ms(1'700'000'000'000), value_bits(value)}}}});
}

class CurlHttpClientTest : public testing::Test {
 protected:
  HttpRequest request(std::uint64_t id) {
    return {.id = id, .url = receiver_.url(), .headers = {}, .body = sample_body()};
  }

  HttpCompletion run(HttpRequest to_run) {
    client_.start(std::move(to_run));
    std::vector<HttpCompletion> done = client_.collect(kPatience);
    EXPECT_THAT(done, SizeIs(1));
    return done.empty() ? HttpCompletion{} : std::move(done.front());
  }

  HttpCompletion run_scripted(ScriptedAnswer answer) {
    receiver_.script(std::move(answer));
    return run(request(1));
  }

  // Until the receiver has seen so many requests; only collect() moves a request along.
  void drive_until_received(std::size_t count) {
    while (receiver_.requests().size() < count) EXPECT_THAT(client_.collect(1ms), IsEmpty());
  }

  FakeReceiver receiver_;
  CurlHttpClient client_;
};

TEST_F(CurlHttpClientTest, PostsBodyAndHeadersAsGiven) {
  const std::string body("a body\0 with\r\n anything", 23);
  const HttpCompletion done = run(
      {.id = 7,
       .url = receiver_.url() + "?tenant=a",
       .headers = {{"User-Agent", "flowbridge/test"}, {"Content-Type", "application/x-protobuf"}},
       .body = body});
  EXPECT_EQ(done.id, 7u);
  EXPECT_EQ(done.body, body) << "given back for a retry";
  ASSERT_THAT(receiver_.requests(), SizeIs(1));
  const ReceivedRequest got = receiver_.requests().front();
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.path, "/api/v1/write");
  EXPECT_EQ(got.body, body);
  EXPECT_EQ(got.header("User-Agent"), "flowbridge/test");
  EXPECT_EQ(got.header("Content-Type"), "application/x-protobuf");
  EXPECT_EQ(got.header("Accept-Encoding"), std::nullopt);
  EXPECT_EQ(got.header("Expect"), std::nullopt);
}

TEST_F(CurlHttpClientTest, InventsNoContentType) {
  run(request(1));
  ASSERT_THAT(receiver_.requests(), SizeIs(1));
  EXPECT_EQ(receiver_.requests()[0].header("Content-Type"), std::nullopt);
}

TEST_F(CurlHttpClientTest, DoesNotAskBeforeSendingALargeBody) {
  HttpRequest large = request(1);
  large.body = std::string(4'000'000, 'x');
  const HttpCompletion done = run(std::move(large));
  EXPECT_EQ(done.status, 400) << "the receiver cannot decode it, but has read it";
  ASSERT_THAT(receiver_.requests(), SizeIs(1));
  EXPECT_EQ(receiver_.requests()[0].body.size(), 4'000'000u);
  EXPECT_EQ(receiver_.requests()[0].header("Expect"), std::nullopt);
}

TEST_F(CurlHttpClientTest, StoresASampleAndSaysSo) {
  const HttpCompletion done = run(request(1));
  EXPECT_EQ(done.status, 204);
  EXPECT_EQ(done.text, "");
  EXPECT_EQ(receiver_.model().series().size(), 1u);
}

TEST_F(CurlHttpClientTest, KeepsTheConnectionBetweenRequests) {
  for (std::uint64_t id = 1; id <= 5; ++id) EXPECT_EQ(run(request(id)).status, 204);
  for (const ReceivedRequest& got : receiver_.requests()) EXPECT_EQ(got.connection, 0u);
}

TEST_F(CurlHttpClientTest, ReturnsEveryStatusWithItsText) {
  for (const int status : {200, 202, 400, 401, 404, 409, 413, 422, 429, 500, 503, 599, 999}) {
    const HttpCompletion done = run_scripted({.status = status, .text = "because"});
    EXPECT_EQ(done.status, status);
    EXPECT_EQ(done.text, "because") << status;
  }
}

TEST_F(CurlHttpClientTest, KeepsTheHeadersThatMatterInLowerCase) {
  const HttpCompletion done =
      run_scripted({.status = 429,
                    .headers = {{"Retry-After", " 120 "},
                                {"X-PROMETHEUS-Remote-Write-Samples-Written", "3"},
                                {"X-Other", "not kept"}}});
  EXPECT_THAT(done.headers, testing::UnorderedElementsAre(
                                FieldsAre("retry-after", "120"),
                                FieldsAre("x-prometheus-remote-write-samples-written", "3")));
}

TEST_F(CurlHttpClientTest, KeepsABoundedNumberOfHeaders) {
  std::vector<HttpHeader> many(40, {"Retry-After", "1"});
  const HttpCompletion done = run_scripted({.status = 503, .headers = std::move(many)});
  EXPECT_EQ(done.status, 503);
  EXPECT_THAT(done.headers, SizeIs(16));
}

TEST_F(CurlHttpClientTest, KeepsTheBeginningOfALongAnswerAndTheConnection) {
  const HttpCompletion done = run_scripted({.status = 500, .text = std::string(1'000'000, 'e')});
  EXPECT_EQ(done.status, 500);
  EXPECT_EQ(done.text, std::string(kHttpAnswerBytesMax, 'e'));
  EXPECT_EQ(run(request(2)).status, 204);
  EXPECT_EQ(receiver_.requests().back().connection, 0u);
}

TEST_F(CurlHttpClientTest, KeepsAsMuchOfAnAnswerAsIsWanted) {
  for (const std::size_t wanted : {0u, 10u, 65'536u}) {
    receiver_.script({.status = 200, .text = std::string(100'000, 't')});
    HttpRequest token = request(1);
    token.answer_bytes_max = wanted;
    EXPECT_EQ(run(std::move(token)).text, std::string(wanted, 't'));
  }
}

TEST_F(CurlHttpClientTest, AnAnswerCutShortIsNoStatus) {
  const HttpCompletion done = run_scripted({.accident = Accident::kTruncatedAnswer});
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_NE(done.text, "");
  EXPECT_EQ(done.body, sample_body());
  EXPECT_EQ(receiver_.model().series().size(), 1u) << "the sender cannot know";
}

TEST_F(CurlHttpClientTest, AHeadCutShortIsNoStatus) {
  for (const char* bytes :
       {"HTTP/1.1 204 No Content\r\n", "HTTP/1.1 204 No Content\r\nServer: x\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n"}) {
    RawServer server(bytes);
    HttpRequest cut = request(1);
    cut.url = server.url();
    client_.start(std::move(cut));
    std::vector<HttpCompletion> done;
    while (done.empty()) {
      server.serve();
      done = client_.collect(1ms);
    }
    EXPECT_EQ(done.front().status, std::nullopt) << bytes;
    EXPECT_NE(done.front().text, "");
    EXPECT_THAT(done.front().headers, IsEmpty());
  }
}

// Whoever finds a body too large need not read it.
TEST_F(CurlHttpClientTest, AnAnswerThatComesBeforeTheBodyIsReadIsTheAnswer) {
  RawServer server("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n");
  HttpRequest large = request(1);
  large.url = server.url();
  large.body = std::string(32'000'000, 'x');
  client_.start(std::move(large));
  std::vector<HttpCompletion> done;
  while (done.empty()) {
    server.serve();
    done = client_.collect(1ms);
  }
  EXPECT_EQ(done.front().status, 413) << done.front().text;
}

TEST_F(CurlHttpClientTest, AResetOfAFreshConnectionIsNoStatusAndNotRetried) {
  for (const Accident accident : {Accident::kResetBeforeReading, Accident::kResetBeforeStoring,
                                  Accident::kResetAfterStoring}) {
    FakeReceiver receiver;
    receiver.script({.accident = accident});
    HttpRequest doomed = request(1);
    doomed.url = receiver.url();
    const HttpCompletion done = run(std::move(doomed));
    EXPECT_EQ(done.status, std::nullopt);
    EXPECT_NE(done.text, "");
    EXPECT_THAT(receiver.requests(), SizeIs(1));
    EXPECT_EQ(receiver.model().requests(), accident == Accident::kResetAfterStoring ? 1u : 0u);
  }
}

struct Death {
  const char* name;
  Accident accident;
  std::size_t body_bytes;
};

class DeadConnection : public CurlHttpClientTest, public testing::WithParamInterface<Death> {};

TEST_P(DeadConnection, IsReplacedOnceIfItWasKeptAndUnanswered) {
  ASSERT_EQ(run(request(1)).status, 204);
  receiver_.script({.accident = GetParam().accident});
  receiver_.script({.status = 202});
  HttpRequest second = request(2);
  second.body = std::string(GetParam().body_bytes, 'x');
  EXPECT_EQ(run(second).status, 202);
  const std::vector<ReceivedRequest> got = receiver_.requests();
  ASSERT_THAT(got, SizeIs(3));
  EXPECT_EQ(got[1].connection, got[0].connection);
  EXPECT_NE(got[2].connection, got[1].connection);
  EXPECT_EQ(got[2].body, second.body);
}

// libcurl meets a death while it reads, or, with a body beyond the socket's buffers, while it
// writes.
INSTANTIATE_TEST_SUITE_P(
    CurlHttpClient, DeadConnection,
    testing::Values(Death{"SmallBodyRead", Accident::kResetBeforeStoring, 10},
                    Death{"LargeBodyRead", Accident::kResetBeforeStoring, 8'000'000},
                    Death{"SmallBodyUnread", Accident::kResetBeforeReading, 10},
                    Death{"MiddlingBodyUnread", Accident::kResetBeforeReading, 200'000},
                    Death{"LargeBodyUnread", Accident::kResetBeforeReading, 32'000'000}),
    [](const auto& each) { return each.param.name; });

TEST_F(CurlHttpClientTest, TheReplacementConnectionIsNotReplacedAgain) {
  ASSERT_EQ(run(request(1)).status, 204);
  receiver_.script({.accident = Accident::kResetBeforeStoring});
  receiver_.script({.accident = Accident::kResetBeforeStoring});
  EXPECT_EQ(run(request(2)).status, std::nullopt);
  EXPECT_THAT(receiver_.requests(), SizeIs(3));
}

TEST_F(CurlHttpClientTest, AnAnswerThatBreaksOffOnAKeptConnectionIsNotSentAgain) {
  ASSERT_EQ(run(request(1)).status, 204);
  EXPECT_EQ(run_scripted({.accident = Accident::kTruncatedAnswer}).status, std::nullopt);
  EXPECT_THAT(receiver_.requests(), SizeIs(2));
}

TEST_F(CurlHttpClientTest, ATimeoutIsNoStatus) {
  receiver_.script({.delay = kPatience});
  HttpRequest slow = request(1);
  slow.timeout = 50ms;
  const HttpCompletion done = run(std::move(slow));
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.text, HasSubstr("timed out"));
  EXPECT_GE(done.elapsed, 50ms);
  EXPECT_LT(done.elapsed, kPatience);
}

TEST_F(CurlHttpClientTest, ARefusedConnectionIsNoStatus) {
  std::string url;
  {
    const FakeReceiver gone;
    url = gone.url();
  }
  const HttpCompletion done = run({.id = 1, .url = url, .headers = {}, .body = "x"});
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.text, HasSubstr("connect"));
}

TEST_F(CurlHttpClientTest, AUrlThatCannotBeUsedIsNoStatus) {
  for (const char* url : {"", "http://", "http://a b/", "file:///etc/hostname", "nonsense://x/",
                          "http://127.0.0.1:99999/"}) {
    const HttpCompletion done = run({.id = 1, .url = url, .headers = {}, .body = "x"});
    EXPECT_EQ(done.status, std::nullopt) << url;
    EXPECT_NE(done.text, "") << url;
    EXPECT_EQ(done.body, "x") << url;
  }
}

TEST_F(CurlHttpClientTest, AHeaderWithALineBreakIsNotSent) {
  HttpRequest tricked = request(1);
  tricked.headers = {{"X-Scope-OrgID", "a\r\nX-Other: b"}};
  const HttpCompletion done = run(std::move(tricked));
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_EQ(done.text, "header x-scope-orgid has a line break");
  EXPECT_THAT(receiver_.requests(), IsEmpty());
}

TEST_F(CurlHttpClientTest, RunsRequestsSideBySide) {
  receiver_.script({.delay = kPatience});
  client_.start(request(1));
  drive_until_received(1);
  EXPECT_EQ(run(request(2)).id, 2u);
}

TEST_F(CurlHttpClientTest, StartSendsWithoutWaitingForCollect) {
  // The connection is there already, so nothing remains to wait for.
  ASSERT_EQ(run(request(1)).status, 204);
  client_.start(request(2));
  EXPECT_TRUE(receiver_.wait_for_requests(2));
}

TEST_F(CurlHttpClientTest, CollectReturnsAtOnceIfNothingRuns) {
  EXPECT_THAT(client_.collect(kPatience), IsEmpty());
}

TEST_F(CurlHttpClientTest, CollectReturnsEmptyWhenItsWaitIsOver) {
  receiver_.script({.delay = kPatience});
  client_.start(request(1));
  EXPECT_THAT(client_.collect(5ms), IsEmpty());
  EXPECT_THAT(client_.collect(0ms), IsEmpty());
}

TEST_F(CurlHttpClientTest, WakeupInterruptsCollectFromAnotherThread) {
  receiver_.script({.delay = kPatience});
  client_.start(request(1));
  std::jthread waker([this] {
    EXPECT_TRUE(receiver_.wait_for_requests(1));
    client_.wakeup();
  });
  EXPECT_THAT(client_.collect(kPatience), IsEmpty());
}

TEST_F(CurlHttpClientTest, AnEarlyWakeupIsNotLostAndCountsOnce) {
  receiver_.script({.delay = kPatience});
  client_.start(request(1));
  client_.wakeup();
  EXPECT_THAT(client_.collect(kPatience), IsEmpty());
  receiver_.script({.delay = 20ms});
  client_.start(request(2));
  EXPECT_THAT(client_.collect(kPatience), SizeIs(1));
}

TEST_F(CurlHttpClientTest, CancelledRequestsHaveNoCompletion) {
  receiver_.script({.delay = kPatience});
  client_.start(request(1));
  drive_until_received(1);
  client_.cancel_all();
  EXPECT_THAT(client_.collect(kPatience), IsEmpty());
  EXPECT_EQ(run(request(1)).status, 204) << "the id is free again";
}

using CurlHttpClientDeathTest = CurlHttpClientTest;

TEST_F(CurlHttpClientDeathTest, TwoRunningRequestsOfOneIdAreABug) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  receiver_.script({.delay = kPatience});
  EXPECT_DEATH(
      {
        client_.start(request(1));
        client_.start(request(1));
      },
      "is_new");
}

}  // namespace
}  // namespace flowbridge
