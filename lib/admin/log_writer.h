#pragma once
/// The Log of the program: lines to standard error.
///
/// Filters by level, holds back repeats, formats, counts. The output is a function, so that tests
/// read lines; stderr_output() is the real one.
///
/// Lifetime: must outlive all who log. The destructor reports what is still held back.
/// Threads:  any. Lines of two threads do not mix; their order is that of the writes.
/// Fails:    never; a line that standard error does not take is lost.
/// Units:    as in log_line.h and log_limiter.h.
///
///   LogWriter log({.level = LogLevel::kInfo, .format = LogFormat::kAuto}, read_clocks,
///                 stderr_output());
///   log.write(LogLevel::kInfo, "started", {{"version", version}});

#include "admin/log_limiter.h"
#include "admin/log_line.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/time.h"
#include "telemetry/reports.h"

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct LogWriterOptions {
  /// Messages below it are neither written nor counted.
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kAuto;
  LogLimits limits = {};
};

/// Takes a line without its newline; called by any thread.
using LogOutput = std::function<void(std::string_view line)>;

/// One write to standard error for each line.
LogOutput stderr_output();

class LogWriter final : public Log {
 public:
  LogWriter(const LogWriterOptions& options, std::function<Now()> clock, LogOutput output);
  ~LogWriter() override;
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override;

  /// From now on, messages below it are neither written nor counted.
  void set_level(LogLevel level) { level_.store(level, std::memory_order_relaxed); }

  /// Messages since the start by level, held back ones included; all levels are there.
  NamedCounts messages() const;
  std::uint64_t messages_held_back() const;

 private:
  void write_held_back(const std::vector<HeldBack>& reports, UnixTime time);

  const LogWriterOptions options_;
  std::atomic<LogLevel> level_;
  const std::function<Now()> clock_;
  const LogOutput output_;

  mutable Mutex mutex_;
  LogLimiter limiter_ FB_GUARDED_BY(mutex_);
  std::array<std::uint64_t, kLogLevelCount> messages_ FB_GUARDED_BY(mutex_){};
  std::uint64_t held_back_ FB_GUARDED_BY(mutex_) = 0;
};

}  // namespace flowbridge
