#include "flowbridge/query_client.h"

#include "peering/query_answer.h"
#include "support/known_receivers.h"
#include "support/model_http_client.h"
#include "support/result_matchers.h"

#include <deque>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UnixTime kEnd = unix_ms(1'790'812'800'000);

class QueryClientTest : public testing::Test {
 protected:
  Result<std::string> ask(const QueryTarget& target) {
    http_.answers_instead = [this](const HttpRequest& request) {
      requests_.push_back(request);
      if (!statuses_.empty()) {
        status_ = statuses_.front();
        statuses_.pop_front();
      }
      if (!next_secret_.empty()) secret_ = next_secret_;
      HttpCompletion completion;
      if (status_ != kNoAnswer) completion.status = status_;
      completion.text = text_;
      completion.headers = headers_;
      completion.elapsed = elapsed_;
      return std::optional(completion);
    };
    QueryClient client(
        {.target = target,
         .timeout = 7s,
         .wait = [this](Duration wait) { waits_.push_back(wait); }},
        {.http = http_,
         .read_file = [this](const std::string&) -> Result<std::string> { return secret_; },
         .now = [] { return Now{}; }});
    Result<std::string> answer = client.ask(daily_volumes({}, kEnd));
    for (int i = 1; i < queries_ && answer; ++i) answer = client.ask(daily_volumes({}, kEnd));
    return answer;
  }
  std::string said(int status, const std::string& text, const QueryTarget& target) {
    status_ = status;
    text_ = text;
    const Result<std::string> answer = ask(target);
    EXPECT_FALSE(answer);
    return answer ? std::string() : answer.error().message();
  }
  static std::string header(const HttpRequest& request, const std::string& name) {
    for (const HttpHeader& each : request.headers) {
      if (each.name == name) return each.value;
    }
    return "none";
  }

  ReceiverModel receiver_{prometheus_3()};
  ModelHttpClient http_{receiver_, 1};
  static constexpr int kNoAnswer = 0;
  int queries_ = 1;
  int status_ = 200;
  /// Before that, those of the first requests.
  std::deque<int> statuses_;
  std::vector<HttpHeader> headers_;
  Duration elapsed_{0};
  std::vector<Duration> waits_;
  std::string text_ = "{}";
  std::string secret_ = "s3cret-token\n";
  /// From the first request on.
  std::string next_secret_;
  std::vector<HttpRequest> requests_;

  const QueryTarget nobody_{.url = "http://p:9090"};
  const QueryTarget ours_{
      .url = "https://me:hunter22@far",
      .destination = DestinationSettings{
          .name = "far",
          .url = "https://far/api/v1/push",
          .auth = AuthorizationAuth{.credentials = {.file = "/token"}},
          .headers = {{.name = "X-Scope-OrgID", .value = {.value = Secret("tenant-7")}}}}};
};

