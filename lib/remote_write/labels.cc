#include "remote_write/labels.h"

#include "base/check.h"

#include <algorithm>
#include <cstdint>

#include <google/protobuf/io/coded_stream.h>

namespace flowbridge {

namespace {

using google::protobuf::io::CodedOutputStream;

// (field number << 3) | 2, the wire type of strings and messages.
constexpr std::uint8_t kLabelTag = 0x0a;  // TimeSeries.labels = 1
constexpr std::uint8_t kNameTag = 0x0a;   // Label.name = 1
constexpr std::uint8_t kValueTag = 0x12;  // Label.value = 2

std::uint32_t size32(const std::string& text) {
  return static_cast<std::uint32_t>(text.size());
}

std::uint32_t field_bytes(std::uint32_t content_bytes) {
  return static_cast<std::uint32_t>(1 + CodedOutputStream::VarintSize32(content_bytes)) +
         content_bytes;
}

// Proto3 leaves an empty string out.
std::uint32_t string_field_bytes(const std::string& text) {
  return text.empty() ? 0 : field_bytes(size32(text));
}

std::uint32_t label_bytes(const Label& label) {
  return string_field_bytes(label.name) + string_field_bytes(label.value);
}

std::uint8_t* write_string_field(std::uint8_t tag, const std::string& text, std::uint8_t* out) {
  if (text.empty()) return out;
  *out++ = tag;
  out = CodedOutputStream::WriteVarint32ToArray(size32(text), out);
  return std::copy(text.begin(), text.end(), out);
}

bool is_ordered(const LabelSet& labels) {
  const auto misplaced =
      std::adjacent_find(labels.begin(), labels.end(),
                         [](const Label& a, const Label& b) { return !(a.name < b.name); });
  return misplaced == labels.end();
}

}  // namespace

std::string encode_labels(const LabelSet& labels) {
  // A receiver would refuse the whole request for it, with a status that names no series.
  FB_CHECK(is_ordered(labels));

  std::size_t size = 0;
  for (const Label& label : labels) size += field_bytes(label_bytes(label));

  std::string bytes(size, '\0');
  auto* const begin = reinterpret_cast<std::uint8_t*>(bytes.data());
  std::uint8_t* out = begin;
  for (const Label& label : labels) {
    *out++ = kLabelTag;
    out = CodedOutputStream::WriteVarint32ToArray(label_bytes(label), out);
    out = write_string_field(kNameTag, label.name, out);
    out = write_string_field(kValueTag, label.value, out);
  }
  FB_CHECK(out == begin + size);
  return bytes;
}

}  // namespace flowbridge
