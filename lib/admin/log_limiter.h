#pragma once
/// Holds back messages that repeat too often.
///
/// An event may be logged so many times in a period, which begins with its first message. What
/// comes after that is counted, and reported once when the period is over, so that a fault in a
/// loop fills neither disk nor screen and yet nothing is silently lost.
///
/// Lifetime: owns all its state.
/// Threads:  one at a time; LogWriter locks.
/// Fails:    never.
/// Units:    monotonic time; a period covers [first message, first message + period).
///
///   for (const HeldBack& report : limiter.ended(now)) write(report);
///   if (limiter.admit({event, level}, now)) write(message);

#include "base/log.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct LogLimits {
  /// More shows more of a storm; none is held back below it.
  std::uint64_t lines_per_period = 10;
  Duration period = 60s;
};

/// Messages of one event that were not written.
struct HeldBack {
  std::string event;
  /// The gravest of them.
  LogLevel level = LogLevel::kDebug;
  std::uint64_t count = 0;
};

class LogLimiter {
 public:
  /// Events limited apart in one period; all further ones share a place.
  static constexpr std::size_t kEventsMax = 256;
  static constexpr const char* kOtherEvents = "other events";

  explicit LogLimiter(const LogLimits& limits) : limits_(limits) {}

  struct Arrival {
    std::string_view event;
    LogLevel level = LogLevel::kInfo;
  };
  /// Whether to write the message; if not, it has been counted.
  bool admit(const Arrival& arrival, MonotonicTime now);

  /// What was held back in periods that are over at `now`, each once, by event.
  std::vector<HeldBack> ended(MonotonicTime now);
  /// All that is held back at this moment, for the last words of a process.
  std::vector<HeldBack> all();

 private:
  struct Period {
    MonotonicTime end;
    std::uint64_t written = 0;
    LogLevel gravest_held_back = LogLevel::kDebug;
    std::uint64_t held_back = 0;
  };
  using Periods = std::map<std::string, Period, std::less<>>;

  Period& period_of(std::string_view event, MonotonicTime now);

  const LogLimits limits_;
  Periods periods_;
};

}  // namespace flowbridge
