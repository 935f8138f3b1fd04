#include "names/asn_line_split.h"

#include "base/check.h"
#include "names/region.h"
#include "names/source_text.h"

#include <limits>

namespace flowbridge {
namespace {

constexpr std::string_view kDash = " - ";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// A line of ARIN's columns.
bool is_indented(std::string_view line) {
  return line.size() >= 2 && line[0] == ' ' && is_digit(line[1]);
}

std::string_view without_blanks_after(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return without_blanks_after(text);
}

std::size_t word_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && !is_blank(text[size])) ++size;
  return size;
}

bool is_one_word(std::string_view text) {
  return !text.empty() && word_size(text) == text.size();
}

/// Splits ", CC" or ",CC" off the end of `body`; returns CC, empty if there is none.
std::string_view split_country(std::string_view& body) {
  if (body.size() < 3) return {};
  const std::string_view country = body.substr(body.size() - 2);
  if (!is_letter(country[0]) || !is_letter(country[1])) return {};
  const std::string_view before = without_blanks_after(body.substr(0, body.size() - 2));
  if (before.empty() || before.back() != ',') return {};
  body = before.substr(0, before.size() - 1);
  return country;
}

/// " 511                     PRISMA HEALTH                  EX3-ARIN (Abuse), …". Two blanks end a
/// column; one may belong to the handle.
std::optional<AsnLineParts> split_column_line(std::string_view line) {
  line = without_blanks(line);
  const std::size_t end = word_size(line);
  const std::optional<Asn> asn = parse_asn(line.substr(0, end));
  if (!asn) return std::nullopt;
  const std::string_view rest = without_blanks(line.substr(end));
  return AsnLineParts{.asn = *asn, .body = rest.substr(0, rest.find("  ")), .country = {}};
}

bool is_placeholder(std::string_view body) {
  if (!body.starts_with('-')) return false;
  for (const std::string_view placeholder : {"-Reserved AS-", "-Private Use AS-"}) {
    // "-Reserved AS-, ZZ, ZZ" was seen.
    if (body.starts_with(placeholder)) {
      const std::string_view rest = body.substr(placeholder.size());
      return rest.empty() || rest == ", ZZ";
    }
  }
  return false;
}

/// "X - X" is how AFRINIC's organisations are written: X, also where X itself has a dash.
std::optional<AsnNames> split_twins(std::string_view body) {
  if (body.size() <= kDash.size() || (body.size() - kDash.size()) % 2 != 0) return std::nullopt;
  const std::size_t half = (body.size() - kDash.size()) / 2;
  const std::string_view twin = body.substr(0, half);
  if (body.substr(half, kDash.size()) != kDash) return std::nullopt;
  if (body.substr(half + kDash.size()) != twin) return std::nullopt;
  return AsnNames{is_one_word(twin) ? twin : std::string_view(), twin};
}

/// A registry's remark about its own handle is no part of it.
std::string_view without_remark(std::string_view handle) {
  return without_blanks(handle.substr(0, handle.find(" #")));
}

std::optional<AsnNames> split_at_dash(std::string_view body) {
  const std::size_t dash = body.find(kDash);
  if (dash == std::string_view::npos) return std::nullopt;
  return AsnNames{without_remark(body.substr(0, dash)),
                  without_blanks(body.substr(dash + kDash.size()))};
}

/// The first word, and everything after it. A dash that stands between them belongs to neither.
AsnNames split_at_blank(std::string_view body) {
  body = without_blanks(body);
  const std::size_t end = word_size(body);
  std::string_view rest = without_blanks(body.substr(end));
  if (rest == "-" || rest.starts_with("- ")) rest = without_blanks(rest.substr(1));
  return {body.substr(0, end), rest};
}

AsnNames split_by_habit(const AsnLineParts& line, AsnTextShape shape, Registry registry) {
  const std::string_view body = without_blanks(line.body);
  switch (registry) {
    case Registry::kRipeNcc:
    case Registry::kNone:
      return split_at_blank(body);
    case Registry::kApnic:
      if (shape == AsnTextShape::kPlain) return split_at_blank(body);
      return split_at_dash(line.body).value_or(split_at_blank(body));
    case Registry::kArin:
      return split_at_dash(line.body).value_or(AsnNames{without_remark(body), {}});
    case Registry::kLacnic: {
      const std::optional<AsnNames> names = split_at_dash(line.body);
      if (names && parse_asn(names->handle) == line.asn) return *names;
      return {{}, body};
    }
    case Registry::kAfrinic:
      if (is_one_word(body)) return {body, {}};
      return {{}, body};
  }
  FB_CHECK(false);
}

