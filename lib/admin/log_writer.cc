#include "admin/log_writer.h"

#include <utility>

namespace flowbridge {

LogWriter::LogWriter(const LogWriterOptions& options, std::function<Now()> clock, LogOutput output)
    : options_(options),
      level_(options.level),
      clock_(std::move(clock)),
      output_(std::move(output)),
      limiter_(options.limits) {}

LogWriter::~LogWriter() {
  std::vector<HeldBack> reports;
  {
    MutexLock lock(mutex_);
    reports = limiter_.all();
  }
  write_held_back(reports, clock_().wall);
}

void LogWriter::write(LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
  if (level < level_.load(std::memory_order_relaxed)) return;
  const Now now = clock_();
  std::vector<HeldBack> reports;
  bool admitted = false;
  {
    MutexLock lock(mutex_);
    reports = limiter_.ended(now.monotonic);
    admitted = limiter_.admit({event, level}, now.monotonic);
    ++messages_[static_cast<std::size_t>(level)];
    if (!admitted) ++held_back_;
  }
  write_held_back(reports, now.wall);
  if (!admitted) return;
  output_(log_line(options_.format, {.time = now.wall,
                                     .level = level,
                                     .event = event,
                                     .fields = {fields.begin(), fields.size()}}));
}

void LogWriter::write_held_back(const std::vector<HeldBack>& reports, UnixTime time) {
  for (const HeldBack& report : reports) {
    output_(log_line(options_.format, {.time = time,
                                       .level = report.level,
                                       .event = report.event,
                                       .fields = {},
                                       .suppressed = report.count}));
  }
}

NamedCounts LogWriter::messages() const {
  NamedCounts counts;
  MutexLock lock(mutex_);
  for (int i = 0; i < kLogLevelCount; ++i) {
    counts.push_back(
        {log_level_name(static_cast<LogLevel>(i)), messages_[static_cast<std::size_t>(i)]});
  }
  return counts;
}

std::uint64_t LogWriter::messages_held_back() const {
  MutexLock lock(mutex_);
  return held_back_;
}

}  // namespace flowbridge
