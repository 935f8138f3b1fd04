#pragma once
/// A receiver that refuses some samples, and a sender that is driven until its stage is settled or
/// it waits.
///
/// Lifetime: of a test.      Threads: one.
/// Fails:    never by itself.
/// Units:    samples.
///
///   given({.samples_per_request_max = 100});
///   bad_ = {5};
///   begin(250);
///   run();
///   EXPECT_THAT(sender_->refused(), ElementsAre(5));

#include "delivery/sender.h"

#include <algorithm>
#include <optional>
#include <set>

#include <gtest/gtest.h>

namespace flowbridge {

class SenderTest : public ::testing::Test {
 protected:
  void given(SenderOptions options) { sender_.emplace(options, 7); }

  void begin(std::size_t samples, Refusable refusable = Refusable::kSingly) {
    sender_->begin(samples, refusable);
  }

  Answer receive(const SendRequest& request) {
    ++requests_;
    if (scripted_ != Answer::kAccepted) return scripted_;
    if (request.end - request.begin > size_limit_) return Answer::kTooLarge;
    for (const std::size_t bad : bad_) {
      if (bad >= request.begin && bad < request.end) return Answer::kRefused;
    }
    for (std::size_t i = request.begin; i < request.end; ++i) stored_.insert(i);
    return Answer::kAccepted;
  }

  void run() {
    while (const auto request = sender_->next(now_)) {
      sender_->answer(request->id, receive(*request), {.now = now_});
    }
  }

  void wait() { now_ = std::max(now_, sender_->retry_at().value_or(now_)); }

  std::optional<Sender> sender_;
  MonotonicTime now_{};
  Answer scripted_ = Answer::kAccepted;
  std::set<std::size_t> bad_;
  std::set<std::size_t> stored_;
  std::size_t size_limit_ = SIZE_MAX;
  int requests_ = 0;
};

}  // namespace flowbridge
