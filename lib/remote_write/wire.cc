#include "remote_write/wire.h"

#include <algorithm>

#include <google/protobuf/io/coded_stream.h>

namespace flowbridge {

namespace {

using google::protobuf::io::CodedOutputStream;

std::uint32_t size32(std::string_view text) {
  return static_cast<std::uint32_t>(text.size());
}

}  // namespace

std::size_t text_field_bytes(std::string_view text) {
  return 1 + CodedOutputStream::VarintSize32(size32(text)) + text.size();
}

std::uint8_t* write_text_field(std::uint8_t tag, std::string_view text, std::uint8_t* out) {
  *out++ = tag;
  out = CodedOutputStream::WriteVarint32ToArray(size32(text), out);
  return std::copy(text.begin(), text.end(), out);
}

std::size_t present_text_bytes(std::string_view text) {
  return text.empty() ? 0 : text_field_bytes(text);
}

std::uint8_t* write_present_text(std::uint8_t tag, std::string_view text, std::uint8_t* out) {
  return text.empty() ? out : write_text_field(tag, text, out);
}

std::uint8_t wire_type(FamilyType type) {
  return static_cast<std::uint8_t>(type);
}

}  // namespace flowbridge
