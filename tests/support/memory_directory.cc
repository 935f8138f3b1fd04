#include "support/memory_directory.h"

#include "base/check.h"
#include "support/memory_inode.h"

#include <algorithm>
#include <mutex>

namespace flowbridge {

struct MemoryDisk::State {
  explicit State(std::uint64_t seed) : random(seed) {}

  struct Fault {
    std::uint64_t countdown = 0;
    ErrorCode code = ErrorCode::kIo;
  };

  /// Every call begins with this: nothing happens to a dead disk, or through a handle of before.
  std::optional<Error> begin(DiskOperation operation, std::uint64_t handle_life) {
    if (handle_life != life) return Error(ErrorCode::kIo, "a handle from before the restart");
    if (operations_limit && operations >= *operations_limit) {
      return Error(ErrorCode::kIo, "the power is off");
    }
    if (operation != DiskOperation::kRead) ++operations;
    return {};
  }

  /// The fault that a test asked for, if this is the operation that it strikes.
  std::optional<Error> fault(DiskOperation operation) {
    const auto found = faults.find(operation);
    if (found == faults.end() || --found->second.countdown > 0) return {};
    const Error error(found->second.code, "a fault that the test asked for");
    faults.erase(found);
    return error;
  }

  /// Both, for operations whose failure has no effect.
  std::optional<Error> strike(DiskOperation operation, std::uint64_t handle_life) {
    if (auto dead = begin(operation, handle_life)) return dead;
    return fault(operation);
  }

  std::uint64_t free_bytes() const {
    if (!capacity) return ~std::uint64_t{0};
    const std::uint64_t used = root->bytes();
    return used >= *capacity ? 0 : *capacity - used;
  }

  void restart() {
    root->unlock_all();
    ++life;
    operations_limit.reset();
    faults.clear();
  }

  /// The directory of a path, which ends with a slash or is empty.
  Node& node_of(std::string path) {
    Node* node = root.get();
    while (!path.empty()) {
      const std::size_t slash = path.find('/');
      std::shared_ptr<Node>& child = node->subdirectories[path.substr(0, slash)];
      if (!child) child = std::make_shared<Node>();
      node = child.get();
      path.erase(0, slash + 1);
    }
    return *node;
  }

  std::mutex mutex;
  Random random;
  std::shared_ptr<Node> root = std::make_shared<Node>();
  /// Handles of an earlier life are void.
  std::uint64_t life = 0;
  std::uint64_t operations = 0;
  std::optional<std::uint64_t> operations_limit;
  std::optional<std::uint64_t> capacity;
  bool ignores_syncs = false;
  std::map<DiskOperation, Fault> faults;
};

namespace {

using State = MemoryDisk::State;
using Lock = std::lock_guard<std::mutex>;

class MemoryFile final : public File {
 public:
  MemoryFile(std::shared_ptr<State> state, std::shared_ptr<Inode> inode, OpenMode mode)
      : state_(std::move(state)), inode_(std::move(inode)), mode_(mode), life_(state_->life) {}

  std::uint64_t size() const override {
    const Lock lock(state_->mutex);
    return inode_->live().size();
  }