AsnNames split_by_guess(const AsnLineParts& line, AsnTextShape shape) {
  const Region region = region_of(line.country);
  if (shape == AsnTextShape::kDashed && region != Region::kArin) {
    const std::optional<AsnNames> names = split_at_dash(line.body);
    // Of several words only ARIN makes handles; else the dash belongs to the organisation.
    if (names && (names->handle.empty() || is_one_word(names->handle))) return *names;
  }
  switch (region) {
    case Region::kArin:
      return split_by_habit(line, shape, Registry::kArin);
    case Region::kLacnic:
      return split_by_habit(line, shape, Registry::kLacnic);
    case Region::kAfrinic:
      return split_by_habit(line, shape, Registry::kAfrinic);
    case Region::kOther:
      return split_by_habit(line, shape, Registry::kNone);
  }
  FB_CHECK(false);
}

std::optional<std::uint32_t> parse_part(std::string_view digits, std::uint32_t last) {
  const std::optional<std::uint64_t> value = parse_decimal(digits);
  if (!value || *value > last) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

}  // namespace

AsnTextShape shape_of(std::string_view file) {
  std::size_t columns = 0;
  std::size_t numbers = 0;
  std::size_t american = 0;
  std::size_t with_dash = 0;
  while (!file.empty()) {
    std::string_view line = next_line(file);
    if (line.empty()) continue;
    if (is_indented(line)) ++columns;
    if (is_digit(line.front())) ++numbers;
    line = without_blanks_after(line);
    if (split_country(line) != "US") continue;
    ++american;
    if (line.find(kDash) != std::string_view::npos) ++with_dash;
  }
  if (columns > numbers) return AsnTextShape::kColumns;
  // A file without countries is older than the change to blanks.
  return 2 * with_dash >= american ? AsnTextShape::kDashed : AsnTextShape::kPlain;
}

bool is_prose(std::string_view line, AsnTextShape shape) {
  return shape == AsnTextShape::kColumns && !is_indented(line);
}

std::optional<AsnLineParts> split_asn_line(std::string_view line, AsnTextShape shape) {
  if (shape == AsnTextShape::kColumns) return split_column_line(line);
  line = without_blanks_after(line);
  const std::size_t end = word_size(line);
  if (end == line.size()) return std::nullopt;
  const std::optional<Asn> asn = parse_asn(line.substr(0, end));
  if (!asn) return std::nullopt;
  AsnLineParts parts{.asn = *asn, .body = line.substr(end + 1), .country = {}};
  parts.country = split_country(parts.body);
  return parts;
}

AsnNames split_names(const AsnLineParts& line, AsnTextShape shape, Registry registry) {
  const std::string_view body = without_blanks(line.body);
  if (shape == AsnTextShape::kColumns) return {without_remark(body), {}};
  if (is_placeholder(body)) return {};
  if (const std::optional<AsnNames> twins = split_twins(body)) return *twins;
  return registry == Registry::kNone ? split_by_guess(line, shape)
                                     : split_by_habit(line, shape, registry);
}

std::optional<Asn> parse_asn(std::string_view text) {
  constexpr std::uint32_t kLast = std::numeric_limits<std::uint32_t>::max();
  constexpr std::uint32_t kLastOf16Bits = std::numeric_limits<std::uint16_t>::max();
  if (text.starts_with("AS") || text.starts_with("as")) text.remove_prefix(2);
  if (const std::optional<std::uint32_t> value = parse_part(text, kLast)) return Asn(*value);
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint32_t> high = parse_part(text.substr(0, dot), kLastOf16Bits);
  const std::optional<std::uint32_t> low = parse_part(text.substr(dot + 1), kLastOf16Bits);
  if (!high || !low) return std::nullopt;
  return Asn(*high << 16 | *low);
}

}  // namespace flowbridge
