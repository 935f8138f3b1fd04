#include "config/values.h"

#include "config/problem.h"
#include "config/suggest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace flowbridge {

namespace {

constexpr std::uint32_t kLastPartition = 0x7fff'ffff;

Error invalid(std::string message) {
  return {ErrorCode::kInvalid, std::move(message)};
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits only; absent also if the number is too large.
std::optional<std::uint64_t> digits_to_number(std::string_view text) {
  std::uint64_t value = 0;
  if (!is_digits(text)) return std::nullopt;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc{} ? std::optional(value) : std::nullopt;
}

/// What a person puts between digits to read them more easily.
std::string without_separators(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ',' && c != '_' && c != ' ' && c != '\'') out += c;
  }
  return out;
}

/// "100_000", "100k", "2M": the number they mean, as digits; empty if none.
std::string guess_unsigned(std::string_view text) {
  std::string digits = without_separators(text);
  if (!digits.empty() && digits.front() == '+') digits.erase(0, 1);
  if (digits.empty()) return {};
  const char last = digits.back();
  const std::string_view zeros = last == 'k' || last == 'K' ? "000" : last == 'M' ? "000000" : "";
  if (!zeros.empty() && digits.size() > 1) digits.replace(digits.size() - 1, 1, zeros);
  return digits_to_number(digits) ? digits : std::string{};
}

struct SizeUnit {
  std::string_view name;
  int shift;
};
constexpr std::array<SizeUnit, 5> kSizeUnits = {
    {{"TiB", 40}, {"GiB", 30}, {"MiB", 20}, {"KiB", 10}, {"", 0}}};

std::optional<std::uint64_t> shifted(std::uint64_t number, int shift) {
  const bool fits = number <= (std::numeric_limits<std::uint64_t>::max() >> shift);
  return fits ? std::optional(number << shift) : std::nullopt;
}

std::size_t number_end(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789."), text.size());
}

/// "10 gb", "1.5GiB", "512M": the size they most likely mean; empty if none.
std::string guess_size(std::string_view text) {
  const std::string compact = to_lower(without_separators(text));
  const std::string_view number = std::string_view(compact).substr(0, number_end(compact));
  const std::string_view word = std::string_view(compact).substr(number.size());
  double count = 0;
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), count);
  if (code != std::errc{} || end != number.data() + number.size()) return {};
  for (const SizeUnit& unit : kSizeUnits) {
    const std::string letter = to_lower(unit.name.substr(0, 1));
    const bool known = word == letter || word == letter + "b" || word == letter + "i" ||
                       word == letter + "ib" || word == letter + "bytes";
    const double bytes = std::ldexp(count, unit.shift);
    if (known && bytes < std::ldexp(1.0, 63) && bytes == std::floor(bytes)) {
      return format_size(static_cast<std::uint64_t>(bytes));
    }
  }
  return {};
}

std::string joined(const std::vector<std::string_view>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) out += i + 1 == choices.size() ? " or " : ", ";
    out += choices[i];
  }
  return out;
}

std::optional<std::uint32_t> to_asn(std::string_view digits) {
  const std::optional<std::uint64_t> number = digits_to_number(digits);
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

/// RFC 5396 asdot, "6.3927", as asplain; empty if it is not asdot.
std::string from_asdot(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  const std::optional<std::uint64_t> high = digits_to_number(text.substr(0, dot));
  const std::optional<std::uint64_t> low = digits_to_number(text.substr(dot + 1));
  if (!high || !low || *high > 0xffff || *low > 0xffff) return {};
  return std::to_string((*high << 16) | *low);
}

/// The size of the UTF-8 sequence that `text` begins with (RFC 3629); 0 if it is none.
std::size_t utf8_sequence_size(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what is beyond U+10FFFF show in the second byte.
  const bool wrong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f) ||
                     (lead == 0xf0 && byte(1) < 0x90) || (lead == 0xf4 && byte(1) > 0x8f);
  return wrong ? 0 : size;
}

}  // namespace

Result<std::uint64_t> parse_unsigned(std::string_view text) {
  if (const auto number = digits_to_number(text)) return *number;
  if (text.empty()) return invalid("is empty; expected a whole number");
  if (is_digits(text)) return invalid(in_quotes(text) + " is too large");
  const std::string meant = guess_unsigned(text);
  if (!meant.empty())
    return invalid(in_quotes(text) + " is not a whole number" + did_you_mean(meant));
  return invalid(in_quotes(text) + " is not a whole number; expected digits only, such as 1000");
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const std::size_t end = number_end(text);
  if (const auto number = digits_to_number(text.substr(0, end))) {
    for (const SizeUnit& unit : kSizeUnits) {
      if (text.substr(end) != unit.name) continue;
      if (const auto bytes = shifted(*number, unit.shift)) return *bytes;
      return invalid(in_quotes(text) + " is too large");
    }
  }
  if (text.empty()) return invalid("is empty; expected a size such as 10GiB");
  if (is_digits(text)) return invalid(in_quotes(text) + " is too large");
  const std::string meant = guess_size(text);
  if (!meant.empty()) return invalid(in_quotes(text) + " is not a size" + did_you_mean(meant));
  return invalid(in_quotes(text) +
                 " is not a size; expected bytes, or a whole number with KiB, MiB, GiB or TiB, "
                 "such as 10GiB");
}

