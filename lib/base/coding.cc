#include "base/coding.h"

namespace flowbridge {

namespace {

template <typename Integer>
void put_little_endian(std::string& out, Integer value) {
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
  }
}

constexpr int kVarintBytesMax = 10;

}  // namespace

void put_u32(std::string& out, std::uint32_t value) {
  put_little_endian(out, value);
}

void put_u64(std::string& out, std::uint64_t value) {
  put_little_endian(out, value);
}

void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void put_signed(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  put_varint(out, (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void put_time(std::string& out, UnixTime time) {
  put_signed(out, to_ms(time));
}

void put_string(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out.append(text);
}

void ByteReader::fail() {
  ok_ = false;
  rest_ = {};
}

std::uint64_t ByteReader::u64() {
  const std::string_view eight = bytes(8);
  return eight.empty() ? 0 : internal::get_little_endian<std::uint64_t>(eight);
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (int i = 0; i < kVarintBytesMax; ++i) {
    const std::uint8_t byte = u8();
    if (!ok_) return 0;
    const bool overflows = i == kVarintBytesMax - 1 && byte > 1;
    const bool is_padded = i > 0 && byte == 0;
    if (overflows || is_padded) break;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) return value;
  }
  fail();
  return 0;
}

std::int64_t ByteReader::signed_varint() {
  const std::uint64_t bits = varint();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

UnixTime ByteReader::time() {
  const UnixTime time = unix_ms(signed_varint());
  if (!is_coded_time(time)) fail();
  return ok_ ? time : UnixTime{};
}

std::string_view ByteReader::string() {
  const std::uint64_t size = varint();
  return bytes(static_cast<std::size_t>(size));
}

}  // namespace flowbridge
