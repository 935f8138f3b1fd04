#include "names/asn_text.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "names/clean.h"
#include "names/region.h"

#include <algorithm>
#include <limits>

namespace flowbridge {
namespace {

constexpr std::string_view kDash = " - ";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
static_assert(kNameBytesMax <= std::numeric_limits<std::uint8_t>::max());

/// How a file writes handle and organisation.
enum class Shape {
  kDashed,  // HANDLE - Organisation, but for RIPE NCC's own lines
  kPlain,   // HANDLE Organisation, or one of the two
};

/// A line taken apart as far as every file agrees: `body` is handle and organisation.
struct Line {
  Asn asn;
  std::string_view body;
  std::string_view country;
};

/// Handle and organisation, not yet clean.
struct Names {
  std::string_view handle;
  std::string_view organisation;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Removes the first line from `rest` and returns it.
std::string_view next_line(std::string_view& rest) {
  const std::size_t size = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, size);
  rest.remove_prefix(std::min(size + 1, rest.size()));
  return line;
}

/// Splits ", CC" or ",CC" off the end of `body`; returns CC, empty if there is none.
std::string_view split_country(std::string_view& body) {
  if (body.size() < 3) return {};
  const std::string_view country = body.substr(body.size() - 2);
  if (!is_letter(country[0]) || !is_letter(country[1])) return {};
  std::string_view before = body.substr(0, body.size() - 2);
  while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
  if (before.empty() || before.back() != ',') return {};
  body = before.substr(0, before.size() - 1);
  return country;
}

std::optional<Line> split_line(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  const std::size_t end = text.find_first_of(" \t");
  if (end == std::string_view::npos) return std::nullopt;
  const std::optional<Asn> asn = parse_asn(text.substr(0, end));
  if (!asn) return std::nullopt;
  Line line{.asn = *asn, .body = text.substr(end + 1), .country = {}};
  line.country = split_country(line.body);
  return line;
}

bool is_placeholder(std::string_view body) {
  for (const std::string_view placeholder : {"-Reserved AS-", "-Private Use AS-"}) {
    // "-Reserved AS-, ZZ, ZZ" was seen.
    if (body.substr(0, placeholder.size()) == placeholder) {
      const std::string_view rest = body.substr(placeholder.size());
      return rest.empty() || rest == ", ZZ";
    }
  }
  return false;
}

bool is_one_word(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t") == std::string_view::npos;
}

/// Everything before the first blank, and everything after it.
Names split_at_blank(std::string_view body) {
  const std::size_t end = body.find_first_of(" \t\r");
  if (end == std::string_view::npos) return {body, {}};
  return {body.substr(0, end), trimmed(body.substr(end))};
}

/// "X - X" is how AFRINIC's organisations are written: X, also where X itself has a dash.
std::optional<Names> split_twins(std::string_view body) {
  if (body.size() <= kDash.size() || (body.size() - kDash.size()) % 2 != 0) return std::nullopt;
  const std::size_t half = (body.size() - kDash.size()) / 2;
  const std::string_view twin = body.substr(0, half);
  if (body.substr(half) != std::string(kDash).append(twin)) return std::nullopt;
  return Names{is_one_word(twin) ? twin : std::string_view(), twin};
}

Names split_dashed(std::string_view body, Region region) {
  const std::size_t dash = body.find(kDash);
  if (dash == std::string_view::npos) return split_at_blank(body);
  std::string_view handle = trimmed(body.substr(0, dash));
  // A remark of the registry's about its own handle.
  handle = trimmed(handle.substr(0, handle.find(" #")));
  const Names names = {handle, trimmed(body.substr(dash + kDash.size()))};
  // Of several words only ARIN makes handles; else the dash belongs to the organisation.
  const bool split = handle.empty() || is_one_word(handle) || region == Region::kArin;
  return split ? names : split_at_blank(body);
}

Names split_plain(std::string_view body, Region region) {
  switch (region) {
    case Region::kArin: {
      const std::size_t dash = body.find(kDash);
      if (dash == std::string_view::npos) return {body, {}};
      return {body.substr(0, dash), trimmed(body.substr(dash + kDash.size()))};
    }
    case Region::kLacnic:
      return {{}, body};
    case Region::kAfrinic:
      if (is_one_word(body)) return {body, {}};
      return {{}, body};
    case Region::kOther:
      return split_at_blank(body);
  }
  FB_CHECK(false);
}

Names split_names(std::string_view body, Region region, Shape shape) {
  if (is_placeholder(trimmed(body))) return {};
  // A handle with a separator and nothing after it; or the separator alone.
  if (body == "- ") return {};
  if (body.ends_with(kDash)) return {trimmed(body.substr(0, body.size() - kDash.size())), {}};
  body = trimmed(body);
  if (const std::optional<Names> twins = split_twins(body)) return *twins;
  switch (shape) {
    case Shape::kDashed:
      return split_dashed(body, region);
    case Shape::kPlain:
      return split_plain(body, region);
  }
  FB_CHECK(false);
}

/// ARIN's lines tell: nearly all of a file's US lines are its, and they have a dash or have not.
Shape shape_of(std::string_view file) {
  std::size_t with_dash = 0;
  std::size_t total = 0;
  while (!file.empty()) {
    const std::optional<Line> line = split_line(next_line(file));
    if (!line || line->country != "US") continue;
    ++total;
    if (line->body.find(kDash) != std::string_view::npos) ++with_dash;
  }
  // A file without countries is older than the change to blanks.
  return 2 * with_dash >= total ? Shape::kDashed : Shape::kPlain;
}

Error refusal(std::string what) {
  return {ErrorCode::kInvalid, "not a list of AS names: " + std::move(what)};
}

std::optional<std::uint32_t> parse_u32(std::string_view digits) {
  constexpr std::size_t kDigitsMax = 10;
  if (digits.empty() || digits.size() > kDigitsMax) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

}  // namespace

std::optional<Asn> parse_asn(std::string_view text) {
  if (text.substr(0, 2) == "AS" || text.substr(0, 2) == "as") text.remove_prefix(2);
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    const std::optional<std::uint32_t> value = parse_u32(text);
    return value ? std::optional(Asn(*value)) : std::nullopt;
  }
  const std::optional<std::uint32_t> high = parse_u32(text.substr(0, dot));
  const std::optional<std::uint32_t> low = parse_u32(text.substr(dot + 1));
  if (!high || !low || *high > 0xffff || *low > 0xffff) return std::nullopt;
  return Asn(*high << 16 | *low);
}

AsnLine AsnText::operator[](std::size_t index) const {
  FB_CHECK(index < entries_.size());
  const Entry& entry = entries_[index];
  std::string_view rest = std::string_view(text_).substr(entry.text);
  const auto take = [&rest](std::size_t size) {
    const std::string_view part = rest.substr(0, size);
    rest.remove_prefix(size);
    return part;
  };
  AsnLine line{.asn = entry.asn, .handle = {}, .organisation = {}, .country = {}};
  line.handle = take(entry.handle_size);
  line.organisation = take(entry.organisation_size);
  line.country = take(entry.country_size);
  return line;
}

/// Fills an AsnText, line by line.
class AsnTextParser {
 public:
  explicit AsnTextParser(Shape shape) : shape_(shape) {}

