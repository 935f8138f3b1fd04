#pragma once
/// The labels of one series, as bytes of a remote write 1.0 request.
///
/// Of a request's 240 bytes per sample 220 are labels, and they are the same at every tick. So they
/// are encoded once per series; the caller keeps the bytes and hands them to RequestEncoder::add,
/// which only copies them. Protobuf allows that: the fields of a message may be concatenated.
///
/// Lifetime: the result owns its bytes.      Threads: any.
/// Fails:    never.
/// Units:    bytes; an empty set has none.
///
///   std::string bytes = encode_labels(make_label_set({{"__name__", "up"}, {"job", "a"}}));
///   encoder.add(bytes, tick, value_bits(1));

#include "metric/label.h"

#include <string>

namespace flowbridge {

/// The serialized `labels` fields of a TimeSeries.
/// Requires: sorted by name, names unique and not empty (as make_label_set leaves them); text is
/// valid UTF-8, which receivers insist on, and which is seen to where text enters the program.
std::string encode_labels(const LabelSet& labels);

}  // namespace flowbridge
