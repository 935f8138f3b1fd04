#pragma once
/// Samples into the body of a remote write 1.0 request.
///
/// Add series, one sample each, and take the finished body: a protobuf WriteRequest, compressed as
/// one snappy block. Written by hand on protobuf's coded streams instead of through generated
/// classes, because label bytes are cached per series (remote_write/labels.h) and copying them is
/// all that a sample should cost. The bytes are those that generated code would write.
///
/// Lifetime: owns its buffers and keeps them, so that a used encoder allocates once per request and
///           never per sample.
/// Threads:  one.
/// Fails:    never.
/// Units:    raw bytes are those before compression.
/// Bounds:   has_room() says when to stop; limits are the caller's, who learns them by 413.
///
///   for (const Series& series : stage) {
///     if (!encoder.has_room(series.label_bytes, limits)) send(encoder.finish());
///     encoder.add(series.label_bytes, stage_time, series.value);
///   }
///   if (encoder.series_count() > 0) send(encoder.finish());

#include "base/time.h"
#include "metric/family.h"
#include "metric/label.h"
#include "remote_write/message_buffer.h"
#include "remote_write/protocol.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

class RequestEncoder {
 public:
  /// Whether one more series keeps the request within `limits`. Always true of an empty request: a
  /// series that is too large by itself must be sent to be refused, or it would wait for ever.
  bool has_room(std::string_view encoded_labels, const RequestLimits& limits) const;

  /// Adds a series with one sample. The value's bits reach the wire as they are.
  /// Requires: a request has one timestamp (R18); each series comes once (not checked).
  void add(std::string_view encoded_labels, UnixTime timestamp, ValueBits value);

  /// Adds what a metric is. Receivers keep it by the metric's name, so it is sent now and then and
  /// not with every request; it may be all that a request has.
  void add_metadata(const MetricFamily& family);

  std::size_t series_count() const { return series_count_; }
  std::size_t raw_bytes() const { return message_.size(); }

  /// The compressed body. The encoder is empty afterwards. Requires: it was not before.
  std::string finish();

 private:
  void set_timestamp(UnixTime timestamp);

  // The tag and at most ten bytes of varint.
  static constexpr std::size_t kTimestampFieldBytesMax = 11;

  MessageBuffer message_;
  std::size_t series_count_ = 0;
  // The timestamp that all samples share, and its field as it stands in each of them.
  UnixTime timestamp_{};
  std::array<std::uint8_t, kTimestampFieldBytesMax> timestamp_field_{};
  std::size_t timestamp_field_bytes_ = 0;
};

}  // namespace flowbridge