  void add(std::string_view text) {
    const std::optional<Line> line = split_line(text);
    if (!line) {
      ++out_.lines_skipped_;
      ++lines_foreign_;
    } else if (!seen_.insert(line->asn).second) {
      ++out_.lines_skipped_;
    } else {
      add_line(*line);
    }
  }

  std::size_t lines_foreign() const { return lines_foreign_; }
  AsnText take() && { return std::move(out_); }

 private:
  void add_line(const Line& line) {
    std::string country;
    for (const char c : line.country) {
      country.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    // The country as it stands: "na" is no answer, and not Namibia.
    const Names names = split_names(line.body, region_of(line.country), shape_);
    std::string handle = clean_name(names.handle);
    if (handle == "-" || handle == "UNSPECIFIED") handle.clear();
    const std::string organisation = clean_name(names.organisation);
    out_.entries_.push_back({.asn = line.asn,
                             .text = static_cast<std::uint32_t>(out_.text_.size()),
                             .handle_size = static_cast<std::uint8_t>(handle.size()),
                             .organisation_size = static_cast<std::uint8_t>(organisation.size()),
                             .country_size = static_cast<std::uint8_t>(country.size())});
    out_.text_.append(handle).append(organisation).append(country);
  }

  // Constant after construction.
  const Shape shape_;
  AsnText out_;
  HashSet<Asn> seen_;
  std::size_t lines_foreign_ = 0;
};

Result<AsnText> parse_asn_text(std::string_view file) {
  if (file.size() > kAsnTextBytesMax) {
    return refusal("it has " + std::to_string(file.size()) + " bytes, at most " +
                   std::to_string(kAsnTextBytesMax) + " are read");
  }
  if (file.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    file.remove_prefix(kByteOrderMark.size());
  }
  const std::size_t begin = file.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return refusal("it is empty");
  if (file[begin] == '<') return refusal("it is HTML, perhaps an error page");

  AsnTextParser parser(shape_of(file));
  std::size_t lines = 0;
  for (std::string_view rest = file; !rest.empty();) {
    const std::string_view line = next_line(rest);
    if (trimmed(line).empty()) continue;
    ++lines;
    // A line of a file that is not UTF-8 is Latin-1, whatever its neighbours are.
    parser.add(utf8_or_latin1(line));
  }
  if (2 * parser.lines_foreign() > lines) {
    return refusal("of " + std::to_string(lines) + " lines only " +
                   std::to_string(lines - parser.lines_foreign()) + " begin with an AS number");
  }
  return std::move(parser).take();
}

}  // namespace flowbridge
