#include "base/backoff.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr int kDoublingsMax = 30;
constexpr double kScaleMin = 0.4;
constexpr double kJitter = 0.1;

}  // namespace

Duration Backoff::next(std::optional<Duration> retry_after) {
  if (attempts_ == 0) scale_ = kScaleMin + (1 - kScaleMin) * random_.fraction();
  const std::int64_t doubled = options_.first.count() << std::min(attempts_, kDoublingsMax);
  ++attempts_;
  const auto full = static_cast<double>(std::min<std::int64_t>(doubled, options_.last.count()));
  const double jittered = full * scale_ * (1 - kJitter * random_.fraction());
  const Duration wait(std::max<std::int64_t>(1, static_cast<std::int64_t>(jittered)));
  return std::max(wait, retry_after.value_or(0ms));
}

}  // namespace flowbridge
