#pragma once
/// A directory on a disk that may lie until it is synced.
///
/// The journal's only way to storage: real in posix, in memory with crashes and torn writes in
/// tests. Nothing is durable before the matching sync: file contents need File::sync, created,
/// renamed and removed names need Directory::sync.
///
/// Lifetime: a File or subdirectory may outlive the Directory it came from.
/// Threads:  a Directory: any. A File: one thread; two Files on one name are independent and see
///           each other's writes.
/// Fails:    kNotFound; kInvalid (the name cannot be used so, or may not); kNoSpace (a prefix may
///           have been written, never all); kInUse (lock); kIo: after a failed sync the state is
///           unknown and the process must end, a second sync may lie.
/// Units:    bytes; names have no slash.
///
///   Result<std::unique_ptr<File>> file = directory.open("0001.log", OpenMode::kCreate);
///   if (auto wrote = (*file)->append(bytes); !wrote) return wrote.error();
///   if (auto synced = (*file)->sync(); !synced) return synced.error();

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class OpenMode {
  kRead,    // must exist; writes are a bug
  kWrite,   // must exist
  kCreate,  // must not exist; created empty
};

class File {
 public:
  virtual ~File() = default;

  virtual std::uint64_t size() const = 0;
  /// Reads up to `size` bytes at `offset` into `out`, replacing it; fewer only at the end of the
  /// file.
  virtual Result<void> read_at(std::uint64_t offset, std::size_t size, std::string& out) = 0;
  /// Writes all of `bytes` at the end. Fails: kNoSpace or kIo, perhaps after a prefix.
  virtual Result<void> append(std::string_view bytes) = 0;
  /// Overwrites in place. Requires: offset + bytes.size() <= size().
  virtual Result<void> write_at(std::uint64_t offset, std::string_view bytes) = 0;
  virtual Result<void> truncate(std::uint64_t size) = 0;
  /// Makes the contents and the size durable.
  virtual Result<void> sync() = 0;
};

inline constexpr const char* kLockFileName = "LOCK";

class Directory {
 public:
  virtual ~Directory() = default;

  virtual Result<std::unique_ptr<File>> open(const std::string& name, OpenMode mode) = 0;
  /// Replaces `to` if it exists; atomic, durable after sync().
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> remove(const std::string& name) = 0;
  /// Names of the files (not the directories) in it, sorted.
  virtual Result<std::vector<std::string>> list() = 0;
  /// Makes created, renamed and removed names durable.
  virtual Result<void> sync() = 0;
  /// Opens the subdirectory, created if it is not there; its name is durable on return.
  virtual Result<std::unique_ptr<Directory>> subdirectory(const std::string& name) = 0;
  /// Opens the subdirectory; changes nothing. Fails: kNotFound.
  virtual Result<std::unique_ptr<Directory>> existing_subdirectory(const std::string& name) = 0;
  /// Names of the directories in it, sorted.
  virtual Result<std::vector<std::string>> list_subdirectories() = 0;
  /// Holds the directory for this process until the Directory is destroyed, by a lock on the file
  /// kLockFileName in it. Fails: kInUse.
  virtual Result<void> lock() = 0;
  /// What the holder of the lock says about itself; nothing if nobody holds it. Changes nothing.
  virtual Result<std::optional<std::string>> lock_holder() = 0;
};

/// The whole file. Fails: kNotFound, kIo.
Result<std::string> read_file(Directory& directory, const std::string& name);
/// The same, of a file that replace_file() writes: what is read is still there after a power cut,
/// though the process that wrote it may have died between its last two operations. Nothing if it
/// was never written. Fails: kIo.
Result<std::optional<std::string>> read_replaced_file(Directory& directory,
                                                      const std::string& name);

/// Replaces `name` by `contents`, all or nothing, durable on return (temporary file, sync, rename,
/// sync).
Result<void> replace_file(Directory& directory, const std::string& name, std::string_view contents);

}  // namespace flowbridge
