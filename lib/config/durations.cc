#include "config/durations.h"

#include "config/problem.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

namespace flowbridge {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 6> kUnits = {{{"w", 604'800'000},
                                         {"d", 86'400'000},
                                         {"h", 3'600'000},
                                         {"m", 60'000},
                                         {"s", 1'000},
                                         {"ms", 1}}};

struct Spelling {
  std::string_view word;
  std::string_view unit;
};
constexpr std::array<Spelling, 19> kSpellings = {{{"week", "w"},
                                                  {"weeks", "w"},
                                                  {"day", "d"},
                                                  {"days", "d"},
                                                  {"hr", "h"},
                                                  {"hrs", "h"},
                                                  {"hour", "h"},
                                                  {"hours", "h"},
                                                  {"min", "m"},
                                                  {"mins", "m"},
                                                  {"minute", "m"},
                                                  {"minutes", "m"},
                                                  {"sec", "s"},
                                                  {"secs", "s"},
                                                  {"second", "s"},
                                                  {"seconds", "s"},
                                                  {"millisecond", "ms"},
                                                  {"milliseconds", "ms"},
                                                  {"msec", "ms"}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// The leading characters of `rest` for which `belongs` holds, taken off it.
template <typename Predicate>
std::string_view take_while(std::string_view& rest, Predicate belongs) {
  std::size_t size = 0;
  while (size < rest.size() && belongs(rest[size])) ++size;
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}

const Unit* find_unit(std::string_view name) {
  const auto found =
      std::find_if(kUnits.begin(), kUnits.end(), [=](const Unit& u) { return u.name == name; });
  return found == kUnits.end() ? nullptr : found;
}

/// The grammar and nothing else; what is not in it is explained by the functions below.
std::optional<Duration> read_strictly(std::string_view rest) {
  if (rest == "0") return Duration(0);
  if (rest.empty()) return std::nullopt;
  std::int64_t total = 0;
  const Unit* last = nullptr;
  while (!rest.empty()) {
    const std::string_view digits = take_while(rest, is_digit);
    const Unit* unit = find_unit(take_while(rest, is_letter));
    if (digits.empty() || unit == nullptr || (last != nullptr && unit->ms >= last->ms)) {
      return std::nullopt;
    }
    std::int64_t count = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (code != std::errc{} || count > kDurationMax.count() / unit->ms) return std::nullopt;
    total += count * unit->ms;
    if (total > kDurationMax.count()) return std::nullopt;
    last = unit;
  }
  return Duration(total);
}

/// The unit a person may have meant; `last` is the one before it, so that 1h30 is 1h30m.
const Unit* guess_unit(std::string_view word, const Unit* last) {
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (lower.empty()) {
    if (last == nullptr) return find_unit("s");
    return last->name == "ms" ? nullptr : last + 1;
  }
  const auto spelling = std::find_if(kSpellings.begin(), kSpellings.end(),
                                     [&](const Spelling& s) { return s.word == lower; });
  return find_unit(spelling == kSpellings.end() ? std::string_view(lower) : spelling->unit);
}

/// Reads what looks like a duration at all: fractions, spaces, long words, any order.
std::optional<Duration> read_tolerantly(std::string_view text) {
  std::string compact;
  for (const char c : text) {
    if (c != ' ') compact += c;
  }
  std::string_view rest = compact;
  double total = 0;
  const Unit* last = nullptr;
  while (!rest.empty()) {
    const auto number = take_while(rest, [](char c) { return is_digit(c) || c == '.'; });
    const Unit* unit = guess_unit(take_while(rest, is_letter), last);
    double count = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), count);
    const bool whole = code == std::errc{} && end == number.data() + number.size();
    if (!whole || unit == nullptr) return std::nullopt;
    total += count * static_cast<double>(unit->ms);
    last = unit;
  }
  if (last == nullptr || total > static_cast<double>(kDurationMax.count())) return std::nullopt;
  return Duration(std::llround(total));
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string explain(std::string_view text) {
  if (text.empty()) return "is empty; expected a duration such as 15s, 10m or 1h30m";
  if (text.front() == '-') return in_quotes(text) + " is negative; expected a duration such as 15s";
  const std::optional<Duration> meant = read_tolerantly(text);
  if (is_number(text)) {
    if (!meant)
      return in_quotes(text) + " is longer than 100 years; expected a duration such as 15s";
    // 90 becomes 1m30s when formatted; here the same number with its unit says it better.
    return in_quotes(text) + " has no unit" + did_you_mean(std::string(text) + "s");
  }
  if (meant) {
    return in_quotes(text) + " is not a duration" + did_you_mean(format_duration(*meant));
  }
  return in_quotes(text) +
         " is not a duration; expected whole numbers with the units w, d, h, m, s or ms, such as "
         "15s, 10m or 1h30m";
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  if (const std::optional<Duration> duration = read_strictly(text)) return *duration;
  return Error(ErrorCode::kInvalid, explain(text));
}

std::string format_duration(Duration duration) {
  FB_CHECK(duration >= Duration(0));
  std::string out;
  std::int64_t rest = duration.count();
  for (const Unit& unit : kUnits) {
    if (unit.name == "w" || rest < unit.ms) continue;  // 14d reads better than 2w
    out += std::to_string(rest / unit.ms) + std::string(unit.name);
    rest %= unit.ms;
  }
  return out.empty() ? "0s" : out;
}

}  // namespace flowbridge