  Result<void> read_at(std::uint64_t offset, std::size_t size, std::string& out) override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRead, life_)) return *error;
    out.clear();
    if (offset < inode_->live().size()) {
      out = inode_->live().substr(static_cast<std::size_t>(offset), size);
    }
    return {};
  }

  Result<void> append(std::string_view bytes) override {
    const Lock lock(state_->mutex);
    FB_CHECK(mode_ != OpenMode::kRead);
    if (auto dead = state_->begin(DiskOperation::kAppend, life_)) return *dead;
    const std::optional<Error> fault = state_->fault(DiskOperation::kAppend);
    const auto fits =
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), state_->free_bytes()));
    if (!fault && fits == bytes.size()) {
      write(inode_->live().size(), bytes);
      return {};
    }
    // A failed write leaves some of its bytes, but never all.
    const std::size_t wrote = fault ? draw(state_->random, fits + 1) : fits;
    if (wrote < bytes.size()) write(inode_->live().size(), bytes.substr(0, wrote));
    return fault ? *fault : Error(ErrorCode::kNoSpace, "the disk is full");
  }

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    const Lock lock(state_->mutex);
    FB_CHECK(mode_ != OpenMode::kRead);
    FB_CHECK(offset + bytes.size() <= inode_->live().size());
    if (auto error = state_->strike(DiskOperation::kWriteAt, life_)) return *error;
    write(offset, bytes);
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    const Lock lock(state_->mutex);
    FB_CHECK(mode_ != OpenMode::kRead);
    if (auto error = state_->strike(DiskOperation::kTruncate, life_)) return *error;
    inode_->change({.offset = size, .bytes = {}, .truncates = true});
    return {};
  }

  Result<void> sync() override {
    const Lock lock(state_->mutex);
    if (auto dead = state_->begin(DiskOperation::kSyncFile, life_)) return *dead;
    if (auto fault = state_->fault(DiskOperation::kSyncFile)) {
      inode_->fail_sync(state_->random);
      return *fault;
    }
    if (!state_->ignores_syncs) inode_->sync();
    return {};
  }

 private:
  void write(std::uint64_t offset, std::string_view bytes) {
    if (!bytes.empty()) inode_->change({.offset = offset, .bytes = std::string(bytes)});
  }

  std::shared_ptr<State> state_;
  std::shared_ptr<Inode> inode_;
  OpenMode mode_;
  std::uint64_t life_;
};

class MemoryDirectory final : public Directory {
 public:
  MemoryDirectory(std::shared_ptr<State> state, std::shared_ptr<Node> node)
      : state_(std::move(state)), node_(std::move(node)), life_(state_->life) {}

  ~MemoryDirectory() override {
    const Lock lock(state_->mutex);
    if (holds_lock_ && life_ == state_->life) node_->locked = false;
  }
  MemoryDirectory(const MemoryDirectory&) = delete;
  MemoryDirectory& operator=(const MemoryDirectory&) = delete;

  Result<std::unique_ptr<File>> open(const std::string& name, OpenMode mode) override {
    const Lock lock(state_->mutex);
    const bool creates = mode == OpenMode::kCreate;
    const auto operation = creates ? DiskOperation::kCreate : DiskOperation::kRead;
    if (auto error = state_->strike(operation, life_)) return *error;
    const auto found = node_->live.find(name);
    if (creates && found != node_->live.end()) {
      return Error(ErrorCode::kInvalid, name + ": the file exists");
    }
    if (!creates && found == node_->live.end()) return missing(name);
    if (creates) node_->change({{{name, std::make_shared<Inode>()}}});
    return std::unique_ptr<File>(std::make_unique<MemoryFile>(state_, node_->live.at(name), mode));
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRename, life_)) return *error;
    const auto found = node_->live.find(from);
    if (found == node_->live.end()) return missing(from);
    node_->change({{{to, found->second}, {from, nullptr}}});
    return {};
  }

  Result<void> remove(const std::string& name) override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRemove, life_)) return *error;
    if (node_->live.find(name) == node_->live.end()) return missing(name);
    node_->change({{{name, nullptr}}});
    return {};
  }

  Result<std::vector<std::string>> list() override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRead, life_)) return *error;
    std::vector<std::string> names;
    for (const auto& [name, inode] : node_->live) names.push_back(name);
    return names;
  }

  Result<void> sync() override {
    const Lock lock(state_->mutex);
    if (auto dead = state_->begin(DiskOperation::kSyncDirectory, life_)) return *dead;
    if (auto fault = state_->fault(DiskOperation::kSyncDirectory)) {
      node_->fail_sync(state_->random);
      return *fault;
    }
    if (!state_->ignores_syncs) node_->sync();
    return {};
  }

  Result<std::unique_ptr<Directory>> subdirectory(const std::string& name) override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRead, life_)) return *error;
    if (node_->live.find(name) != node_->live.end()) {
      return Error(ErrorCode::kInvalid, name + ": not a directory");
    }
    std::shared_ptr<Node>& child = node_->subdirectories[name];
    if (!child) child = std::make_shared<Node>();
    return std::unique_ptr<Directory>(std::make_unique<MemoryDirectory>(state_, child));
  }

  Result<std::unique_ptr<Directory>> existing_subdirectory(const std::string& name) override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRead, life_)) return *error;
    if (node_->live.find(name) != node_->live.end()) {
      return Error(ErrorCode::kInvalid, name + ": not a directory");
    }
    const auto found = node_->subdirectories.find(name);
    if (found == node_->subdirectories.end()) return missing(name);
    return std::unique_ptr<Directory>(std::make_unique<MemoryDirectory>(state_, found->second));
  }

  Result<std::vector<std::string>> list_subdirectories() override {
    const Lock lock(state_->mutex);
    if (auto error = state_->strike(DiskOperation::kRead, life_)) return *error;
    std::vector<std::string> names;
    for (const auto& [name, child] : node_->subdirectories) names.push_back(name);
    return names;
  }

  Result<std::optional<std::string>> lock_holder() override {
    const Lock lock(state_->mutex);
    if (!node_->locked) return std::optional<std::string>();
    return std::optional<std::string>("another process");
  }

  Result<void> lock() override {
    const Lock lock(state_->mutex);
    if (node_->locked) return Error(ErrorCode::kInUse, "the directory is locked");
    if (node_->live.find(kLockFileName) == node_->live.end()) {
      node_->change({{{kLockFileName, std::make_shared<Inode>()}}});
    }
    node_->locked = true;
    holds_lock_ = true;
    return {};
  }

 private:
  static Error missing(const std::string& name) {
    return {ErrorCode::kNotFound, name + ": no such file or directory"};
  }

  std::shared_ptr<State> state_;
  std::shared_ptr<Node> node_;
  std::uint64_t life_;
  bool holds_lock_ = false;
};

