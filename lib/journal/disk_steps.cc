#include "journal/disk_steps.h"

namespace flowbridge {

namespace {

constexpr std::size_t kCopyChunkBytes = 1u << 20;

}  // namespace

Result<void> as_sync_result(Result<void> synced) {
  if (synced) return {};
  return Error(ErrorCode::kIo, synced.error().message());
}

Result<void> remove_if_present(Directory& directory, const std::string& name) {
  Result<void> removed = directory.remove(name);
  if (!removed && removed.error().code() == ErrorCode::kNotFound) return {};
  return removed;
}

Result<void> write_again_and_sync(File& file, std::uint64_t begin) {
  std::string bytes;
  const std::uint64_t end = file.size();
  for (std::uint64_t at = begin; at < end; at += bytes.size()) {
    if (Result<void> read = file.read_at(at, kCopyChunkBytes, bytes); !read) return read;
    if (bytes.empty()) return Error(ErrorCode::kIo, "a file became shorter while it was read");
    if (Result<void> wrote = file.write_at(at, bytes); !wrote) return wrote;
  }
  return as_sync_result(file.sync());
}

}  // namespace flowbridge
