#pragma once
/// AS numbers that IANA has set aside, and what to call them.
///
/// No registry assigns them, so no source names them, yet flow records are full of some. The table
/// changes a few times in a decade and is compiled in.
/// https://www.iana.org/assignments/iana-as-numbers-special-registry/
///
/// Lifetime: names are constants.      Threads: any.
/// Fails:    null for an AS number that is not special.
/// Units:    none.
///
///   special_as(Asn(0))->name;       // "Reserved (AS0)"
///   special_as(Asn(64512))->name;   // "Private use"

#include "flow/flow_record.h"

#include <string_view>

namespace flowbridge {

enum class SpecialRank {
  kAboveRegistries,  // whatever a source says of it is a mistake
  kBelowRegistries,  // AS112: a real network, whose registered name is better
};

struct SpecialAs {
  std::string_view name;
  SpecialRank rank = SpecialRank::kAboveRegistries;
};

const SpecialAs* special_as(Asn asn);

/// Whether it is special above the registries: no source has a say in it.
bool is_set_aside(Asn asn);

}  // namespace flowbridge
