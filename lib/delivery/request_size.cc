#include "delivery/request_size.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr Duration kLimitHoldsFor = 1h;
/// With nothing taken between them, and waits that double: two seconds, by the usual backoff.
constexpr int kSilencesBeforeTrial = 6;
/// Of all, after one was taken.
constexpr int kSilencesBeforeSuspicion = 2;

}  // namespace

RequestSize::RequestSize(std::size_t limit) : limit_(limit), max_(limit) {
  FB_CHECK(limit > 0);
}

std::size_t RequestSize::next(MonotonicTime now) {
  if (grows_at_ && *grows_at_ <= now) {
    max_ = std::min(limit_, 2 * max_);
    grows_at_ = now + kLimitHoldsFor;
    if (max_ == limit_) grows_at_.reset();
  }
  if (!failed_) return max_;
  return trial_ == Trial::kAll ? std::min(max_, *failed_) : 1;
}

void RequestSize::learn(std::size_t max, MonotonicTime now) {
  max_ = std::min(max_, std::max<std::size_t>(1, max));
  grows_at_ = now + kLimitHoldsFor;
}

void RequestSize::too_large(std::size_t samples, MonotonicTime now) {
  forget_silence();
  learn(samples / 2, now);
}

void RequestSize::taken(MonotonicTime now) {
  silences_ = 0;
  if (!failed_) return;
  switch (trial_) {
    case Trial::kOne:
      break;
    case Trial::kAll:
      return forget_silence();
    case Trial::kOneAgain:
      *failed_ -= *failed_ / 2;
      learn(*failed_, now);
      if (*failed_ == 1) return forget_silence();
      break;
  }
  trial_ = Trial::kAll;
}

void RequestSize::met_silence(std::size_t samples) {
  ++silences_;
  if (!failed_) {
    if (silences_ < kSilencesBeforeTrial || samples == 1) return;
    failed_ = samples;
    trial_ = Trial::kOne;
    return;
  }
  switch (trial_) {
    case Trial::kOne:
      return;
    case Trial::kAll:
      if (silences_ < kSilencesBeforeSuspicion) return;
      failed_ = samples;
      trial_ = samples > 1 ? Trial::kOneAgain : Trial::kOne;
      return;
    case Trial::kOneAgain:
      trial_ = Trial::kOne;
      return;
  }
}

void RequestSize::forget_silence() {
  silences_ = 0;
  failed_.reset();
}

}  // namespace flowbridge
