#pragma once
/// Whether a refused stage is too old for its destination, and what age it would take (R20).
///
/// A status does not tell a sample that is too old from one that is bad, and bodies are not read.
/// So one sample of a series of our own is tried at the stage's time and, as long as it is refused,
/// later and later, up to the newest tick.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never.
/// Units:    as in base/time.h.
///
///   AgeProbe probe(stage.timestamp, newest_tick);
///   while (probe.answered(try_at(probe.time())) == AgeProbe::Finding::kTryNext) continue;

#include "base/time.h"

namespace flowbridge {

class AgeProbe {
 public:
  enum class Finding {
    kTryNext,       // at time()
    kNotTooOld,     // the stage's time is taken: its age is not what is wrong with it
    kTakenFrom,     // time() is taken, and what is 5 min older is not
    kNothingTaken,  // not even at the newest tick: the destination is at fault, or we are
  };

  AgeProbe(UnixTime stage, UnixTime newest);

  UnixTime time() const { return time_; }
  /// The sample at time() was accepted, or not.
  Finding answered(bool accepted);

 private:
  UnixTime stage_;
  UnixTime newest_;
  UnixTime time_;
};

}  // namespace flowbridge
