#pragma once
/// A value, or the reason why there is none.
///
/// Result<T> is what functions return when the environment may refuse: disk, network,
/// configuration. It has the vocabulary of std::expected, and a dropped one does not compile.
/// Expected outcomes of an operation (a 429, a late record) are enums of that operation, not
/// Errors; bugs are FB_CHECK.
///
/// Lifetime: owns its value or error.      Threads: as any value.
/// Fails:    value() on an error, or error() on a value, is a bug and aborts.
/// Units:    none. ErrorCode says what the caller should do; the message carries the value and name
///           that were wrong.
///
///   Result<Settings> settings = parse(arguments);
///   if (!settings) return settings.error();
///   run(*settings);

#include "base/check.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace flowbridge {

enum class ErrorCode {
  kInvalid,      // the input must change; trying again will not help
  kNotFound,     // the named thing is not there
  kInUse,        // another process holds it; end that one, or choose another
  kCorrupt,      // the data is damaged; stop, touch nothing, tell a person
  kUnsupported,  // made by a newer version; upgrade
  kNoSpace,      // the disk is full; make room, then try again
  kUnavailable,  // not now; try again later
  kIo,           // the environment failed in a way that leaves its state unknown; end the process
};

/// The code's name for logs, lower case: "corrupt".
const char* error_code_name(ErrorCode code);

class Error {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  /// The same error with what we were doing put in front: "open journal: permission denied".
  Error within(const std::string& doing) const { return {code_, doing + ": " + message_}; }

 private:
  ErrorCode code_;
  std::string message_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return *checked(); }
  const T& value() const& { return *const_cast<Result*>(this)->checked(); }
  T value() && { return std::move(*checked()); }
  T& operator*() & { return *checked(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*checked()); }
  T* operator->() { return checked(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    FB_CHECK(!has_value());
    return *std::get_if<Error>(&state_);
  }

 private:
  T* checked() {
    FB_CHECK(has_value());
    return std::get_if<T>(&state_);
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }

  const Error& error() const {
    FB_CHECK(error_.has_value());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace flowbridge
