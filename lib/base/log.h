#pragma once
/// What the program tells its operator, one line at a time.
///
/// A Log takes an event, a level and fields. The event is a constant text in lower case,
/// "destination is held"; what varies goes into fields, because the event is also the key under
/// which repeats are counted and held back. Everything that logs takes a Log&, so that tests can
/// read what was said and the core never knows where lines go.
///
/// Lifetime: a Log must outlive all who were given it; views in a LogField need to be valid only
/// during write().
/// Threads:  write() may be called from any thread.
/// Fails:    never; a line that cannot be written is lost, and nothing else is.
/// Units:    put the unit into the key, `lag_records`, `backoff_seconds`.
///
///   log.write(LogLevel::kWarn, "destination is held", {{"destination", name}, {"status", 401}});

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace flowbridge {

enum class LogLevel {
  kDebug,  // for whoever works on the program
  kInfo,   // a change of state that was expected
  kWarn,   // odd, and nothing is lost
  kError,  // data is lost, or a person must act
};
inline constexpr int kLogLevelCount = 4;

/// "debug", "info", "warn", "error".
const char* log_level_name(LogLevel level);

/// A key in lower case with underscores, and its value. Never a secret.
class LogField {
 public:
  using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

  LogField(std::string_view key, std::string_view value) : key_(key), value_(value) {}
  LogField(std::string_view key, const char* value) : LogField(key, std::string_view(value)) {}
  LogField(std::string_view key, double value) : key_(key), value_(value) {}
  template <std::same_as<bool> Boolean>
  LogField(std::string_view key, Boolean value) : key_(key), value_(value) {}
  template <std::signed_integral Integer>
  LogField(std::string_view key, Integer value) : key_(key), value_(std::int64_t{value}) {}
  template <std::unsigned_integral Integer>
  requires(!std::same_as<Integer, bool>) LogField(std::string_view key, Integer value)
      : key_(key), value_(std::uint64_t{value}) {}

  std::string_view key() const { return key_; }
  const Value& value() const { return value_; }

 private:
  std::string_view key_;
  Value value_;
};

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields) = 0;
};

}  // namespace flowbridge
