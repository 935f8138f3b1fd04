#pragma once
/// The five Regional Internet Registries, which hand out AS numbers.
///
/// They differ in how they write names (names/asn_text.h), and a number's registry is a label of
/// its own. https://www.nro.net/about/rirs/
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is not the name of one of the five is kNone.
/// Units:    names are as the registries write their own, in lower case.
///
///   registry_from("ripencc");            // Registry::kRipeNcc
///   registry_name(Registry::kRipeNcc);   // "ripencc"

#include <cstdint>
#include <string_view>

namespace flowbridge {

enum class Registry : std::uint8_t { kNone, kAfrinic, kApnic, kArin, kLacnic, kRipeNcc };

/// As in the delegated files, empty for kNone.
const char* registry_name(Registry registry);

Registry registry_from(std::string_view name);

}  // namespace flowbridge
