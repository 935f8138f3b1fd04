#pragma once
/// A PeeringTable as sections of the snapshot (names/FORMAT.md), and back.
///
/// A snapshot made before there was such a table, or without PeeringDB, has no such sections: no
/// bytes are an empty table.
///
/// Lifetime: none; what is decoded owns its text.      Threads: any.
/// Fails:    decode: absent if the bytes contradict themselves, whatever they are.
/// Units:    bytes.
///
///   section = encode_networks(table);
///   std::optional<PeeringTable> again = decode_networks(section, places);

#include "names/peering_table.h"
#include "names/place_names.h"

#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

std::string encode_place_names(const PlaceNames& names);
std::optional<PlaceNames> decode_place_names(std::string_view payload);

/// All but the names of the places.
std::string encode_networks(const PeeringTable& table);
/// Which kinds of places are known is in the payload, whatever `places` says.
std::optional<PeeringTable> decode_networks(std::string_view payload, PeeringPlaces places);

}  // namespace flowbridge
