#pragma once
/// Where the name of an AS comes from, lowest rank first.
///
/// Of several names an AS has the one of the highest rank wins; AS112 alone is special and yields
/// to every other source. The names are words of reports and of the snapshot's format: enumerators
/// keep their numbers, which are on disk (names/FORMAT.md).
///
/// Lifetime: names are constants.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   name_source_name(NameSource::kOrganisation);   // "asnames"

#include <array>
#include <cstdint>

namespace flowbridge {

enum class NameSource : std::uint8_t {
  kFallback = 0,      // "AS64500", the number itself
  kSpecial = 1,       // a range that IANA has set aside (names/special.h)
  kHandle = 2,        // the registry's handle in asn.txt
  kGenerated = 3,     // PeeringDB's, made by a machine: "UNINETT !"
  kOrganisation = 4,  // the organisation in asn.txt
  kRpsl = 5,          // the organisation in a dump of a registry's database
  kPeeringdb = 6,     // what the network calls itself in PeeringDB
  kOperator = 7,      // the operator's file
};

inline constexpr std::array kNameSources = {
    NameSource::kFallback,     NameSource::kSpecial, NameSource::kHandle,    NameSource::kGenerated,
    NameSource::kOrganisation, NameSource::kRpsl,    NameSource::kPeeringdb, NameSource::kOperator};

/// A word for reports and metrics: "peeringdb".
const char* name_source_name(NameSource source);

}  // namespace flowbridge
