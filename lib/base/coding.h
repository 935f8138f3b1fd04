#pragma once
/// Little-endian integers and varints, written and read.
///
/// The journal and the checkpoints are made of these. A varint is protobuf's: seven bits a byte,
/// low first, the high bit says that more follow; signed values are zigzag-coded first. Strings are
/// a varint length and the bytes. https://protobuf.dev/programming-guides/encoding/#varints
///
/// Lifetime: a ByteReader borrows the bytes it reads.      Threads: one per object.
/// Fails:    a reader that meets the end, or a varint that no writer writes (more bytes than its
///           number needs, or than 64 bits do), becomes !ok() for good and returns zeros; check
///           ok() once, at the end of a structure.
/// Units:    bytes; times are milliseconds since 1970 UTC, at most kCodedTimeMax from there.
///
///   std::string out;
///   put_varint(out, 300);
///   ByteReader in(out);
///   std::uint64_t value = in.varint();   // 300; in.ok() && in.empty()

#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
void put_varint(std::string& out, std::uint64_t value);
void put_signed(std::string& out, std::int64_t value);
void put_string(std::string& out, std::string_view text);
void put_time(std::string& out, UnixTime time);

/// The end of the year 9999. What is farther from 1970 is damage, and adding to it might overflow.
inline constexpr Duration kCodedTimeMax{253'402'300'799'999};
constexpr bool is_coded_time(UnixTime time) {
  return time <= UnixTime(kCodedTimeMax) && time >= UnixTime(-kCodedTimeMax);
}

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::uint64_t varint();
  std::int64_t signed_varint();
  /// Fails beyond kCodedTimeMax.
  UnixTime time();
  /// A view into the borrowed bytes.
  std::string_view string();
  std::string_view bytes(std::size_t size);
  /// What was read makes no sense to the caller: !ok() for good, as at the end.
  void fail();

 private:
  bool take(std::size_t size);

  std::string_view rest_;
  bool ok_ = true;
};

namespace internal {

/// Requires: as many bytes as the integer has.
template <typename Integer>
Integer get_little_endian(std::string_view bytes) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value |= static_cast<Integer>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

}  // namespace internal

// Inline: a snapshot of AS names is read by a million calls of these, and a start waits for it.

inline bool ByteReader::take(std::size_t size) {
  if (ok_ && rest_.size() >= size) return true;
  fail();
  return false;
}

inline std::string_view ByteReader::bytes(std::size_t size) {
  if (!take(size)) return {};
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

inline std::uint8_t ByteReader::u8() {
  const std::string_view byte = bytes(1);
  return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
}

inline std::uint32_t ByteReader::u32() {
  const std::string_view four = bytes(4);
  return four.empty() ? 0 : internal::get_little_endian<std::uint32_t>(four);
}

}  // namespace flowbridge
