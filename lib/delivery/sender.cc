#include "delivery/sender.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// Refusals without a single acceptance before the stage counts as refused whole: isolating one bad
/// sample of 10 000 takes 14 refusals, and its neighbours are accepted on the way.
constexpr std::size_t kRefusalsBeforeAcceptanceMax = 32;
/// R19: the budget of a stage.
constexpr std::size_t kRefusalsMax = 10'000;
/// R20: with waits between, so that a moment's trouble is not taken for a refusal.
constexpr int kServerErrorsMax = 3;

}  // namespace

Sender::Sender(const SenderOptions& options, std::uint64_t seed)
    : options_(options),
      backoff_(options.backoff, seed),
      held_backoff_(options.held_backoff, ~seed),
      samples_per_request_max_(options.samples_per_request_max) {
  FB_CHECK(options.samples_per_request_max > 0 && options.in_flight_max > 0);
}

void Sender::begin(std::size_t samples, Refusable refusable) {
  FB_CHECK(out_.empty());
  waiting_.clear();
  samples_ = samples;
  refusable_ = refusable;
  refused_.clear();
  accepted_ = 0;
  refusals_ = 0;
  doubted_ = false;
  server_errors_ = 0;
  if (samples > 0) waiting_.push_back({0, samples, 0});
}

std::optional<SendRequest> Sender::next(MonotonicTime now) {
  if (waiting_.empty() || doubted_) return std::nullopt;
  if (retry_at_ && now < *retry_at_) return std::nullopt;
  if (out_.size() >= (one_at_a_time_ ? 1 : options_.in_flight_max)) return std::nullopt;
  retry_at_.reset();
  Range range = waiting_.front();
  waiting_.pop_front();
  if (range.end - range.begin > samples_per_request_max_) {
    const std::size_t cut = range.begin + samples_per_request_max_;
    waiting_.push_front({cut, range.end, range.attempt});
    range.end = cut;
  }
  if (range.attempt > 0) retried_samples_ += range.end - range.begin;
  const std::uint64_t id = next_id_++;
  out_.emplace(id, range);
  return SendRequest{id, range.begin, range.end, range.attempt};
}

void Sender::answer(std::uint64_t id, Answer answer, const AnswerContext& context) {
  const auto found = out_.find(id);
  FB_CHECK(found != out_.end());
  const Range range = found->second;
  out_.erase(found);
  switch (answer) {
    case Answer::kAccepted:
      accept(range);
      break;
    case Answer::kRetry:
      if (means_refusal(context)) {
        refuse(range, context.now);
        break;
      }
      try_later(range, context);
      return;
    case Answer::kRefused:
      refuse(range, context.now);
      break;
    case Answer::kTooLarge:
      if (range.end - range.begin == 1) {
        refuse(range, context.now);
      } else {
        samples_per_request_max_ = std::max<std::size_t>(1, (range.end - range.begin) / 2);
        halve(range);
      }
      break;
    case Answer::kMisconfigured:
      waiting_.push_front({range.begin, range.end, range.attempt + 1});
      hold_stage(Hold::kMisconfigured, context);
      return;
  }
  finish(context.now);
}

void Sender::accept(const Range& range) {
  accepted_ += range.end - range.begin;
  server_errors_ = 0;
  one_at_a_time_ = false;
  backoff_.reset();
  // What takes a sample of ours may still refuse all of the stage.
  if (!is_of_stage() && hold_ == Hold::kRefused) return;
  held_backoff_.reset();
  hold_ = Hold::kNone;
}

bool Sender::is_of_stage() const {
  return refusable_ == Refusable::kSingly || refusable_ == Refusable::kDoubtful;
}

void Sender::halve(const Range& range) {
  const std::size_t middle = range.begin + (range.end - range.begin) / 2;
  waiting_.push_front({middle, range.end, range.attempt + 1});
  waiting_.push_front({range.begin, middle, range.attempt + 1});
}

bool Sender::means_refusal(const AnswerContext& context) {
  if (refusable_ == Refusable::kSingly) return false;
  // One that asks for time is overloaded.
  if (!context.server_error || context.retry_after) return false;
  // Several requests that fail together are one failure.
  if (retry_at_ && *retry_at_ > context.now) return false;
  return ++server_errors_ >= kServerErrorsMax;
}

void Sender::refuse(const Range& range, MonotonicTime now) {
  if (refusable_ == Refusable::kDoubtful) {
    waiting_.push_front(range);
    doubted_ = true;
    return;
  }
  // The receiver is up and judges: no reason to go one at a time.
  one_at_a_time_ = false;
  backoff_.reset();
  if (hold_ == Hold::kMisconfigured) hold_ = Hold::kNone;
  ++refusals_;
  if (range.end - range.begin == 1) {
    refused_.push_back(range.begin);
  } else {
    halve(range);
  }
  const std::size_t budget = accepted_ == 0 ? kRefusalsBeforeAcceptanceMax : kRefusalsMax;
  if (refusals_ >= budget) hold_stage(Hold::kRefused, {.now = now});
}

void Sender::try_later(Range range, const AnswerContext& context) {
  ++range.attempt;
  waiting_.push_front(range);
  one_at_a_time_ = true;
  // Several requests that fail together are one failure.
  if (retry_at_ && *retry_at_ > context.now && !context.retry_after) return;
  retry_at_ = context.now + backoff_.next(context.retry_after);
}

void Sender::hold_stage(Hold why, const AnswerContext& context) {
  hold_ = why;
  one_at_a_time_ = true;
  if (why == Hold::kRefused) {
    // Whatever was thought refused may not be: judge the stage afresh next time.
    for (const std::size_t sample : std::exchange(refused_, {})) {
      waiting_.push_front({sample, sample + 1, 1});
    }
    if (out_.empty() && accepted_ == 0) waiting_ = {Range{0, samples_, 1}};
    refusals_ = 0;
  }
  if (retry_at_ && *retry_at_ > context.now) return;
  retry_at_ = context.now + held_backoff_.next(context.retry_after);
}

void Sender::finish(MonotonicTime now) {
  if (!settled()) return;
  std::sort(refused_.begin(), refused_.end());
  const bool allowed = refusable_ != Refusable::kSingly || samples_ == 1;
  if (accepted_ == 0 && !refused_.empty() && !allowed) hold_stage(Hold::kRefused, {.now = now});
}

}  // namespace flowbridge
