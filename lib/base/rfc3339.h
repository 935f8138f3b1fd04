#pragma once
/// Times of RFC 3339, read strictly and written.
///
/// The grammar and nothing around it: "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+01:00". What
/// people or exporters write beside it is an option, so that each reader says what it takes; a time
/// without a zone is never one, because nobody can know where it was.
///
/// Lifetime: none.      Threads: any.
/// Fails:    text that is not such a time, to its last byte, is absent.
/// Units:    the years 0000 to 9999, each in its own zone, so a result may lie before 1970. Digits
///           beyond milliseconds are cut off.
///
///   std::optional<UnixTime> start = read_rfc3339("2026-01-02T03:04:05+01:00");
///   std::optional<UnixTime> end = read_rfc3339(text, {.blank_for_t = true, .leap_second = true});

#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

struct Rfc3339Options {
  /// "2026-01-02 03:04:05Z" too.
  bool blank_for_t = false;
  /// Second 60 of any minute too: it is the second after it.
  bool leap_second = false;
};

std::optional<UnixTime> read_rfc3339(std::string_view text, const Rfc3339Options& options = {});

/// "2023-11-14T22:13:20.250Z". Years before 1970 and after 9999 show as the nearest end.
std::string rfc3339(UnixTime time);

/// The milliseconds of the ".678…" that `rest` begins with, taken off it; 0 if there is none.
/// Absent: a dot without a digit.
inline std::optional<int> take_fraction_ms(std::string_view& rest) {
  if (rest.empty() || rest.front() != '.') return 0;
  int ms = 0;
  std::size_t size = 1;
  for (int weight = 100; size < rest.size() && rest[size] >= '0' && rest[size] <= '9'; ++size) {
    ms += weight * (rest[size] - '0');
    weight /= 10;
  }
  if (size == 1) return std::nullopt;
  rest.remove_prefix(size);
  return ms;
}

}  // namespace flowbridge
