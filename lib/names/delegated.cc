#include "names/delegated.h"

#include "names/source_text.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::array<std::string_view, 3> kTypes = {"asn", "ipv4", "ipv6"};
constexpr std::size_t kAsn = 0;
constexpr std::size_t kSerialDigitsMax = 20;

/// The fields of a line. What a file has beyond the seventh is an opaque id and extensions.
struct Fields {
  std::array<std::string_view, 7> at;
  std::size_t size = 0;
};

Fields fields_of(std::string_view line) {
  Fields fields;
  while (fields.size < fields.at.size()) {
    const std::size_t end = line.find('|');
    fields.at[fields.size++] = line.substr(0, end);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  return fields;
}

bool is_version(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// The NRO's file has rows of all registries, and of IANA's.
bool is_above_registries(std::string_view name) {
  return name == "nro" || name == "iana";
}

/// YYYYMMDD. Fails: absent if it is empty, or no day of the calendar, such as 00000000.
std::optional<std::chrono::year_month_day> parse_day(std::string_view text) {
  const std::optional<std::uint64_t> digits = parse_decimal(text);
  if (!digits || text.size() != 8) return std::nullopt;
  const auto number = static_cast<unsigned>(*digits);
  const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(number / 10000)),
                                        std::chrono::month(number / 100 % 100),
                                        std::chrono::day(number % 100));
  return day.ok() ? std::optional(day) : std::nullopt;
}

std::optional<AsnStatus> parse_status(std::string_view text) {
  if (text == "allocated") return AsnStatus::kAllocated;
  if (text == "assigned") return AsnStatus::kAssigned;
  if (text == "available" || text == "ianapool") return AsnStatus::kAvailable;
  if (text == "reserved" || text == "ietf") return AsnStatus::kReserved;
  return std::nullopt;
}

/// registry|cc|asn|start|value|date|status. The date is not read: it may be anything.
std::optional<DelegatedRange> parse_row(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const Fields fields = fields_of(line);
  if (fields.size < fields.at.size()) return std::nullopt;
  const Registry registry = registry_from(fields.at[0]);
  if (registry == Registry::kNone && !is_above_registries(fields.at[0])) return std::nullopt;
  const std::optional<AsnStatus> status = parse_status(fields.at[6]);
  const std::optional<std::uint64_t> first = parse_decimal(fields.at[3]);
  const std::optional<std::uint64_t> count = parse_decimal(fields.at[4]);
  if (!status || !first || !count || *count == 0) return std::nullopt;
  constexpr std::uint64_t kLast = std::numeric_limits<std::uint32_t>::max();
  if (*first > kLast || *count - 1 > kLast - *first) return std::nullopt;
  return DelegatedRange{.first = Asn(static_cast<std::uint32_t>(*first)),
                        .last = Asn(static_cast<std::uint32_t>(*first + *count - 1)),
                        .registry = registry,
                        .status = status,
                        .country = Country(fields.at[1])};
}

/// Takes a file line by line, then says what it amounts to.
class DelegatedParser {
 public:
  /// Returns false if it is no header.
  bool read_header(std::string_view line) {
    const Fields fields = fields_of(line);
    if (fields.size < 6 || !is_version(fields.at[0])) return false;
    out_.registry = registry_from(fields.at[1]);
    if (out_.registry == Registry::kNone && !is_above_registries(fields.at[1])) return false;
    const std::optional<std::uint64_t> rows = parse_decimal(fields.at[3]);
    if (!rows) return false;
    rows_promised_ = *rows;
    if (fields.at[2].size() <= kSerialDigitsMax && parse_decimal(fields.at[2])) {
      out_.serial = fields.at[2];
    }
    out_.end_date = parse_day(fields.at[5]);
    return true;
  }

  /// A row or a summary.
  void read_line(std::string_view line) {
    const std::size_t country = line.find('|') + 1;
    const std::size_t type = line.find('|', country) + 1;
    const std::string_view rest = type > country ? line.substr(type) : std::string_view();
    std::size_t index = 0;
    while (index < kTypes.size() && !is_of(kTypes[index], rest)) ++index;
    if (index < kTypes.size() && line[country] == '*') {
      // registry|*|type|*|count|summary
      promised_[index] = parse_decimal(fields_of(line).at[4]).value_or(kNeverMet);
      return;
    }
    ++out_.rows;
    ++rows_of_[index];
    if (index == kAsn) {
      read_row(line);
    } else if (index == kTypes.size()) {
      ++out_.rows_bad;
    }
  }

  Parsed<Delegated> take() && {
    out_.rows_asn = rows_of_[kAsn];
    if (out_.rows != rows_promised_) {
      return Refusal{
          RefusalReason::kCountMismatch,
          std::to_string(out_.rows) + " rows, the header says " + std::to_string(rows_promised_)};
    }
    for (std::size_t type = 0; type < kTypes.size(); ++type) {
      if (!is_kept(type)) return broken_promise(type);
    }
    if (const auto refusal = refusal_of({.bad = out_.rows_bad, .all = out_.rows})) return *refusal;
    out_.ranges = without_overlaps(std::move(out_.ranges));
    return std::move(out_);
  }

 private:
  static constexpr std::uint64_t kNeverMet = std::numeric_limits<std::uint64_t>::max();

  static bool is_of(std::string_view type, std::string_view rest) {
    return rest.size() > type.size() && rest.starts_with(type) && rest[type.size()] == '|';
  }

  void read_row(std::string_view line) {
    const std::optional<DelegatedRange> range = parse_row(line);
    if (range) {
      out_.ranges.push_back(*range);
    } else {
      ++out_.rows_bad;
    }
  }

  /// A row whose type is damaged may be of any.
  bool is_kept(std::size_t type) const {
    const std::optional<std::uint64_t>& promised = promised_[type];
    return !promised ||
           (rows_of_[type] <= *promised && *promised - rows_of_[type] <= rows_of_[kTypes.size()]);
  }

  Refusal broken_promise(std::size_t type) const {
    return {RefusalReason::kSummaryMismatch, std::to_string(rows_of_[type]) + " rows of " +
                                                 std::string(kTypes[type]) + ", the summary says " +
                                                 std::to_string(*promised_[type])};
  }

  Delegated out_;
  std::uint64_t rows_promised_ = 0;
  std::array<std::optional<std::uint64_t>, kTypes.size()> promised_{};
  // By type; the last is of those that have none.
  std::array<std::uint64_t, kTypes.size() + 1> rows_of_{};
};

}  // namespace

std::optional<DelegatedRange> parse_delegated_row(std::string_view line) {
  return fields_of(line).at[2] == kTypes[kAsn] ? parse_row(line) : std::nullopt;
}

Parsed<Delegated> parse_delegated(std::string_view file) {
  if (const std::optional<Refusal> refusal = refused_at_sight(file, kDelegatedBytesMax)) {
    return *refusal;
  }
  DelegatedParser parser;
  bool has_header = false;
  for (std::string_view rest = file; !rest.empty();) {
    const std::string_view line = next_line(rest);
    if (line.empty() || line == "\r" || line.front() == '#') continue;
    if (has_header) {
      parser.read_line(line);
    } else if (!parser.read_header(line)) {
      return Refusal{RefusalReason::kForeign, "it does not begin with a header"};
    }
    has_header = true;
  }
  if (file.back() != '\n') {
    return Refusal{RefusalReason::kTruncated, "its last line has no end"};
  }
  if (!has_header) return Refusal{RefusalReason::kForeign, "it has nothing but comments"};
  return std::move(parser).take();
}

}  // namespace flowbridge
