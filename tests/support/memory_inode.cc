#include "support/memory_inode.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {

namespace {

using Names = std::map<std::string, std::shared_ptr<Inode>>;

void apply_change(std::string& contents, const Change& change) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.truncates) {
    contents.resize(offset, '\0');
    return;
  }
  if (contents.size() < offset + change.bytes.size()) {
    contents.resize(offset + change.bytes.size(), '\0');
  }
  std::copy(change.bytes.begin(), change.bytes.end(),
            contents.begin() + static_cast<std::ptrdiff_t>(offset));
}

void apply_change(Names& names, const NameChange& change) {
  for (const auto& [name, inode] : change.names) {
    if (inode) {
      names[name] = inode;
    } else {
      names.erase(name);
    }
  }
}

/// How much of what was not synced survives.
enum class Survival { kNothing, kEverything, kPrefix, kAnyChoice };

Survival draw_survival(Random& random) {
  constexpr Survival kAll[] = {Survival::kNothing, Survival::kEverything, Survival::kPrefix,
                               Survival::kAnyChoice};
  return kAll[draw(random, std::size(kAll))];
}

/// Each sector as it was after some number of the changes, and so the size.
std::string torn(const std::string& durable, const std::vector<Change>& changes, Random& random) {
  std::vector<std::string> versions{durable};
  for (const Change& change : changes) {
    versions.push_back(versions.back());
    apply_change(versions.back(), change);
  }
  std::string result(versions[draw(random, versions.size())].size(), '\0');
  for (std::size_t at = 0; at < result.size(); at += kMemorySectorBytes) {
    const std::string& version = versions[draw(random, versions.size())];
    if (at >= version.size()) continue;
    const std::size_t size =
        std::min({kMemorySectorBytes, result.size() - at, version.size() - at});
    result.replace(at, size, version, at, size);
  }
  return result;
}

/// The changes in order up to some byte of one of them.
std::string prefix(std::string contents, const std::vector<Change>& changes, Random& random) {
  const std::size_t whole = draw(random, changes.size() + 1);
  for (std::size_t i = 0; i < whole; ++i) apply_change(contents, changes[i]);
  if (whole == changes.size() || changes[whole].truncates) return contents;
  Change cut = changes[whole];
  cut.bytes.resize(draw(random, cut.bytes.size() + 1));
  if (!cut.bytes.empty()) apply_change(contents, cut);
  return contents;
}

/// What the disk has of a file whose unsynced changes were left to themselves.
std::string settle(const std::string& durable, const std::vector<Change>& changes, Random& random) {
  if (changes.empty()) return durable;
  switch (draw_survival(random)) {
    case Survival::kNothing:
      return durable;
    case Survival::kEverything: {
      std::string contents = durable;
      for (const Change& change : changes) apply_change(contents, change);
      return contents;
    }
    case Survival::kPrefix:
      return prefix(durable, changes, random);
    case Survival::kAnyChoice:
      return torn(durable, changes, random);
  }
  FB_CHECK(false);
}

void settle(Names& durable, const std::vector<NameChange>& changes, Random& random) {
  const Survival survival = draw_survival(random);
  if (survival == Survival::kNothing) return;
  const bool is_prefix = survival == Survival::kPrefix;
  const std::size_t count = is_prefix ? draw(random, changes.size() + 1) : changes.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (survival == Survival::kAnyChoice && draw(random, 2) == 0) continue;
    apply_change(durable, changes[i]);
  }
}

}  // namespace

void Inode::change(Change change) {
  apply_change(live_, change);
  unsynced_.push_back(std::move(change));
}

void Inode::sync() {
  for (const Change& change : unsynced_) apply_change(durable_, change);
  unsynced_.clear();
}

void Inode::fail_sync(Random& random) {
  durable_ = settle(durable_, unsynced_, random);
  unsynced_.clear();
}

void Inode::crash(Random& random) {
  fail_sync(random);
  live_ = durable_;
}

void Node::change(NameChange change) {
  apply_change(live, change);
  unsynced.push_back(std::move(change));
}

void Node::sync() {
  for (const NameChange& change : unsynced) apply_change(durable, change);
  unsynced.clear();
}

// A file system either gives up on its metadata for good or tries again: unlike contents, names are
// not forgotten by the kernel.
void Node::fail_sync(Random& random) {
  settle(durable, unsynced, random);
}

void Node::crash(Random& random) {
  fail_sync(random);
  unsynced.clear();
  live = durable;
  for (auto& [name, inode] : live) inode->crash(random);
  for (auto& [name, child] : subdirectories) child->crash(random);
}

void Node::unlock_all() {
  locked = false;
  for (auto& [name, child] : subdirectories) child->unlock_all();
}

std::uint64_t Node::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [name, inode] : live) sum += inode->live().size();
  for (const auto& [name, child] : subdirectories) sum += child->bytes();
  return sum;
}

}  // namespace flowbridge
