#include "posix/file_descriptor.h"

#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace flowbridge {

namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
      return ErrorCode::kNotFound;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::kNoSpace;
    case EEXIST:
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case EINVAL:
    case ENAMETOOLONG:
      return ErrorCode::kInvalid;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return ErrorCode::kUnavailable;
  }
  return ErrorCode::kIo;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error system_error(const std::string& doing, int number) {
  return {code_of(number), doing + ": " + std::generic_category().message(number)};
}

}  // namespace flowbridge
