#include "port/missing_directory.h"

namespace flowbridge {
namespace {

Error not_there(const std::string& name) {
  return {ErrorCode::kNotFound, name + ": its directory is not there"};
}

}  // namespace

Result<std::unique_ptr<File>> MissingDirectory::open(const std::string& name, OpenMode mode) {
  return mode == OpenMode::kCreate ? reason_ : not_there(name);
}

Result<void> MissingDirectory::rename(const std::string& from, const std::string&) {
  return not_there(from);
}

Result<void> MissingDirectory::remove(const std::string& name) {
  return not_there(name);
}

Result<std::vector<std::string>> MissingDirectory::list() {
  return std::vector<std::string>();
}

Result<void> MissingDirectory::sync() {
  return reason_;
}

Result<std::unique_ptr<Directory>> MissingDirectory::subdirectory(const std::string&) {
  return reason_;
}

Result<std::unique_ptr<Directory>> MissingDirectory::existing_subdirectory(
    const std::string& name) {
  return not_there(name);
}

Result<std::vector<std::string>> MissingDirectory::list_subdirectories() {
  return std::vector<std::string>();
}

Result<void> MissingDirectory::lock() {
  return reason_;
}

Result<std::optional<std::string>> MissingDirectory::lock_holder() {
  return std::optional<std::string>();
}

}  // namespace flowbridge
