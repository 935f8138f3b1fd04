#pragma once
/// The registries' statistics files: which AS numbers are whose.
///
///   2.3|apnic|20260929|190268||20260928|+1000
///   apnic|*|asn|*|14762|summary
///   apnic|TW|asn|1768|2|20020801|allocated|A91BDB29
///
/// They hold no names, but give an AS number's registry, status and country, and are days ahead of
/// the name files for new ones. Read are the five delegated-<registry>-extended-latest, the older
/// delegated-<registry>-latest without stock and opaque ids, and the NRO's file of all five
/// together. Nine lines of ten are about addresses: they are counted, because header and summaries
/// promise their number, and not looked at any further.
/// https://ftp.ripe.net/pub/stats/ripencc/RIR-Statistics-Exchange-Format.txt
///
/// Lifetime: owns all of it.      Threads: as any value.
/// Fails:    with a Refusal: a file that is cut off, that has not as many rows as it promises, of
///           which more than 1 % of the rows are bad, or that is something else. A bad row of a
///           sound file is skipped and counted.
/// Units:    bytes, at most kDelegatedBytesMax; dates are the registry's own.
///
///   Parsed<Delegated> arin = parse_delegated(file);
///   if (!arin) return count(arin.refusal());
///   for (const DelegatedRange& range : arin->ranges) use(range.first, range.last);

#include "names/delegated_range.h"
#include "names/refusal.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Three times the NRO's file; the largest registry's has 18 MB.
inline constexpr std::size_t kDelegatedBytesMax = std::size_t{128} << 20;

struct Delegated {
  /// Whose file it is; kNone for one of several registries.
  Registry registry = Registry::kNone;
  /// Digits that grow from edition to edition, except in the NRO's file; of each registry's own
  /// making. Empty if the file has none.
  std::string serial{};
  /// The last day that the file covers.
  std::optional<std::chrono::year_month_day> end_date{};
  /// In order of their numbers, without overlaps: of two rows for one number the first counts.
  std::vector<DelegatedRange> ranges{};
  /// How many rows there are, of all types, bad ones too; how many for AS numbers; how many bad.
  std::size_t rows = 0;
  std::size_t rows_asn = 0;
  std::size_t rows_bad = 0;
};

Parsed<Delegated> parse_delegated(std::string_view file);

/// One line of such a file. Absent if it is no sound row of AS numbers.
std::optional<DelegatedRange> parse_delegated_row(std::string_view line);

}  // namespace flowbridge