TEST_F(QueryClientTest, PostsAForm) {
  EXPECT_THAT(ask(nobody_), IsOkAndHolds("{}"));
  ASSERT_EQ(requests_.size(), 1U);
  EXPECT_EQ(requests_[0].url, "http://p:9090/api/v1/query");
  EXPECT_EQ(requests_[0].body, daily_volumes({}, kEnd).form());
  EXPECT_EQ(requests_[0].timeout, 7s);
  EXPECT_EQ(header(requests_[0], "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(header(requests_[0], "Authorization"), "none");
}

TEST_F(QueryClientTest, SaysWhoAsksAsTheDestinationDoes) {
  ASSERT_THAT(ask(ours_), IsOk());
  EXPECT_EQ(header(requests_[0], "Authorization"), "Bearer s3cret-token");
  EXPECT_EQ(header(requests_[0], "X-Scope-OrgID"), "tenant-7");
}

TEST_F(QueryClientTest, AsksAgainWithASecretThatWasChanged) {
  secret_ = "s3cret-old";
  next_secret_ = "s3cret-new";
  EXPECT_THAT(said(401, "", ours_), HasSubstr("reading may take other rights"));
  ASSERT_EQ(requests_.size(), 2U);
  EXPECT_EQ(header(requests_[0], "Authorization"), "Bearer s3cret-old");
  EXPECT_EQ(header(requests_[1], "Authorization"), "Bearer s3cret-new");
}

TEST_F(QueryClientTest, SaysWhatToDo) {
  EXPECT_THAT(said(401, "", nobody_), HasSubstr("--query.destination"));
  EXPECT_THAT(said(404, "404 page not found", nobody_), HasSubstr("say where it is"));
  EXPECT_THAT(said(302, "", nobody_), HasSubstr("it redirects elsewhere"));
  EXPECT_THAT(said(422, R"({"error":"too many samples","errorType":"execution"})", nobody_),
              HasSubstr("--hostname asks for less at a time (execution: too many samples)"));
  EXPECT_THAT(said(400, R"({"error":"a\nb"})", nobody_), HasSubstr("400: it does not answer"));
}

TEST_F(QueryClientTest, RepeatsTheWordsThatMatter) {
  const std::string words = "the query hit a limit, to raise it set " + std::string(150, 'x');
  EXPECT_THAT(said(422, R"({"error":")" + words + "\"}", nobody_), HasSubstr(words));
  EXPECT_THAT(said(400, "{\"error\":\"a\u009b2J\"}", nobody_), HasSubstr("(a?2J)"));
}

TEST_F(QueryClientTest, AsksAgainWhereTheStoreHasNoTime) {
  statuses_ = {503, 429, 200};
  EXPECT_THAT(ask(nobody_), IsOk());
  EXPECT_THAT(waits_, ElementsAre(1s, 2s));
  waits_.clear();
  EXPECT_THAT(said(503, "", nobody_), HasSubstr("503: it gave the query up"));
  EXPECT_THAT(waits_, ElementsAre(1s, 2s, 4s));
  waits_.clear();
  headers_ = {{"retry-after", "7"}};
  statuses_ = {429, 200};
  EXPECT_THAT(ask(nobody_), IsOk());
  EXPECT_THAT(waits_, ElementsAre(7s));
  waits_.clear();
  said(400, "", nobody_);
  EXPECT_THAT(waits_, IsEmpty()) << "it would be the same again";
}

TEST_F(QueryClientTest, AsksAStoreAgainThatWasThere) {
  status_ = kNoAnswer;
  EXPECT_THAT(ask(nobody_), FailsWith(ErrorCode::kUnavailable, "is it running"));
  EXPECT_THAT(waits_, IsEmpty());
  queries_ = 2;
  statuses_ = {200, kNoAnswer, 200};
  EXPECT_THAT(ask(nobody_), IsOk());
  EXPECT_THAT(waits_, ElementsAre(1s));
}

TEST_F(QueryClientTest, KnowsATimeoutFromAStoreThatIsAway) {
  status_ = kNoAnswer;
  elapsed_ = 7s;
  EXPECT_THAT(ask(nobody_),
              FailsWith(ErrorCode::kUnavailable, "no answer within 7s; --query.timeout"));
}

TEST_F(QueryClientTest, RefusesAnAnswerThatIsTooLarge) {
  EXPECT_THAT(said(200, std::string(kAnswerBytesMax + 1, ' '), nobody_), HasSubstr("32 MiB"));
}

TEST_F(QueryClientTest, RepeatsNoSecret) {
  for (const char* const secret : {"s3cret-token", "tenant-7", "hunter22"}) {
    const std::string message =
        said(403, R"({"error":"you said )" + std::string(secret) + "\"}", ours_);
    EXPECT_THAT(message, Not(HasSubstr(secret)));
    EXPECT_THAT(message, HasSubstr("what it says repeats a secret"));
    EXPECT_THAT(message, Not(HasSubstr("hunter22")));
  }
}

}  // namespace
}  // namespace flowbridge
