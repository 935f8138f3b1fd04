#pragma once
/// A message that is being written, and then the body that it becomes.
///
/// Lifetime: owns its memory and keeps it, so that a used buffer allocates only for the body.
/// Threads:  one.
/// Fails:    never.
/// Units:    bytes before compression.
///
///   write_text_field(tag, text, message.grow(text_field_bytes(text)));
///   std::string body = message.take_body();

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace flowbridge {

class MessageBuffer {
 public:
  /// `size` more bytes, for the caller to fill. Valid until the next call.
  std::uint8_t* grow(std::size_t size) {
    if (bytes_.size() - used_ < size) make_room(size);
    std::uint8_t* const begin = bytes_.data() + used_;
    used_ += size;
    return begin;
  }
  void append(const MessageBuffer& other);

  std::size_t size() const { return used_; }
  void clear() { used_ = 0; }

  /// The message as one snappy block, which is a body of remote write. Empty afterwards.
  std::string take_body();

 private:
  void make_room(std::size_t size);

  // bytes_[0, used_) is the message so far; the rest is room to grow into.
  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
  // Where snappy writes; the body is copied out of it at its true size.
  std::vector<char> compressed_;
};

}  // namespace flowbridge
