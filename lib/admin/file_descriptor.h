#pragma once
/// A file descriptor with one owner.
///
/// Lifetime: closes what it holds; moved-from ones hold nothing.
/// Threads:  as any value.
/// Fails:    never; an invalid descriptor is negative.
/// Units:    none.
///
///   FileDescriptor socket(::socket(AF_INET6, SOCK_STREAM, 0));
///   if (!socket) return failed(errno);

#include <utility>

#include <unistd.h>

namespace flowbridge {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }

  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace flowbridge
