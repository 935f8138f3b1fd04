#pragma once
/// IANA's blocks of AS numbers: which registry got which.
///
///   Number,Description,WHOIS,RDAP,Reference,Registration Date
///   131072-132095,Assigned by APNIC,whois.apnic.net,https://rdap.apnic.net/,,2007-01-17
///
/// For a number that the registries' own files do not hold, the block it lies in says at least
/// whose it is. The registry of 16-bit numbers is one file and that of 32-bit ones another; both
/// are read. https://www.iana.org/assignments/as-numbers/
///
/// Lifetime: owns all of it.      Threads: as any value.
/// Fails:    with a Refusal, as parse_delegated does; these files promise no counts.
/// Units:    ranges have a registry and neither status nor country. What is reserved or unallocated
///           has no registry and is left out. At most kIanaBlocksBytesMax bytes.
///
///   Parsed<Delegated> blocks = parse_iana_blocks(file);

#include "names/delegated.h"
#include "names/refusal.h"

#include <cstddef>
#include <string_view>

namespace flowbridge {

/// A hundred times the larger file.
inline constexpr std::size_t kIanaBlocksBytesMax = std::size_t{1} << 20;

Parsed<Delegated> parse_iana_blocks(std::string_view file);

}  // namespace flowbridge
