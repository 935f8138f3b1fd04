#pragma once
/// Remote write 2.0 requests as data, by protobuf's generated classes.
///
/// The oracle for the hand-written encoder: what it writes is read with parse_write_request_v2, and
/// is to be as long as the bytes of serialize_write_request_v2, which numbers texts in a way of its
/// own, and to become them when its fields are put in order.
///
/// Lifetime: values.      Threads: any.
/// Fails:    parsing gives nothing if the bytes are not a snappy block of a Request, if a reference
///           leads nowhere, or if there is a field that flowbridge never sends.
/// Units:    as in metric/.
///
///   std::optional<WrittenRequestV2> request = parse_write_request_v2(body);

#include "base/time.h"
#include "metric/family.h"
#include "metric/label.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct WrittenSampleV2 {
  UnixTime timestamp{};
  ValueBits value = 0;
  /// The epoch: not said.
  UnixTime start{};

  bool operator==(const WrittenSampleV2&) const = default;
};

struct WrittenSeriesV2 {
  LabelSet labels;
  /// Its name is not sent.
  MetricFamily family;
  std::vector<WrittenSampleV2> samples;

  bool operator==(const WrittenSeriesV2&) const = default;
};

struct WrittenRequestV2 {
  /// As they stand in the request.
  std::vector<std::string> symbols;
  std::vector<WrittenSeriesV2> series;
};

std::optional<WrittenRequestV2> parse_write_request_v2(std::string_view body);

/// What generated code writes before compression, with texts in the order in which a series'
/// labels, its help and its unit first need them.
std::string serialize_write_request_v2(const std::vector<WrittenSeriesV2>& series);

/// A message as generated code writes it once it has read it: fields in order, those that are 0
/// left out. Empty if it is none.
std::string reserialize_write_request_v2(std::string_view message);

/// The symbols in their order, then one line per sample.
std::string to_text(const WrittenRequestV2& request);

}  // namespace flowbridge
