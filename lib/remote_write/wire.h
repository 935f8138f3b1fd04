#pragma once
/// What messages of both versions of remote write have in common on the wire.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    bytes, with tag and length.
///
///   std::uint8_t* out = buffer.grow(text_field_bytes(text));
///   write_text_field(0x22, text, out);

#include "metric/family.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowbridge {

/// One of a repeated string field: written even if it is empty. `tag` is (field number << 3) | 2,
/// of a number below 16. Writing returns what is behind it.
std::size_t text_field_bytes(std::string_view text);
std::uint8_t* write_text_field(std::uint8_t tag, std::string_view text, std::uint8_t* out);

/// A string field: Proto3 leaves an empty one out.
std::size_t present_text_bytes(std::string_view text);
std::uint8_t* write_present_text(std::uint8_t tag, std::string_view text, std::uint8_t* out);

/// MetricType of 1.0, and of 2.0.
std::uint8_t wire_type(FamilyType type);

}  // namespace flowbridge
