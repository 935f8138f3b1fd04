#pragma once
/// A file whose content may be replaced at any time, and is then in force soon.
///
/// Secrets rotate while the program runs. The file is read again every kRereadAfter: cheaper to
/// understand than notifications, and right for what they miss (symbolic links swapped by
/// Kubernetes, network file systems). What cannot be read or understood, as when it is being
/// written, leaves the last good value in force.
///
/// Lifetime: owns its value and its reader.      Threads: one.
/// Fails:    never; problem() says why the file's present content is not the value.
/// Units:    monotonic time.
/// Bounds:   a file of at most kRereadFileBytesMax bytes.
///
///   RereadFile<Secret> key("/etc/flowbridge/key", read_file, parse_secret);
///   key.refresh(now.monotonic);
///   if (key.value()) use(*key.value());

#include "base/result.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace flowbridge {

/// The whole file. Its errors name the path.
using FileReader = std::function<Result<std::string>(const std::string& path)>;

inline constexpr Duration kRereadAfter = 2s;
inline constexpr std::size_t kRereadFileBytesMax = std::size_t{1} << 20;

template <typename T>
class RereadFile {
 public:
  /// Its errors say what is wrong with the file without quoting it; the path is put in front.
  using Parse = std::function<Result<T>(std::string_view text)>;

  RereadFile(std::string path, FileReader read, Parse parse)
      : path_(std::move(path)), read_(std::move(read)), parse_(std::move(parse)) {}

  /// Reads the file if that is due.
  void refresh(MonotonicTime now) {
    if (!read_at_ || now - *read_at_ >= kRereadAfter) reread(now);
  }
  /// Reads the file.
  void reread(MonotonicTime now) {
    read_at_ = now;
    Result<T> value = load();
    problem_.reset();
    if (!value) {
      problem_ = value.error();
    } else if (!value_ || *value_ != *value) {
      value_ = *std::move(value);
      ++version_;
    }
  }

  /// The last good one; absent if there has been none.
  const std::optional<T>& value() const { return value_; }
  const std::optional<Error>& problem() const { return problem_; }
  /// Grows with every other value.
  std::uint64_t version() const { return version_; }

 private:
  Result<T> load() const {
    const Result<std::string> text = read_(path_);
    if (!text) return text.error();
    if (text->size() > kRereadFileBytesMax) {
      return Error(ErrorCode::kInvalid, path_ + ": is larger than 1 MiB");
    }
    Result<T> value = parse_(*text);
    if (!value) return value.error().within(path_);
    return value;
  }

  // Constant after construction.
  std::string path_;
  FileReader read_;
  Parse parse_;

  std::optional<MonotonicTime> read_at_;
  std::optional<T> value_;
  std::optional<Error> problem_;
  std::uint64_t version_ = 0;
};

}  // namespace flowbridge
