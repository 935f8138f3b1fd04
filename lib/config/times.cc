#include "config/times.h"

#include "base/rfc3339.h"
#include "config/durations.h"
#include "config/problem.h"
#include "config/suggest.h"

#include <optional>
#include <string>

namespace flowbridge {

namespace {

constexpr std::string_view kExampleTime = "2026-01-02T03:04:05Z";

std::optional<UnixTime> read_time(std::string_view text) {
  const std::optional<UnixTime> time = read_rfc3339(text);
  return time && *time >= unix_ms(0) ? time : std::nullopt;
}

/// A time that lacks its T, its zone or its clock, with them.
std::string completed_time(std::string_view text) {
  std::string repaired(text);
  constexpr std::size_t kDateSize = std::string_view("2026-01-02").size();
  if (repaired.size() == kDateSize) repaired += "T00:00:00";
  if (repaired.size() > kDateSize && repaired[kDateSize] == ' ') repaired[kDateSize] = 'T';
  if (read_time(repaired)) return repaired;
  repaired += 'Z';
  return read_time(repaired) ? repaired : std::string{};
}

/// The words other Kafka programs use.
std::string_view kafka_synonym(std::string_view text) {
  for (const std::string_view word : {"oldest", "beginning", "smallest", "first", "start"}) {
    if (word == text) return "earliest";
  }
  for (const std::string_view word : {"newest", "end", "largest", "last", "now"}) {
    if (word == text) return "latest";
  }
  return nearest(text, {"earliest", "latest"});
}

}  // namespace

Result<UnixTime> parse_rfc3339(std::string_view text) {
  if (const std::optional<UnixTime> time = read_time(text)) return *time;
  if (text.empty()) {
    return Error(ErrorCode::kInvalid,
                 "is empty; expected a time such as " + std::string(kExampleTime));
  }
  const std::string meant = completed_time(text);
  const std::string why = in_quotes(text) + " is not a time of RFC 3339";
  if (!meant.empty()) return Error(ErrorCode::kInvalid, why + did_you_mean(meant));
  return Error(ErrorCode::kInvalid,
               why + "; expected one from 1970 on, such as " + std::string(kExampleTime));
}

Result<StartSetting> parse_start_position(std::string_view text) {
  using Kind = StartSetting::Kind;
  if (text == "earliest") return StartSetting{.kind = Kind::kEarliest};
  if (text == "latest") return StartSetting{.kind = Kind::kLatest};
  if (const std::optional<UnixTime> time = read_time(text)) {
    return StartSetting{.kind = Kind::kAt, .at = *time};
  }
  Result<Duration> ago = parse_duration(text);
  if (ago) return StartSetting{.kind = Kind::kAgo, .ago = *ago};

  const std::string expected =
      "earliest, latest, a duration such as 30m, or a time such as " + std::string(kExampleTime);
  if (text.empty()) return Error(ErrorCode::kInvalid, "is empty; expected " + expected);
  if (const std::string_view word = kafka_synonym(text); !word.empty()) {
    return Error(ErrorCode::kInvalid, in_quotes(text) + " is not a start" + did_you_mean(word));
  }
  if (const std::string meant = completed_time(text); !meant.empty()) {
    return Error(ErrorCode::kInvalid,
                 in_quotes(text) + " is not a time of RFC 3339" + did_you_mean(meant));
  }
  // What begins like a duration is better explained as one.
  const bool like_a_number = (text.front() >= '0' && text.front() <= '9') || text.front() == '-';
  const bool like_a_time = text.find_first_of("-:T", 1) != std::string_view::npos;
  if (like_a_number && !like_a_time) return ago.error();
  return Error(ErrorCode::kInvalid, in_quotes(text) + " is not a start; expected " + expected);
}

}  // namespace flowbridge
