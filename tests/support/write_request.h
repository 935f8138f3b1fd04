#pragma once
/// Remote write 1.0 requests as data, by protobuf's generated classes.
///
/// The oracle for the hand-written encoder, and what the fake receiver reads its requests with. The
/// writer can say what ours never would: several timestamps, samples out of order, any labels.
///
/// Lifetime: values.      Threads: any.
/// Fails:    parsing gives nothing if the bytes are not a snappy block of a WriteRequest.
/// Units:    as in metric/label.h.
///
///   std::optional<std::vector<WrittenSeries>> series = parse_write_request(body);

#include "base/time.h"
#include "metric/family.h"
#include "metric/label.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct WrittenSample {
  UnixTime timestamp{};
  ValueBits value = 0;

  bool operator==(const WrittenSample&) const = default;
};

struct WrittenSeries {
  LabelSet labels;
  std::vector<WrittenSample> samples;

  bool operator==(const WrittenSeries&) const = default;
};

/// The series of a request body, in its order.
std::optional<std::vector<WrittenSeries>> parse_write_request(std::string_view body);

/// What a request body tells of metrics, in its order.
std::optional<std::vector<MetricFamily>> parse_metadata(std::string_view body);

/// The message inside a body, uncompressed.
std::optional<std::string> uncompress_block(std::string_view body);

/// What generated code writes, before and after compression.
std::string serialize_write_request(const std::vector<WrittenSeries>& request,
                                    const std::vector<MetricFamily>& metadata = {});
std::string make_request_body(const std::vector<WrittenSeries>& request);

/// One line per sample: labels, milliseconds, the value and its bits.
std::string to_text(const std::vector<WrittenSeries>& request);

}  // namespace flowbridge
