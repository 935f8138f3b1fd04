#include "process/text.h"

#include "base/rfc3339.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

namespace flowbridge {
namespace {

struct DurationUnit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<DurationUnit, 5> kUnits = {
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

Error unexpected(const std::string& wanted, std::string_view found) {
  return {ErrorCode::kInvalid, "expected " + wanted + ", found '" + std::string(found) + "'"};
}

}  // namespace

Result<std::int64_t> parse_whole_number(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || text.front() == '-' || parsed.ec != std::errc() || parsed.ptr != end) {
    return unexpected("a whole number", text);
  }
  return value;
}

Result<Duration> parse_duration(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits != std::string_view::npos && digits > 0) {
    const Result<std::int64_t> number = parse_whole_number(text.substr(0, digits));
    for (const DurationUnit& unit : kUnits) {
      if (!number || text.substr(digits) != unit.name) continue;
      if (*number > std::numeric_limits<std::int64_t>::max() / unit.ms) break;
      return Duration(*number * unit.ms);
    }
  }
  return unexpected("a duration like 500ms, 15s, 10m, 6h or 2d", text);
}

Result<UnixTime> parse_time(std::string_view text, UnixTime now) {
  if (text == "now") return now;
  if (const Result<std::int64_t> ms = parse_whole_number(text); ms) return unix_ms(*ms);
  if (text.substr(0, 1) == "-") {
    if (const Result<Duration> ago = parse_duration(text.substr(1)); ago) return now - *ago;
  }
  if (const std::optional<UnixTime> time = read_rfc3339(text)) return *time;
  return unexpected("now, Unix milliseconds, RFC 3339 or minus a duration (-6h)", text);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace flowbridge
