#include "remote_write/message_buffer.h"

#include <algorithm>

#include <snappy.h>

namespace flowbridge {

namespace {

constexpr std::size_t kFirstCapacity = 64 * 1024;

}  // namespace

void MessageBuffer::append(const MessageBuffer& other) {
  std::copy_n(other.bytes_.begin(), other.used_, grow(other.used_));
}

std::string MessageBuffer::take_body() {
  const std::size_t room = snappy::MaxCompressedLength(used_);
  if (compressed_.size() < room) compressed_.resize(room);
  std::size_t size = 0;
  snappy::RawCompress(reinterpret_cast<const char*>(bytes_.data()), used_, compressed_.data(),
                      &size);
  clear();
  // A body may wait for hours: copied, it does not hold the memory of the worst case.
  return std::string(compressed_.data(), size);
}

void MessageBuffer::make_room(std::size_t size) {
  bytes_.resize(std::max({kFirstCapacity, bytes_.size() * 2, used_ + size}));
}

}  // namespace flowbridge
