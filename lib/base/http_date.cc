#include "base/http_date.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace flowbridge {

namespace {

constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kLongDays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct DateFields {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// Takes tokens off the front of a text; what does not fit makes it !ok() for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

  void literal(std::string_view expected) {
    if (!rest_.starts_with(expected)) return fail();
    rest_.remove_prefix(expected.size());
  }

  // The 1-based place of the name that comes next.
  template <std::size_t size>
  unsigned one_of(const std::array<std::string_view, size>& names) {
    const auto found = std::find_if(names.begin(), names.end(), [this](std::string_view name) {
      return rest_.starts_with(name);
    });
    if (found == names.end()) {
      fail();
      return 0;
    }
    rest_.remove_prefix(found->size());
    return static_cast<unsigned>(found - names.begin()) + 1;
  }

  int digits(std::size_t count) {
    if (rest_.size() < count) {
      fail();
      return 0;
    }
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') {
        fail();
        return 0;
      }
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  unsigned day_digits() { return static_cast<unsigned>(digits(2)); }

  // Two places, the first of which may be a blank.
  unsigned padded_day() {
    if (!rest_.starts_with(' ')) return day_digits();
    literal(" ");
    return static_cast<unsigned>(digits(1));
  }

  void time_of_day(DateFields& fields) {
    fields.hour = digits(2);
    literal(":");
    fields.minute = digits(2);
    literal(":");
    fields.second = digits(2);
  }

 private:
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::optional<UnixTime> to_time(const DateFields& fields) {
  const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                         std::chrono::month(fields.month),
                                         std::chrono::day(fields.day)};
  // A leap second is written 60, and is the first second of the next minute to us.
  const bool is_valid = date.ok() && fields.hour < 24 && fields.minute < 60 && fields.second <= 60;
  if (!is_valid) return std::nullopt;
  const std::chrono::days days = std::chrono::sys_days(date).time_since_epoch();
  return UnixTime(days + std::chrono::hours(fields.hour) + std::chrono::minutes(fields.minute) +
                  std::chrono::seconds(fields.second));
}

// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<DateFields> parse_fixdate(std::string_view text) {
  DateFields fields;
  Scanner in(text);
  in.one_of(kDays);
  in.literal(", ");
  fields.day = in.day_digits();
  in.literal(" ");
  fields.month = in.one_of(kMonths);
  in.literal(" ");
  fields.year = in.digits(4);
  in.literal(" ");
  in.time_of_day(fields);
  in.literal(" GMT");
  if (!in.at_end()) return std::nullopt;
  return fields;
}

// Sunday, 06-Nov-94 08:49:37 GMT; the year is within its century.
std::optional<DateFields> parse_rfc850(std::string_view text) {
  DateFields fields;
  Scanner in(text);
  in.one_of(kLongDays);
  in.literal(", ");
  fields.day = in.day_digits();
  in.literal("-");
  fields.month = in.one_of(kMonths);
  in.literal("-");
  fields.year = in.digits(2);
  in.literal(" ");
  in.time_of_day(fields);
  in.literal(" GMT");
  if (!in.at_end()) return std::nullopt;
  return fields;
}

// Sun Nov  6 08:49:37 1994
std::optional<DateFields> parse_asctime(std::string_view text) {
  DateFields fields;
  Scanner in(text);
  in.one_of(kDays);
  in.literal(" ");
  fields.month = in.one_of(kMonths);
  in.literal(" ");
  fields.day = in.padded_day();
  in.literal(" ");
  in.time_of_day(fields);
  in.literal(" ");
  fields.year = in.digits(4);
  if (!in.at_end()) return std::nullopt;
  return fields;
}

// The year of the calendar at `now`, held to the years that HTTP can write.
int year_of(UnixTime now) {
  constexpr UnixTime kFirst = unix_ms(-62'167'219'200'000);  // 0000-01-01
  constexpr UnixTime kLast = unix_ms(253'402'300'799'000);   // 9999-12-31 23:59:59
  const Duration since_epoch = std::clamp(now, kFirst, kLast).time_since_epoch();
  const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
  return static_cast<int>(std::chrono::year_month_day(std::chrono::sys_days(days)).year());
}

// RFC 9110 §5.6.7: what would be more than 50 years ahead is in the past.
int full_year(int two_digits, UnixTime now) {
  constexpr int kYearsAheadMax = 50;
  const int this_year = year_of(now);
  const int year = this_year - this_year % 100 + two_digits;
  if (year > this_year + kYearsAheadMax) return year - 100;
  return year + 100 <= this_year + kYearsAheadMax ? year + 100 : year;
}

}  // namespace

std::optional<UnixTime> parse_http_date(std::string_view text, UnixTime now) {
  if (const auto fields = parse_fixdate(text)) return to_time(*fields);
  if (const auto fields = parse_asctime(text)) return to_time(*fields);
  if (auto fields = parse_rfc850(text)) {
    fields->year = full_year(fields->year, now);
    return to_time(*fields);
  }
  return std::nullopt;
}

}  // namespace flowbridge
