#include "names/iana_blocks.h"

#include "names/csv.h"
#include "names/source_text.h"

#include <limits>
#include <utility>

namespace flowbridge {
namespace {

/// "131072-132095", or "23456".
std::optional<DelegatedRange> parse_block(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::optional<std::uint64_t> first = parse_decimal(text.substr(0, dash));
  const std::optional<std::uint64_t> last =
      dash == std::string_view::npos ? first : parse_decimal(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  if (*last > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return DelegatedRange{.first = Asn(static_cast<std::uint32_t>(*first)),
                        .last = Asn(static_cast<std::uint32_t>(*last))};
}

Registry registry_in(std::string_view description) {
  if (description == "Assigned by AFRINIC") return Registry::kAfrinic;
  if (description == "Assigned by APNIC") return Registry::kApnic;
  if (description == "Assigned by ARIN") return Registry::kArin;
  if (description == "Assigned by LACNIC") return Registry::kLacnic;
  if (description == "Assigned by RIPE NCC") return Registry::kRipeNcc;
  return Registry::kNone;
}

}  // namespace

Parsed<Delegated> parse_iana_blocks(std::string_view file) {
  if (const std::optional<Refusal> refusal = refused_at_sight(file, kIanaBlocksBytesMax)) {
    return *refusal;
  }
  CsvReader reader(file);
  std::vector<std::string> row;
  reader.next(row);
  if (row.size() < 2 || row[0] != "Number" || row[1] != "Description") {
    return Refusal{RefusalReason::kForeign, "it does not begin with Number,Description"};
  }
  Delegated out;
  while (reader.next(row)) {
    ++out.rows;
    std::optional<DelegatedRange> block = row.size() < 2 ? std::nullopt : parse_block(row[0]);
    if (!block) {
      ++out.rows_bad;
      continue;
    }
    // This leaves out the row of the 32-bit file that stands for the whole 16-bit one.
    block->registry = registry_in(row[1]);
    if (block->registry != Registry::kNone) out.ranges.push_back(*block);
  }
  if (!reader.complete() || file.back() != '\n') {
    return Refusal{RefusalReason::kTruncated, "its last row has no end"};
  }
  if (const auto refusal = refusal_of({.bad = out.rows_bad, .all = out.rows})) return *refusal;
  out.rows_asn = out.rows;
  out.ranges = without_overlaps(std::move(out.ranges));
  return out;
}

}  // namespace flowbridge
