#include "remote_write/labels.h"

#include "base/check.h"
#include "remote_write/wire.h"

#include <cstdint>

#include <google/protobuf/io/coded_stream.h>

namespace flowbridge {

namespace {

using google::protobuf::io::CodedOutputStream;

// (field number << 3) | 2, the wire type of strings and messages.
constexpr std::uint8_t kLabelTag = 0x0a;  // TimeSeries.labels = 1
constexpr std::uint8_t kNameTag = 0x0a;   // Label.name = 1
constexpr std::uint8_t kValueTag = 0x12;  // Label.value = 2

std::uint32_t label_bytes(const Label& label) {
  return static_cast<std::uint32_t>(present_text_bytes(label.name) +
                                    present_text_bytes(label.value));
}

std::size_t label_field_bytes(const Label& label) {
  const std::uint32_t size = label_bytes(label);
  return 1 + CodedOutputStream::VarintSize32(size) + size;
}

}  // namespace

std::string encode_labels(const LabelSet& labels) {
  // A receiver would refuse the whole request for it, with a status that names no series.
  FB_CHECK(is_ordered(labels));

  std::size_t size = 0;
  for (const Label& label : labels) size += label_field_bytes(label);

  std::string bytes(size, '\0');
  auto* const begin = reinterpret_cast<std::uint8_t*>(bytes.data());
  std::uint8_t* out = begin;
  for (const Label& label : labels) {
    *out++ = kLabelTag;
    out = CodedOutputStream::WriteVarint32ToArray(label_bytes(label), out);
    out = write_present_text(kNameTag, label.name, out);
    out = write_present_text(kValueTag, label.value, out);
  }
  FB_CHECK(out == begin + size);
  return bytes;
}

}  // namespace flowbridge
