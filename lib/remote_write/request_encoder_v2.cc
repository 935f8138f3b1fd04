#include "remote_write/request_encoder_v2.h"

#include "base/check.h"
#include "remote_write/wire.h"

#include <cstring>

#include <google/protobuf/io/coded_stream.h>

namespace flowbridge {

namespace {

using google::protobuf::io::CodedOutputStream;

// (field number << 3) | wire type: 0 varint, 1 eight bytes, 2 message, string or packed numbers.
constexpr std::uint8_t kSymbolTag = 0x22;      // Request.symbols = 4
constexpr std::uint8_t kTimeSeriesTag = 0x2a;  // Request.timeseries = 5
constexpr std::uint8_t kLabelsRefsTag = 0x0a;  // TimeSeries.labels_refs = 1
constexpr std::uint8_t kSampleTag = 0x12;      // TimeSeries.samples = 2
constexpr std::uint8_t kMetadataTag = 0x2a;    // TimeSeries.metadata = 5
constexpr std::uint8_t kValueTag = 0x09;       // Sample.value = 1
constexpr std::uint8_t kTimestampTag = 0x10;   // Sample.timestamp = 2
constexpr std::uint8_t kStartTag = 0x18;       // Sample.start_timestamp = 3
constexpr std::uint8_t kTypeTag = 0x08;        // Metadata.type = 1
constexpr std::uint8_t kHelpRefTag = 0x18;     // Metadata.help_ref = 3
constexpr std::uint8_t kUnitRefTag = 0x20;     // Metadata.unit_ref = 4

constexpr std::size_t kVarint32BytesMax = 5;
constexpr std::size_t kVarint64BytesMax = 10;

constexpr std::size_t kHeaderBytesMax = 1 + kVarint32BytesMax;
// Of what is shorter than 128 bytes, as samples and metadata are.
constexpr std::size_t kShortHeaderBytes = 2;
constexpr std::size_t kSampleBytesMax =
    kShortHeaderBytes + 1 + sizeof(ValueBits) + 2 * (1 + kVarint64BytesMax);
constexpr std::size_t kMetadataBytesMax = kShortHeaderBytes + 2 + 2 * (1 + kVarint32BytesMax);

// What TimeSeries and labels_refs begin with.
constexpr std::size_t kHeadersBytesMax = 2 * kHeaderBytesMax;

std::size_t series_bytes_max(std::span<const WireSymbol> labels) {
  return kHeadersBytesMax + labels.size() * kVarint32BytesMax + kSampleBytesMax + kMetadataBytesMax;
}

// Writes tag and length in front of a content that is there already. Returns where they begin.
std::uint8_t* prepend_header(std::uint8_t tag, std::uint8_t* content, const std::uint8_t* end) {
  const auto size = static_cast<std::uint32_t>(end - content);
  std::uint8_t* const begin = content - CodedOutputStream::VarintSize32(size) - 1;
  *begin = tag;
  CodedOutputStream::WriteVarint32ToArray(size, begin + 1);
  return begin;
}

// Those that follow return what is behind what they have written, and leave out, like generated
// code, a field that is 0.

std::uint8_t* write_time(std::uint8_t tag, UnixTime time, std::uint8_t* out) {
  if (to_ms(time) == 0) return out;
  *out++ = tag;
  return CodedOutputStream::WriteVarint64ToArray(static_cast<std::uint64_t>(to_ms(time)), out);
}

std::uint8_t* write_number(std::uint8_t tag, std::uint32_t number, std::uint8_t* out) {
  if (number == 0) return out;
  *out++ = tag;
  return CodedOutputStream::WriteVarint32ToArray(number, out);
}

// The value last: what is in front of it and the times are then mostly what they were in the series
// before, in one piece, and a request is a twentieth smaller. Behind it, so is the metadata.
std::uint8_t* write_sample(const StartedSample& sample, std::uint8_t* out) {
  std::uint8_t* const content = out + kShortHeaderBytes;
  out = content;
  out = write_time(kTimestampTag, sample.timestamp, out);
  out = write_time(kStartTag, sample.start, out);
  // -0.0 has a bit that is set, so it is written.
  if (sample.value != 0) {
    *out++ = kValueTag;
    // As an integer: a signalling NaN may lose its bits on the way through a double.
    out = CodedOutputStream::WriteLittleEndian64ToArray(sample.value, out);
  }
  prepend_header(kSampleTag, content, out);
  return out;
}

struct MetadataRefs {
  std::uint32_t help = 0;
  std::uint32_t unit = 0;
};

std::uint8_t* write_metadata(FamilyType type, const MetadataRefs& refs, std::uint8_t* out) {
  std::uint8_t* const content = out + kShortHeaderBytes;
  out = content;
  out = write_number(kTypeTag, wire_type(type), out);
  out = write_number(kHelpRefTag, refs.help, out);
  out = write_number(kUnitRefTag, refs.unit, out);
  prepend_header(kMetadataTag, content, out);
  return out;
}

}  // namespace

bool RequestEncoderV2::has_room(std::span<const WireSymbol> labels, const FamilySymbols& family,
                                const RequestLimits& limits) const {
  if (series_count_ == 0) return true;
  if (series_count_ >= limits.series_max) return false;
  std::size_t text_bytes = new_text_bytes(family.help) + new_text_bytes(family.unit);
  for (const WireSymbol symbol : labels) text_bytes += new_text_bytes(symbol);
  return raw_bytes() + text_bytes + series_bytes_max(labels) <= limits.raw_bytes_max;
}

void RequestEncoderV2::add(std::span<const WireSymbol> labels, const FamilySymbols& family,
                           const StartedSample& sample) {
  if (series_count_ == 0) begin_request();
  FB_CHECK(symbols_.gone_count() == gone_count_);
  if (refs_.size() < symbols_.size()) refs_.resize(symbols_.size());
  if (scratch_.size() < series_bytes_max(labels)) scratch_.resize(series_bytes_max(labels));

  std::uint8_t* const refs = scratch_.data() + kHeadersBytesMax;
  std::uint8_t* end = refs;
  for (const WireSymbol symbol : labels) {
    end = CodedOutputStream::WriteVarint32ToArray(refer_to(symbol), end);
  }
  std::uint8_t* begin = end == refs ? refs : prepend_header(kLabelsRefsTag, refs, end);
  end = write_sample(sample, end);
  end = write_metadata(family.type, {.help = refer_to(family.help), .unit = refer_to(family.unit)},
                       end);
  begin = prepend_header(kTimeSeriesTag, begin, end);
  const auto size = static_cast<std::size_t>(end - begin);
  std::memcpy(series_.grow(size), begin, size);
  ++series_count_;
}

std::string RequestEncoderV2::finish() {
  FB_CHECK(series_count_ > 0);
  for (const WireSymbol symbol : taken_) refs_[symbol.value()] = 0;
  taken_.clear();
  series_count_ = 0;
  MessageBuffer& message = texts_;
  message.append(series_);
  series_.clear();
  return message.take_body();
}

void RequestEncoderV2::begin_request() {
  gone_count_ = symbols_.gone_count();
  take_in(WireSymbol{});
}

// refs_ has 0 for the empty text, and that is where it is.
inline std::uint32_t RequestEncoderV2::refer_to(WireSymbol symbol) {
  FB_CHECK(symbol.value() < refs_.size());
  std::uint32_t& ref = refs_[symbol.value()];
  if (ref == 0 && symbol != WireSymbol{}) {
    ref = static_cast<std::uint32_t>(taken_.size());
    take_in(symbol);
  }
  return ref;
}

void RequestEncoderV2::take_in(WireSymbol symbol) {
  const std::string& text = symbols_.text(symbol);
  write_text_field(kSymbolTag, text, texts_.grow(text_field_bytes(text)));
  taken_.push_back(symbol);
}

std::size_t RequestEncoderV2::new_text_bytes(WireSymbol symbol) const {
  const bool is_taken =
      symbol == WireSymbol{} || (symbol.value() < refs_.size() && refs_[symbol.value()] != 0);
  return is_taken ? 0 : text_field_bytes(symbols_.text(symbol));
}

}  // namespace flowbridge
