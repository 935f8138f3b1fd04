#pragma once
/// A file descriptor that closes itself.
///
/// Lifetime: owns the descriptor; moving leaves none behind.      Threads: as the descriptor.
/// Fails:    never; what close() says is ignored, for nothing here relies on it: what matters was
///           synced before.
/// Units:    none.
///
///   FileDescriptor file(::open(path, O_RDONLY | O_CLOEXEC));
///   if (!file) return system_error("open " + path);

#include "base/result.h"

#include <string>
#include <utility>

namespace flowbridge {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor();

  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// The Error of a system call that has just failed with `number` (errno): "<doing>: <what>".
Error system_error(const std::string& doing, int number);

}  // namespace flowbridge