std::string format_size(std::uint64_t bytes) {
  for (const SizeUnit& unit : kSizeUnits) {
    const std::uint64_t count = bytes >> unit.shift;
    if (count > 0 && (count << unit.shift) == bytes) {
      return std::to_string(count) + std::string(unit.name);
    }
  }
  return "0";
}

Result<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  const std::string lower = to_lower(text);
  std::string_view meant;
  for (const std::string_view word : {"true", "yes", "on", "1", "y", "t"}) {
    if (lower == word) meant = "true";
  }
  for (const std::string_view word : {"false", "no", "off", "0", "n", "f"}) {
    if (lower == word) meant = "false";
  }
  return invalid(in_quotes(text) + " is not true or false" + did_you_mean(meant));
}

Result<std::size_t> parse_choice(std::string_view text,
                                 const std::vector<std::string_view>& choices) {
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  if (text.empty()) return invalid("is empty; expected " + joined(choices));
  return invalid(in_quotes(text) + " is not known; expected " + joined(choices) +
                 did_you_mean(nearest(text, choices)));
}

Result<std::uint32_t> parse_own_asn(std::string_view text) {
  const bool prefixed = text.size() > 2 && to_lower(text.substr(0, 2)) == "as";
  const std::string_view digits = prefixed ? text.substr(2) : text;
  const std::optional<std::uint32_t> asn = to_asn(digits);
  if (asn == 0U) return invalid(in_quotes(text) + " is reserved and nobody's own AS (RFC 7607)");
  if (asn == 65'535U || asn == 4'294'967'295U) {
    return invalid(in_quotes(text) + " is reserved and nobody's own AS (RFC 7300)");
  }
  if (asn) return *asn;
  if (text.empty()) return invalid("is empty; expected an AS number such as 64496");
  if (is_digits(digits)) {
    return invalid(in_quotes(text) + " is too large for an AS number; the largest is 4294967294");
  }
  std::string meant = from_asdot(digits);
  if (meant.empty()) {
    const std::string compact = without_separators(digits);
    if (to_asn(compact)) meant = compact;
  }
  // Not 0.0, which means a number that is reserved.
  if (!meant.empty() && parse_own_asn(meant)) {
    return invalid(in_quotes(text) + " is not an AS number" + did_you_mean(meant));
  }
  return invalid(in_quotes(text) + " is not an AS number; expected one such as 64496 or AS64496");
}

Result<std::int32_t> parse_partition(std::string_view text) {
  const std::optional<std::uint64_t> number = digits_to_number(text);
  if (number && *number <= kLastPartition) return static_cast<std::int32_t>(*number);
  if (is_digits(text)) return invalid(in_quotes(text) + " is too large for a partition");
  return invalid(in_quotes(text) + " is not a partition; expected numbers such as 0,1,2, or all");
}

Result<KeyValue> parse_key_value(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return invalid("has no \"=\"; expected key=value, such as security.protocol=SSL");
  }
  const std::string_view key = text.substr(0, equals);
  if (key.empty()) return invalid("has no key; expected key=value, such as security.protocol=SSL");
  const bool has_blank = std::any_of(key.begin(), key.end(), [](char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
  });
  if (has_blank) {
    return invalid("has a blank in its key; expected key=value, such as security.protocol=SSL");
  }
  return KeyValue{.key = std::string(key), .value = std::string(text.substr(equals + 1))};
}

Result<std::string> parse_label_text(std::string_view text) {
  if (text.size() > kLabelTextBytesMax) {
    return invalid(in_quotes(text) + " is longer than " + std::to_string(kLabelTextBytesMax) +
                   " bytes");
  }
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t size = utf8_sequence_size(rest);
    if (size == 0) return invalid(in_quotes(text) + " is not valid UTF-8");
    const auto first = static_cast<unsigned char>(rest.front());
    if (first < 0x20 || first == 0x7f) {
      return invalid(in_quotes(text) + " holds a control character");
    }
    rest.remove_prefix(size);
  }
  return std::string(text);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> items;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    items.push_back(item);
    if (comma == text.size()) return items;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace flowbridge
