// One status after another, in the middle of everything: no sample is lost, none is there twice,
// and delivery goes on as soon as the receiver does. What docs/remote-write.md says of it is what
// is seen meanwhile.

#include "remote_write/protocol.h"
#include "support/bridge_world.h"
#include "support/known_receivers.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

/// A few samples.
constexpr std::size_t kBodyBytesMax = 300;

struct StatusCase {
  int status = 0;
  std::string retry_after = {};

  friend void PrintTo(const StatusCase& each, std::ostream* out) {
    *out << each.status << " " << each.retry_after;
  }
};

/// For a while every request is answered by one status, and nothing is stored.
class BridgeStatuses : public ::testing::TestWithParam<StatusCase> {
 protected:
  void given(const ReceiverOptions& receiver) {
    WorldOptions options = small_world();
    options.receiver = receiver;
    world_.emplace(7, options);
    world_->produce(300);
    world_->run_until_idle();
    requests_before_ = world_->receiver.requests();
  }

  void answer_for_half_a_minute() {
    world_->http.answers_instead = [this](const HttpRequest& request) {
      sent_at_.push_back(world_->now.monotonic);
      body_bytes_.push_back(request.body.size());
      // What is too large is so for its size.
      const bool is_too_large = request.body.size() > kBodyBytesMax;
      if (GetParam().status == 413 && !is_too_large) return std::optional<HttpCompletion>();
      HttpCompletion answer;
      answer.status = GetParam().status;
      if (!GetParam().retry_after.empty()) {
        answer.headers = {{"retry-after", GetParam().retry_after}};
      }
      return std::optional(answer);
    };
    world_->produce(300);
    for (int i = 0; i < 300; ++i) {
      world_->pass(100ms);
      ASSERT_TRUE(world_->step());
    }
    world_->http.answers_instead = {};
    ASSERT_FALSE(sent_at_.empty());
  }

  std::string held_because() {
    return world_->hub().snapshot().deliveries.front()->held_because.value_or("");
  }

  void expect_what_is_documented() {
    switch (judge(GetParam().status)) {
      case Answer::kRetry:
        EXPECT_EQ(held_because(), "");
        EXPECT_GT(sent_at_.size(), 3u);
        break;
      case Answer::kRefused:
        EXPECT_THAT(held_because(), HasSubstr("it refuses everything"));
        break;
      case Answer::kTooLarge:
        EXPECT_EQ(held_because(), "");
        EXPECT_GT(body_bytes_.front(), kBodyBytesMax);
        EXPECT_LE(body_bytes_.back(), kBodyBytesMax);
        break;
      case Answer::kMisconfigured:
        EXPECT_THAT(held_because(), HasSubstr("it calls the request wrong"));
        // Those that were out, perhaps in both versions, and a few since.
        EXPECT_LE(sent_at_.size(), 2 * SenderOptions{}.in_flight_max + 3);
        break;
      case Answer::kAccepted:
      case Answer::kNotRead:
        FAIL() << "not a failure";
    }
  }

  void expect_that_nothing_is_lost_or_twice() {
    world_->run_until_idle();
    EXPECT_GT(world_->receiver.requests(), requests_before_);
    world_->check();
    const auto report = world_->hub().snapshot().deliveries.front();
    EXPECT_EQ(report->samples_rejected.front().count, 0u);
    EXPECT_EQ(report->series_quarantined, 0u);
    EXPECT_EQ(report->samples_pending, 0u);
    EXPECT_FALSE(report->held_because);
    EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kEqualDuplicate), 0u);
  }

  std::optional<BridgeWorld> world_;
  std::uint64_t requests_before_ = 0;
  std::vector<MonotonicTime> sent_at_;
  std::vector<std::size_t> body_bytes_;
};

TEST_P(BridgeStatuses, LoseNothingAndDeliveryGoesOn) {
  for (const ReceiverOptions& receiver : {prometheus_2_42(), prometheus_3()}) {
    sent_at_.clear();
    body_bytes_.clear();
    given(receiver);
    answer_for_half_a_minute();
    expect_what_is_documented();
    expect_that_nothing_is_lost_or_twice();
  }
}

class BridgeRetryAfter : public BridgeStatuses {};

TEST_P(BridgeRetryAfter, IsWaitedFor) {
  given(prometheus_3());
  answer_for_half_a_minute();
  // Those of a moment were out together.
  sent_at_.erase(std::unique(sent_at_.begin(), sent_at_.end()), sent_at_.end());
  EXPECT_GE(sent_at_.size(), 3u);
  for (std::size_t i = 1; i < sent_at_.size(); ++i) EXPECT_GE(sent_at_[i] - sent_at_[i - 1], 7s);
}

std::vector<StatusCase> failures() {
  std::vector<StatusCase> cases;
  for (const int status : {300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409,
                           411, 413, 415, 422, 429, 500, 501, 502, 503, 504, 507, 520, 999}) {
    cases.push_back({status});
  }
  for (const int status : {429, 503}) {
    cases.push_back({status, "7"});
    // The world begins at 2023-11-14 22:13:20, and this is soon after.
    cases.push_back({status, "Tue, 14 Nov 2023 22:15:30 GMT"});
    cases.push_back({status, "soon"});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Failures, BridgeStatuses, ::testing::ValuesIn(failures()),
                         [](const auto& test) {
                           std::string name = "Status" + std::to_string(test.param.status);
                           if (test.param.retry_after == "7") return name + "WithSeconds";
                           if (test.param.retry_after == "soon") return name + "WithNonsense";
                           return test.param.retry_after.empty() ? name : name + "WithADate";
                         });

INSTANTIATE_TEST_SUITE_P(Seconds, BridgeRetryAfter,
                         ::testing::Values(StatusCase{429, "7"}, StatusCase{503, "7"}),
                         [](const auto& test) {
                           return "Status" + std::to_string(test.param.status);
                         });

class BridgeSuccess : public ::testing::TestWithParam<int> {};

TEST_P(BridgeSuccess, IsOneWhateverItsNumber) {
  for (ReceiverOptions receiver : {prometheus_2_42(), prometheus_3()}) {
    receiver.accepted_status = GetParam();
    WorldOptions options = small_world();
    options.receiver = receiver;
    BridgeWorld world(7, options);
    world.produce(300);
    world.run_until_idle();
    world.check();
    EXPECT_EQ(world.receiver.answers(GetParam()), world.receiver.requests());
  }
}

INSTANTIATE_TEST_SUITE_P(Statuses, BridgeSuccess, ::testing::Values(200, 201, 202, 204, 299),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace flowbridge
