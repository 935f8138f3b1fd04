#include "remote_write/request_encoder.h"

#include "base/check.h"
#include "remote_write/wire.h"

#include <algorithm>
#include <cstring>

#include <google/protobuf/io/coded_stream.h>

namespace flowbridge {

namespace {

using google::protobuf::io::CodedOutputStream;

// (field number << 3) | wire type: 0 varint, 1 eight bytes, 2 message.
constexpr std::uint8_t kTimeSeriesTag = 0x0a;  // WriteRequest.timeseries = 1
constexpr std::uint8_t kSampleTag = 0x12;      // TimeSeries.samples = 2
constexpr std::uint8_t kValueTag = 0x09;       // Sample.value = 1
constexpr std::uint8_t kTimestampTag = 0x10;   // Sample.timestamp = 2

constexpr std::size_t kValueFieldBytes = 1 + sizeof(ValueBits);
constexpr std::size_t kSampleHeaderBytes = 2;

// A series without its labels: two tags with lengths, a value, a timestamp.
constexpr std::size_t kSeriesOverheadBytesMax = 1 + 5 + kSampleHeaderBytes + kValueFieldBytes + 11;

constexpr std::uint8_t kMetadataTag = 0x1a;    // WriteRequest.metadata = 3
constexpr std::uint8_t kTypeTag = 0x08;        // MetricMetadata.type = 1
constexpr std::uint8_t kFamilyNameTag = 0x12;  // MetricMetadata.metric_family_name = 2
constexpr std::uint8_t kHelpTag = 0x22;        // MetricMetadata.help = 4
constexpr std::uint8_t kUnitTag = 0x2a;        // MetricMetadata.unit = 5

constexpr std::size_t kTypeFieldBytes = 2;

}  // namespace

bool RequestEncoder::has_room(std::string_view encoded_labels, const RequestLimits& limits) const {
  if (message_.size() == 0) return true;
  return series_count_ < limits.series_max &&
         message_.size() + encoded_labels.size() + kSeriesOverheadBytesMax <= limits.raw_bytes_max;
}

void RequestEncoder::add(std::string_view encoded_labels, UnixTime timestamp, ValueBits value) {
  if (series_count_ == 0) set_timestamp(timestamp);
  FB_CHECK(timestamp == timestamp_);

  // Like generated code, leave out a value whose bits are all zero; -0.0 has one set.
  const bool has_value = value != 0;
  const std::size_t sample_bytes = (has_value ? kValueFieldBytes : 0) + timestamp_field_bytes_;
  const std::size_t series_bytes = encoded_labels.size() + kSampleHeaderBytes + sample_bytes;
  const auto series_bytes_32 = static_cast<std::uint32_t>(series_bytes);
  FB_CHECK(series_bytes_32 == series_bytes);

  std::uint8_t* out =
      message_.grow(1 + CodedOutputStream::VarintSize32(series_bytes_32) + series_bytes);
  *out++ = kTimeSeriesTag;
  out = CodedOutputStream::WriteVarint32ToArray(series_bytes_32, out);
  out = std::copy(encoded_labels.begin(), encoded_labels.end(), out);
  *out++ = kSampleTag;
  *out++ = static_cast<std::uint8_t>(sample_bytes);
  if (has_value) {
    *out++ = kValueTag;
    // As an integer: a signalling NaN may lose its bits on the way through a double.
    out = CodedOutputStream::WriteLittleEndian64ToArray(value, out);
  }
  std::memcpy(out, timestamp_field_.data(), timestamp_field_bytes_);
  ++series_count_;
}

void RequestEncoder::add_metadata(const MetricFamily& family) {
  const bool has_type = family.type != FamilyType::kUnknown;
  const std::size_t metadata_bytes =
      (has_type ? kTypeFieldBytes : 0) + present_text_bytes(family.name) +
      present_text_bytes(family.help) + present_text_bytes(family.unit);
  const auto metadata_bytes_32 = static_cast<std::uint32_t>(metadata_bytes);
  FB_CHECK(metadata_bytes_32 == metadata_bytes);

  std::uint8_t* out =
      message_.grow(1 + CodedOutputStream::VarintSize32(metadata_bytes_32) + metadata_bytes);
  *out++ = kMetadataTag;
  out = CodedOutputStream::WriteVarint32ToArray(metadata_bytes_32, out);
  if (has_type) {
    *out++ = kTypeTag;
    *out++ = wire_type(family.type);
  }
  out = write_present_text(kFamilyNameTag, family.name, out);
  out = write_present_text(kHelpTag, family.help, out);
  write_present_text(kUnitTag, family.unit, out);
}

std::string RequestEncoder::finish() {
  FB_CHECK(message_.size() > 0);
  series_count_ = 0;
  return message_.take_body();
}

void RequestEncoder::set_timestamp(UnixTime timestamp) {
  timestamp_ = timestamp;
  timestamp_field_bytes_ = 0;
  const std::int64_t ms = to_ms(timestamp);
  if (ms == 0) return;
  timestamp_field_[0] = kTimestampTag;
  const std::uint8_t* const end = CodedOutputStream::WriteVarint64ToArray(
      static_cast<std::uint64_t>(ms), timestamp_field_.data() + 1);
  timestamp_field_bytes_ = static_cast<std::size_t>(end - timestamp_field_.data());
}

}  // namespace flowbridge
