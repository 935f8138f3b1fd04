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
/// Refusals in a row before the next request is from the far end of what is left: bad samples stand
/// together, as those of one AS or router do.
constexpr std::size_t kRefusalsBeforeFarEnd = 8;
/// Where server errors are taken for refusals, an outage would look like many of them in a row:
/// then something is sent again that was taken before.
constexpr std::size_t kRefusalsBeforeControl = 32;
/// R20: with waits between, so that a moment's trouble is not taken for a refusal.
constexpr int kServerErrorsMax = 3;
/// R19: a stage of which nobody knows why it should be refused. Outages are more common.
constexpr int kServerErrorsBeforeDoubt = 6;

}  // namespace

Sender::Sender(const SenderOptions& options, std::uint64_t seed)
    : options_(options),
      backoff_(options.backoff, seed),
      held_backoff_(options.held_backoff, ~seed),
      size_(options.samples_per_request_max) {
  FB_CHECK(options.in_flight_max > 0);
}

void Sender::begin(std::size_t samples, Refusable refusable) {
  FB_CHECK(out_.empty());
  size_.forget_silence();
  waiting_.clear();
  samples_ = samples;
  refusable_ = refusable;
  refused_.clear();
  accepted_ = 0;
  taken_.reset();
  refusals_ = 0;
  refused_in_a_row_ = 0;
  doubted_ = false;
  server_errors_ = 0;
  if (samples > 0) waiting_.push_back({0, samples, 0});
}

std::optional<SendRequest> Sender::next(MonotonicTime now) {
  if (waiting_.empty() || doubted_) return std::nullopt;
  if (retry_at_ && now < *retry_at_) return std::nullopt;
  // Failures that come together tell less than one after another.
  const bool is_alone =
      one_at_a_time_ || refusable_ == Refusable::kPoisoned || size_.is_being_found();
  if (out_.size() >= (is_alone ? 1 : options_.in_flight_max)) return std::nullopt;
  retry_at_.reset();
  Range range = waiting_.front();
  waiting_.pop_front();
  const std::size_t size_max = size_.next(now);
  if (range.end - range.begin > size_max) {
    const std::size_t cut = range.begin + size_max;
    waiting_.push_front({cut, range.end, range.attempt});
    range.end = cut;
  }
  if (range.attempt > 0) retried_samples_ += range.end - range.begin;
  const std::uint64_t id = next_id_++;
  out_.emplace(id, range);
  return SendRequest{id, range.begin, range.end, range.attempt};
}

void Sender::shorten(std::uint64_t id, std::size_t end) {
  const auto found = out_.find(id);
  FB_CHECK(found != out_.end() && end > found->second.begin && end <= found->second.end);
  Range rest = found->second;
  found->second.end = rest.begin = end;
  if (rest.begin < rest.end) waiting_.push_front(rest);
}

void Sender::answer(std::uint64_t id, Answer answer, const AnswerContext& context) {
  const auto found = out_.find(id);
  FB_CHECK(found != out_.end());
  const Range range = found->second;
  out_.erase(found);
  switch (answer) {
    case Answer::kAccepted:
      size_.taken(context.now);
      accept(range);
      break;
    case Answer::kRetry:
      if (means_refusal(context)) {
        if (refusable_ == Refusable::kSingly) return stop_in_doubt(range);
        refuse(range, context.now);
        break;
      }
      try_later(range, context);
      return;
    case Answer::kRefused:
      size_.taken(context.now);
      refuse(range, context.now);
      break;
    case Answer::kTooLarge:
      if (range.end - range.begin == 1) {
        refuse(range, context.now);
      } else {
        size_.too_large(range.end - range.begin, context.now);
        halve(range);
      }
      break;
    case Answer::kNotRead:
      waiting_.push_front(range);
      return;
    case Answer::kMisconfigured:
      waiting_.push_front(range);
      ++waiting_.front().attempt;
      hold_stage(Hold::kMisconfigured, context);
      return;
  }
  finish(context.now);
}

