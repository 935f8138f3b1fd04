#pragma once
/// Which registry's habits a line of AS names follows, guessed from its country.
///
/// The registries write handle and organisation in different ways, and an AS number's registry is
/// known for certain only from the delegated-extended files. Without them the country of
/// registration tells it, nearly always: a network of one region with numbers from another (an old
/// assignment of ARIN's, say) is taken for the wrong one, and may then show its handle with its
/// name. https://www.nro.net/about/rirs/
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; a country that nobody claims is kOther.
/// Units:    countries are ISO 3166 codes in upper case, or EU and AP, or empty.
///
///   region_of("BR");   // Region::kLacnic

#include <string_view>

namespace flowbridge {

enum class Region {
  kArin,     // handles may hold blanks
  kLacnic,   // names without handles
  kAfrinic,  // one word is a handle, several are a name
  kOther,    // RIPE NCC, APNIC, unknown: the first word is the handle
};

Region region_of(std::string_view country);

}  // namespace flowbridge
