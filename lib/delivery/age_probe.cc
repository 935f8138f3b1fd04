#include "delivery/age_probe.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr Duration kStep = 5min;

}  // namespace

AgeProbe::AgeProbe(UnixTime stage, UnixTime newest)
    : stage_(stage), newest_(std::max(stage, newest)), time_(stage) {}

AgeProbe::Finding AgeProbe::answered(bool accepted) {
  if (accepted) return time_ == stage_ ? Finding::kNotTooOld : Finding::kTakenFrom;
  if (time_ == newest_) return Finding::kNothingTaken;
  time_ = std::min<UnixTime>(time_ + kStep, newest_);
  return Finding::kTryNext;
}

}  // namespace flowbridge