void Sender::accept(const Range& range) {
  taken_ = range.begin;
  const bool is_continued = !waiting_.empty() && waiting_.front().begin == range.end;
  if (size_.is_being_found() && is_continued && !range.is_control) {
    // With what follows it, once more.
    waiting_.front().begin = range.begin;
  } else if (!range.is_control) {
    accepted_ += range.end - range.begin;
  }
  refused_in_a_row_ = 0;
  server_errors_ = 0;
  one_at_a_time_ = false;
  backoff_.reset();
  // What takes a sample of ours may still refuse all of the stage.
  if (!is_of_stage() && hold_ == Hold::kRefused) return;
  held_backoff_.reset();
  hold_ = Hold::kNone;
}

bool Sender::is_of_stage() const {
  return refusable_ != Refusable::kWholly && refusable_ != Refusable::kProbe;
}

void Sender::halve(const Range& range) {
  const std::size_t middle = range.begin + (range.end - range.begin) / 2;
  waiting_.push_front({middle, range.end, range.attempt + 1});
  waiting_.push_front({range.begin, middle, range.attempt + 1});
}

bool Sender::means_refusal(const AnswerContext& context) {
  // One that asks for time is overloaded.
  if (!context.server_error || context.retry_after) return false;
  // Several requests that fail together are one failure.
  if (retry_at_ && *retry_at_ > context.now) return false;
  const bool is_unsuspected = refusable_ == Refusable::kSingly;
  return ++server_errors_ >= (is_unsuspected ? kServerErrorsBeforeDoubt : kServerErrorsMax);
}

void Sender::stop_in_doubt(const Range& range) {
  waiting_.push_front(range);
  doubted_ = true;
}

std::size_t Sender::refusals_max() const {
  return accepted_ == 0 ? kRefusalsBeforeAcceptanceMax : kRefusalsMax;
}

void Sender::refuse(const Range& range, MonotonicTime now) {
  if (refusable_ == Refusable::kDoubtful) return stop_in_doubt(range);
  // The receiver is up and judges: no reason to go one at a time.
  one_at_a_time_ = false;
  server_errors_ = 0;
  backoff_.reset();
  if (hold_ == Hold::kMisconfigured) hold_ = Hold::kNone;
  // What it took a moment ago: it is the receiver, and no sample.
  if (range.is_control) return hold_stage(Hold::kRefused, {.now = now});
  ++refusals_;
  ++refused_in_a_row_;
  if (range.end - range.begin == 1) {
    refused_.push_back(range.begin);
  } else {
    halve(range);
  }
  if (refusals_ >= refusals_max()) return hold_stage(Hold::kRefused, {.now = now});
  look_elsewhere();
}

void Sender::look_elsewhere() {
  if (refused_in_a_row_ % kRefusalsBeforeFarEnd == 0 && waiting_.size() > 1) {
    waiting_.push_front(waiting_.back());
    waiting_.pop_back();
  }
  if (refusable_ == Refusable::kPoisoned && refused_in_a_row_ % kRefusalsBeforeControl == 0) {
    waiting_.push_front({.begin = *taken_, .end = *taken_ + 1, .attempt = 1, .is_control = true});
  }
}

void Sender::try_later(Range range, const AnswerContext& context) {
  ++range.attempt;
  waiting_.push_front(range);
  one_at_a_time_ = true;
  // Several requests that fail together are one failure.
  const bool is_known = retry_at_ && *retry_at_ > context.now;
  if (context.is_silence && !is_known) size_.met_silence(range.end - range.begin);
  if (is_known && !context.retry_after) return;
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
    refused_in_a_row_ = 0;
  }
  if (retry_at_ && *retry_at_ > context.now) return;
  retry_at_ = context.now + held_backoff_.next(context.retry_after);
}

void Sender::finish(MonotonicTime now) {
  if (!settled()) return;
  std::sort(refused_.begin(), refused_.end());
  const bool is_judged_singly =
      refusable_ == Refusable::kSingly || refusable_ == Refusable::kPoisoned;
  const bool allowed = !is_judged_singly || samples_ == 1;
  if (accepted_ == 0 && !refused_.empty() && !allowed) hold_stage(Hold::kRefused, {.now = now});
}

}  // namespace flowbridge
