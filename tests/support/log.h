#pragma once
/// Logs for tests: one that keeps every line, and one that keeps none.
///
/// Lifetime: must outlive what logs into it.      Threads: any.
/// Fails:    never.
/// Units:    a line is "level event key=value …", values as they are, without escapes.
///
///   CapturingLog log;
///   run(log);
///   EXPECT_THAT(log.lines(), Contains("warn destination is held destination=mimir status=401"));

#include "base/log.h"
#include "base/mutex.h"

#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace flowbridge {

class NullLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

class CapturingLog final : public Log {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    std::ostringstream line;
    line << std::boolalpha << log_level_name(level) << ' ' << event;
    for (const LogField& field : fields) {
      line << ' ' << field.key() << '=';
      std::visit([&line](const auto& value) { line << value; }, field.value());
    }
    MutexLock lock(mutex_);
    lines_.push_back(line.str());
  }

  std::vector<std::string> lines() const {
    MutexLock lock(mutex_);
    return lines_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<std::string> lines_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge
