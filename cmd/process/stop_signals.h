#pragma once
/// SIGINT and SIGTERM as something to wait for.
///
/// Programs that must finish cleanly block both signals and read them from a descriptor, between
/// two steps of their own, instead of being interrupted anywhere. SIGPIPE is ignored, so that a
/// reader that has gone is an error of the write.
///
/// Lifetime: as long as the program.
/// Threads:  made by the main thread before any other starts (they inherit the blocked signals);
///           used by one.
/// Fails:    make: kIo.
/// Units:    Duration; 0ms only looks.
///
///   Result<StopSignals> signals = StopSignals::make();
///   while (!signals->wait(100ms)) step();

#include "base/result.h"
#include "base/time.h"

namespace flowbridge {

class StopSignals {
 public:
  static Result<StopSignals> make();

  StopSignals(StopSignals&& other) noexcept;
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  StopSignals& operator=(StopSignals&&) = delete;
  ~StopSignals();

  /// True once a signal has come: at once if it came before, else after `limit` at most.
  bool wait(Duration limit);
  /// Becomes readable with the first signal, for poll(); do not read it.
  int descriptor() const { return descriptor_; }

 private:
  explicit StopSignals(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace flowbridge
