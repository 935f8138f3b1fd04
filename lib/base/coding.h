#pragma once
/// Little-endian integers and varints, written and read.
///
/// The journal and the checkpoints are made of these. A varint is protobuf's: seven bits a byte,
/// low first, the high bit says that more follow; signed values are zigzag-coded first. Strings are
/// a varint length and the bytes. https://protobuf.dev/programming-guides/encoding/#varints
///
/// Lifetime: a ByteReader borrows the bytes it reads.      Threads: one per object.
/// Fails:    a reader that meets the end, or a varint of more than 10 bytes, becomes !ok() for good
///           and returns zeros; check ok() once, at the end of a structure.
/// Units:    bytes.
///
///   std::string out;
///   put_varint(out, 300);
///   ByteReader in(out);
///   std::uint64_t value = in.varint();   // 300; in.ok() && in.empty()

#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
void put_varint(std::string& out, std::uint64_t value);
void put_signed(std::string& out, std::int64_t value);
void put_string(std::string& out, std::string_view text);

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

}  // namespace flowbridge
