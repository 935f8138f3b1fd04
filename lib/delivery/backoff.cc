#include "delivery/backoff.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr int kDoublingsMax = 30;
constexpr double kJitter = 0.1;

}  // namespace

// SplitMix64 (Steele, Lea, Flood 2014): enough for jitter, and the same from the same seed.
double Backoff::random_fraction() {
  random_ += 0x9e3779b97f4a7c15;
  std::uint64_t bits = random_;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  bits ^= bits >> 31;
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

Duration Backoff::next(std::optional<Duration> retry_after) {
  if (attempts_ == 0) scale_ = 0.5 + 0.5 * random_fraction();
  const std::int64_t doubled = options_.first.count() << std::min(attempts_, kDoublingsMax);
  ++attempts_;
  const auto full = static_cast<double>(std::min<std::int64_t>(doubled, options_.last.count()));
  const double jittered = full * scale_ * (1 - kJitter * random_fraction());
  const Duration wait(std::max<std::int64_t>(1, static_cast<std::int64_t>(jittered)));
  return std::max(wait, retry_after.value_or(0ms));
}

}  // namespace flowbridge
