#pragma once
/// AS numbers in a row that have the same registry, status and country.
///
/// Registries hand out numbers in ranges of up to four thousand million, so ranges stay ranges and
/// are never written out number by number.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never.
/// Units:    both ends of a range belong to it.
///
///   DelegatedRange range{.first = Asn(402188), .last = Asn(402191),
///                        .registry = Registry::kArin, .status = AsnStatus::kAssigned,
///                        .country = Country("US")};

#include "flow/flow_record.h"
#include "names/country.h"
#include "names/registry.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace flowbridge {

enum class AsnStatus : std::uint8_t {
  kAllocated,  // to somebody who may hand it on
  kAssigned,   // to its user; registries do not draw this line alike
  kAvailable,  // in a registry's stock, or in IANA's
  kReserved,   // neither
};

/// As in the delegated files: "allocated".
const char* asn_status_name(AsnStatus status);

struct DelegatedRange {
  Asn first;
  /// Requires: not below first.
  Asn last;
  Registry registry = Registry::kNone;
  /// Absent if only the registry is known.
  std::optional<AsnStatus> status{};
  Country country{};

  bool operator==(const DelegatedRange&) const = default;
};

/// The same ranges in order of their numbers. Where some overlap, the one that came first in
/// `ranges` keeps the number, so that another may come out in pieces: at most twice as many ranges
/// as went in.
std::vector<DelegatedRange> without_overlaps(std::vector<DelegatedRange> ranges);

}  // namespace flowbridge
