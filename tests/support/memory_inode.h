#pragma once
/// What a disk in memory holds, what of it is durable, and what a power failure leaves of the rest.
///
/// The model behind MemoryDisk: each file has the contents that can be read, the contents that are
/// durable, and the changes between them; each directory the same for its names.
///
/// Lifetime: values; names share their inodes.      Threads: one.
/// Fails:    never.
/// Units:    bytes; a sector is kMemorySectorBytes.
///
///   inode.change({.offset = 0, .bytes = "abc"});
///   inode.crash(random);   // "abc", or "", or "ab"

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kMemorySectorBytes = 512;

using Random = std::mt19937_64;

/// A number below `limit`, the same on every platform.
inline std::size_t draw(Random& random, std::size_t limit) {
  return static_cast<std::size_t>(random() % limit);
}

/// A change of a file's contents that was not yet synced.
struct Change {
  std::uint64_t offset = 0;
  std::string bytes;
  /// Instead of bytes: the file ends at `offset`.
  bool truncates = false;
};

class Inode {
 public:
  Inode() = default;
  explicit Inode(std::string contents) : live_(contents), durable_(std::move(contents)) {}

  const std::string& live() const { return live_; }

  void change(Change change);
  void sync();
  /// A sync that failed: some of the changes are durable, and the rest is forgotten, so that it can
  /// be read but no later sync will make it durable.
  void fail_sync(Random& random);
  /// The power went.
  void crash(Random& random);

 private:
  std::string live_;
  std::string durable_;
  std::vector<Change> unsynced_;
};

/// What happens to one or two names at once; a missing inode removes the name.
struct NameChange {
  std::vector<std::pair<std::string, std::shared_ptr<Inode>>> names;
};

struct Node {
  std::map<std::string, std::shared_ptr<Inode>> live;
  std::map<std::string, std::shared_ptr<Inode>> durable;
  std::vector<NameChange> unsynced;
  std::map<std::string, std::shared_ptr<Node>> subdirectories;
  bool locked = false;

  void change(NameChange change);
  void sync();
  void fail_sync(Random& random);
  /// The power went, for everything below here.
  void crash(Random& random);
  void unlock_all();
  /// The sizes of all files below here.
  std::uint64_t bytes() const;
};

}  // namespace flowbridge