void collect_files(const Node& node, const std::string& path,
                   std::map<std::string, std::string>& files) {
  for (const auto& [name, inode] : node.live) files[path + name] = inode->live();
  for (const auto& [name, child] : node.subdirectories) {
    collect_files(*child, path + name + "/", files);
  }
}

}  // namespace

MemoryDisk::MemoryDisk(std::uint64_t seed) : state_(std::make_shared<State>(seed)) {}
MemoryDisk::~MemoryDisk() = default;

std::unique_ptr<Directory> MemoryDisk::root() {
  return std::make_unique<MemoryDirectory>(state_, state_->root);
}

void MemoryDisk::power_off_after(std::uint64_t operations) {
  const Lock lock(state_->mutex);
  state_->operations_limit = state_->operations + operations;
}

std::uint64_t MemoryDisk::operations() const {
  const Lock lock(state_->mutex);
  return state_->operations;
}

void MemoryDisk::fail(DiskOperation operation, std::uint64_t nth, ErrorCode code) {
  FB_CHECK(nth > 0);
  const Lock lock(state_->mutex);
  state_->faults[operation] = {nth, code};
}

void MemoryDisk::set_capacity(std::optional<std::uint64_t> bytes) {
  const Lock lock(state_->mutex);
  state_->capacity = bytes;
}

void MemoryDisk::ignore_syncs() {
  const Lock lock(state_->mutex);
  state_->ignores_syncs = true;
}

void MemoryDisk::crash() {
  const Lock lock(state_->mutex);
  state_->root->crash(state_->random);
  state_->restart();
}

void MemoryDisk::kill() {
  const Lock lock(state_->mutex);
  state_->restart();
}

std::map<std::string, std::string> MemoryDisk::files() const {
  const Lock lock(state_->mutex);
  std::map<std::string, std::string> files;
  collect_files(*state_->root, "", files);
  return files;
}

void MemoryDisk::put_file(const std::string& path, const std::string& contents) {
  const Lock lock(state_->mutex);
  const std::size_t name_at = path.rfind('/') + 1;
  Node& node = state_->node_of(path.substr(0, name_at));
  const auto inode = std::make_shared<Inode>(contents);
  node.live[path.substr(name_at)] = inode;
  node.durable[path.substr(name_at)] = inode;
}

void MemoryDisk::remove_file(const std::string& path) {
  const Lock lock(state_->mutex);
  const std::size_t name_at = path.rfind('/') + 1;
  Node& node = state_->node_of(path.substr(0, name_at));
  FB_CHECK(node.live.erase(path.substr(name_at)) == 1);
  node.durable.erase(path.substr(name_at));
}

}  // namespace flowbridge
