#pragma once
/// A file descriptor with one owner. posix has a like one, which shells do not share.
///
/// Lifetime: closes what it holds; moved-from ones hold nothing.
/// Threads:  as any value.
/// Fails:    never; an invalid descriptor is negative.
/// Units:    none.
///
///   OwnedDescriptor socket(::socket(AF_INET6, SOCK_STREAM, 0));
///   if (!socket) return failed(errno);

#include <utility>

#include <unistd.h>

namespace flowbridge {

class OwnedDescriptor {
 public:
  OwnedDescriptor() = default;
  explicit OwnedDescriptor(int number) : number_(number) {}
  OwnedDescriptor(OwnedDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~OwnedDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace flowbridge
