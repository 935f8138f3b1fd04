#pragma once
/// pmacct's JSON on Kafka: `kafka_output: json`, with or without `kafka_multi_values`, and Avro's
/// JSON encoding of the same (`avro_json`).
///
/// What the fields mean is in decode/pmacct_fields.h, where entries end in decode/framing.h. This
/// is the parser, made for speed over simdjson's structural index, and strict all the same: the
/// whole entry must be valid JSON and UTF-8, also the fields nobody counts, because a message
/// damaged in one place is not to be trusted in another. The limits on JSON itself: nesting deeper
/// than kJsonDepthMax is invalid. Numbers may have any size.
///
/// A payload is read line by line while each line is one object, which is what pmacct writes;
/// from the first line that is not, entries are found by their brackets.
///
/// Lifetime: as Decoder.      Threads: one.
/// Fails:    as Decoder: never.
/// Units:    bytes.
///
///   std::unique_ptr<Decoder> decoder = make_pmacct_json_decoder();

#include "decode/decoder.h"

#include <memory>

namespace flowbridge {

/// The object itself is depth 1; pmacct needs 2.
inline constexpr int kJsonDepthMax = 64;

std::unique_ptr<Decoder> make_pmacct_json_decoder();

}  // namespace flowbridge
