#include "config/times.h"

#include "config/durations.h"
#include "config/problem.h"
#include "config/suggest.h"

#include <optional>
#include <string>

namespace flowbridge {

namespace {

constexpr std::string_view kExampleTime = "2026-01-02T03:04:05Z";

/// Reads fixed-width numbers and single characters off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return ok_ && rest_.empty(); }

  /// Whatever follows, this is not a time.
  int fail() {
    ok_ = false;
    return 0;
  }

  int digits(std::size_t width) {
    int value = 0;
    if (rest_.size() < width) return fail();
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return fail();
      value = 10 * value + (c - '0');
    }
    rest_.remove_prefix(width);
    return value;
  }

  /// Takes the next character if it is one of these; 0 if not.
  char take(std::string_view any_of) {
    if (!ok_ || rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return 0;
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  void expect(std::string_view any_of) {
    if (take(any_of) == 0) fail();
  }

  /// The fraction behind a point, in milliseconds; further digits are cut off.
  int fraction_ms() {
    if (take(".") == 0) return 0;
    int ms = 0;
    int weight = 100;
    bool any = false;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      ms += weight * (rest_.front() - '0');
      weight /= 10;
      any = true;
      rest_.remove_prefix(1);
    }
    return any ? ms : fail();
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

struct Zone {
  bool given = false;
  std::chrono::minutes offset{0};
};

Zone read_zone(Scanner& in) {
  if (in.take("Zz") != 0) return {.given = true};
  const char sign = in.take("+-");
  if (sign == 0) return {};
  const int hours = in.digits(2);
  in.expect(":");
  const int minutes = in.digits(2);
  if (hours > 23 || minutes > 59) in.fail();
  const std::chrono::minutes offset(60 * hours + minutes);
  return {.given = true, .offset = sign == '-' ? -offset : offset};
}

std::optional<UnixTime> read_time(std::string_view text) {
  Scanner in(text);
  const int year = in.digits(4);
  in.expect("-");
  const int month = in.digits(2);
  in.expect("-");
  const int day = in.digits(2);
  in.expect("Tt");
  const int hour = in.digits(2);
  in.expect(":");
  const int minute = in.digits(2);
  in.expect(":");
  const int second = in.digits(2);
  const int ms = in.fraction_ms();
  const Zone zone = read_zone(in);
  if (!in.done() || !zone.given || hour > 23 || minute > 59 || second > 59) return std::nullopt;

  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  const Duration since_epoch = std::chrono::sys_days(date).time_since_epoch() +
                               std::chrono::hours(hour) + std::chrono::minutes(minute) +
                               std::chrono::seconds(second) + Duration(ms) - zone.offset;
  if (since_epoch < Duration(0)) return std::nullopt;
  return UnixTime(since_epoch);
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
