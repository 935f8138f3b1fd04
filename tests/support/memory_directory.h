#pragma once
/// A disk in memory that lies like a real one, from a seed.
///
/// MemoryDisk::root() is a Directory that passes the same contract test as the real one. Beside the
/// contract it has what real disks do when nobody looks: the power goes off between any two
/// operations, and of what was not synced some survives: nothing, everything, a prefix, or any
/// choice of 512-byte sectors; names that were not synced are there or not, each by itself; a
/// failed sync leaves contents that a later sync does not repair; the disk is full after a prefix.
///
/// Lifetime: handles share the disk; those from before a crash() or kill() only fail.
/// Threads:  any; one lock.
/// Fails:    as the port says, and where a test asked for it.
/// Units:    bytes; operations are those that change something or make it durable, from 1.
///
///   MemoryDisk disk(seed);
///   disk.power_off_after(17);
///   run(*disk.root());
///   disk.crash();
///   recover(*disk.root());

#include "port/directory.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace flowbridge {

enum class DiskOperation {
  kRead,
  kAppend,
  kWriteAt,
  kTruncate,
  kSyncFile,
  kCreate,
  kRename,
  kRemove,
  kSyncDirectory,
};

class MemoryDisk {
 public:
  explicit MemoryDisk(std::uint64_t seed);
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  std::unique_ptr<Directory> root();

  // What goes wrong.

  /// Every operation after the next `operations` ones fails without effect, until crash().
  void power_off_after(std::uint64_t operations);
  /// How many operations there have been.
  std::uint64_t operations() const;
  /// The `nth` operation of this kind from now on fails with `code`, once; a write after a prefix.
  void fail(DiskOperation operation, std::uint64_t nth, ErrorCode code);
  /// From now on the files may have this many bytes together; writes beyond fail with kNoSpace
  /// after what still fits. Overwriting needs no space.
  void set_capacity(std::optional<std::uint64_t> bytes);

  /// From now on a sync says that it succeeded and does nothing. No program can survive that: it is
  /// there to show that a test would notice.
  void ignore_syncs();

  // What happens then. Both make all handles and locks void.

  /// The power went: what was not synced is decided by the seed.
  void crash();
  /// The process died: everything written is still there, synced or not.
  void kill();

  // A look from outside, and damage. Paths are "journal/00000000000000000001.log".

  /// The files with their contents, as they can be read now.
  std::map<std::string, std::string> files() const;
  /// Puts a file there as if it had always been: contents and name are durable.
  void put_file(const std::string& path, const std::string& contents);
  void remove_file(const std::string& path);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace flowbridge
