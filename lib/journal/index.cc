#include "journal/index.h"

#include "base/check.h"

#include <utility>

namespace flowbridge {

JournalIndex::JournalIndex(Inventory inventory, Sequence next)
    : inventory_(std::move(inventory)), next_(next) {}

void JournalIndex::publish(std::uint64_t bytes, Sequence next) {
  {
    const MutexLock lock(mutex_);
    FB_CHECK(!inventory_.segments.empty());
    SegmentExtent& newest = inventory_.segments.back();
    FB_CHECK(bytes > newest.bytes && next > next_);
    newest.bytes = bytes;
    next_ = next;
  }
  became_durable_.notify_all();
}

void JournalIndex::add_segment(const SegmentExtent& segment) {
  const MutexLock lock(mutex_);
  std::vector<SegmentExtent>& all = inventory_.segments;
  FB_CHECK(all.empty() || all.back().first < segment.first);
  all.push_back(segment);
}

void JournalIndex::add_checkpoint(const CheckpointFile& checkpoint) {
  const MutexLock lock(mutex_);
  std::vector<CheckpointFile>& all = inventory_.checkpoints;
  if (!all.empty() && all.back().sequence == checkpoint.sequence) all.pop_back();
  FB_CHECK(all.empty() || all.back().sequence < checkpoint.sequence);
  all.push_back(checkpoint);
}

void JournalIndex::want_room(const RoomWanted& wanted) {
  const MutexLock lock(mutex_);
  room_wanted_ = wanted;
}

Deletion JournalIndex::unneeded() const {
  const MutexLock lock(mutex_);
  return plan_deletion(inventory_, claims(inventory_, floors_, room_wanted_.spacing));
}

void JournalIndex::forget(const Deletion& deletion) {
  const MutexLock lock(mutex_);
  flowbridge::forget(inventory_, deletion);
}

Sequence JournalIndex::next_sequence() const {
  const MutexLock lock(mutex_);
  return next_;
}

std::optional<SegmentExtent> JournalIndex::segment_of(Sequence sequence) const {
  const MutexLock lock(mutex_);
  const SegmentExtent* segment = inventory_.segment_of(sequence);
  if (segment == nullptr) return {};
  return *segment;
}

std::optional<Sequence> JournalIndex::checkpoint_at_or_before(Sequence sequence) const {
  const MutexLock lock(mutex_);
  const CheckpointFile* checkpoint = inventory_.checkpoint_at_or_before(sequence);
  if (checkpoint == nullptr) return {};
  return checkpoint->sequence;
}

bool JournalIndex::wait_durable(Sequence sequence, const WaitLimits& limits) const {
  const MutexLock lock(mutex_);
  const auto durable = [this, sequence]() FB_REQUIRES(mutex_) { return next_ > sequence; };
  return became_durable_.wait_for(mutex_, limits.stop, limits.timeout, durable);
}

void JournalIndex::set_floor(const std::string& name, Sequence sequence, WhenFull when_full) {
  const MutexLock lock(mutex_);
  floors_[name] = {sequence, when_full};
}

bool JournalIndex::wants_room() const {
  const MutexLock lock(mutex_);
  return room_wanted_.bytes_max.has_value();
}

std::optional<Sequence> JournalIndex::next_floor(const std::string& name) const {
  const MutexLock lock(mutex_);
  return flowbridge::next_floor(inventory_, floors_, name, room_wanted_);
}

void JournalIndex::release_floor(const std::string& name) {
  const MutexLock lock(mutex_);
  floors_.erase(name);
}

JournalSize JournalIndex::size() const {
  const MutexLock lock(mutex_);
  JournalSize size{.segments = inventory_.segments.size(),
                   .checkpoints = inventory_.checkpoints.size()};
  size.bytes = total_bytes(inventory_);
  size.bytes_kept_anyway = total_bytes(kept(inventory_, {}));
  if (!inventory_.checkpoints.empty()) {
    size.newest_checkpoint_bytes = inventory_.checkpoints.back().bytes;
  }
  return size;
}

}  // namespace flowbridge
