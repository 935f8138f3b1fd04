#include "journal/journal.h"

#include "base/check.h"
#include "journal/checkpoint.h"
#include "journal/disk_steps.h"

#include <utility>

namespace flowbridge {

Result<std::unique_ptr<Journal>> Journal::open(Directory& directory,
                                               const JournalOptions& options) {
  Result<RecoveredJournal> found =
      inspect_journal(directory, InspectionDepth::kFromNewestCheckpoint);
  if (!found) return found.error().within("open the journal");
  std::vector<std::string> leftovers = found->leftovers;
  if (found->unfinished) leftovers.push_back(segment_name(*found->unfinished));
  const std::uint64_t last_group_begin = found->last_group_begin;
  std::unique_ptr<Journal> journal(new Journal(directory, options, *std::move(found)));
  Result<void> ready = journal->finish_open(leftovers);
  if (ready && journal->segment_bytes_ > 0) ready = journal->adopt_last_segment(last_group_begin);
  if (ready && journal->segment_bytes_ == 0) ready = journal->start_segment();
  if (!ready) return ready.error().within("open the journal");
  return journal;
}

Journal::Journal(Directory& directory, const JournalOptions& options, RecoveredJournal found)
    : directory_(directory),
      options_(options),
      recovery_({.checkpoint = found.checkpoint,
                 .next = found.next,
                 .torn_bytes = found.torn_bytes,
                 .warnings = std::move(found.warnings)}),
      index_(found.inventory, found.next),
      header_(found.last_header),
      segment_bytes_(found.inventory.segments.empty() ? 0 : found.inventory.segments.back().bytes),
      last_crc_(found.last_crc),
      next_(found.next) {}

Result<void> Journal::finish_open(const std::vector<std::string>& leftovers) {
  for (const std::string& name : leftovers) {
    if (Result<void> removed = remove_if_present(directory_, name); !removed) return removed;
  }
  // A process that died may have renamed a checkpoint and not have synced its name.
  return as_sync_result(directory_.sync());
}

Result<void> Journal::adopt_last_segment(std::uint64_t last_group_begin) {
  Result<std::unique_ptr<File>> file =
      directory_.open(segment_name(header_.first), OpenMode::kWrite);
  if (!file) return file.error();
  file_ = *std::move(file);
  if (file_->size() > segment_bytes_) {
    if (Result<void> cut = file_->truncate(segment_bytes_); !cut) return cut;
  }
  return write_again_and_sync(*file_, last_group_begin);
}

Error Journal::judge(const Error& error) {
  if (error.code() == ErrorCode::kNoSpace) return error;
  failure_ = Error(ErrorCode::kIo, "the journal has failed and takes no more: " + error.message());
  return *failure_;
}

Sequence Journal::append(std::uint8_t type, std::string_view payload) {
  FB_CHECK(!group_closed_);
  const Sequence sequence = next_ + group_records_;
  append_frame(
      group_,
      {.sequence = sequence, .index_in_group = group_records_, .type = type, .payload = payload});
  FB_CHECK(group_.size() <= kGroupBytesMax);
  ++group_records_;
  return sequence;
}

Result<void> Journal::commit() {
  if (failure_) return *failure_;
  if (group_.empty()) return {};
  group_closed_ = true;
  const bool full = segment_bytes_ >= options_.segment_bytes && next_ > header_.first;
  if (full) {
    if (Result<void> started = start_segment(); !started) return started;
  }
  if (Result<void> wrote = write_group(); !wrote) return wrote;
  next_ += group_records_;
  group_.clear();
  group_records_ = 0;
  group_closed_ = false;
  index_.publish(segment_bytes_, next_);
  return {};
}

Result<void> Journal::write_group() {
  const std::uint32_t crc = seal_group(group_, header_.crc);
  // An attempt that found no space, and could not even cut what it had written, left the beginning
  // of this very group behind: the rest follows it.
  const auto there = static_cast<std::size_t>(file_->size() - segment_bytes_);
  FB_CHECK(there < group_.size());
  if (Result<void> wrote = file_->append(std::string_view(group_).substr(there)); !wrote) {
    const Error error = judge(wrote.error());
    if (!failure_) static_cast<void>(file_->truncate(segment_bytes_).has_value());
    return error;
  }
  if (Result<void> synced = as_sync_result(file_->sync()); !synced) return judge(synced.error());
  segment_bytes_ += group_.size();
  last_crc_ = crc;
  return {};
}

Result<void> Journal::start_segment() {
  SegmentHeader header;
  header.first = next_;
  if (segment_bytes_ > 0) {
    header.link = {.previous_first = header_.first,
                   .previous_bytes = segment_bytes_,
                   .previous_crc = last_crc_};
  }
  if (Result<void> created = create_segment(header); !created) return judge(created.error());
  index_.add_segment({.first = header_.first, .bytes = segment_bytes_});
  return {};
}

Result<void> Journal::create_segment(const SegmentHeader& header) {
  const std::string name = segment_name(header.first);
  // What an earlier attempt left would be damage once a later segment follows it.
  if (!unfinished_.empty()) {
    if (Result<void> removed = remove_if_present(directory_, unfinished_); !removed) return removed;
    unfinished_.clear();
  }
  Result<std::unique_ptr<File>> file = directory_.open(name, OpenMode::kCreate);
  if (!file) return file.error();
  const std::string bytes = encode_segment_header(header);
  if (Result<void> wrote = (*file)->append(bytes); !wrote) {
    if (!remove_if_present(directory_, name)) unfinished_ = name;
    return wrote;
  }
  if (Result<void> synced = as_sync_result((*file)->sync()); !synced) return synced;
  if (Result<void> synced = as_sync_result(directory_.sync()); !synced) return synced;
  const Result<SegmentHeader> reread = parse_segment_header(bytes, name);
  FB_CHECK(reread.has_value());
  header_ = *reread;
  file_ = *std::move(file);
  segment_bytes_ = bytes.size();
  last_crc_ = header_.crc;
  return {};
}

Result<void> Journal::write_checkpoint(std::string_view state) {
  if (failure_) return *failure_;
  FB_CHECK(group_.empty());
  // The segment comes first, so that a checkpoint without it, or without the log before it, can
  // only be damage.
  const bool begun = next_ == header_.first;
  const std::uint32_t previous_crc = begun ? header_.link.previous_crc : last_crc_;
  if (!begun) {
    if (Result<void> started = start_segment(); !started) return started;
  }
  const CheckpointPlace place{.sequence = next_, .previous_crc = previous_crc};
  if (Result<void> wrote = write_checkpoint_file(directory_, place, state); !wrote) {
    return judge(wrote.error());
  }
  index_.add_checkpoint({.sequence = next_, .bytes = checkpoint_file_bytes(state.size())});
  return trim();
}

Result<void> Journal::trim() {
  if (failure_) return *failure_;
  const Deletion deletion = index_.unneeded();
  if (deletion.empty()) return {};
  if (Result<void> removed = remove_files(deletion); !removed) {
    // Some file systems need space to remove a file. Nothing is forgotten: what was left out now
    // goes first the next time, or there would be a hole in the log.
    if (removed.error().code() == ErrorCode::kNoSpace) return {};
    return removed;
  }
  index_.forget(deletion);
  return {};
}

Result<void> Journal::remove_files(const Deletion& deletion) {
  for (const Sequence sequence : deletion.checkpoints) {
    Result<void> removed = remove_if_present(directory_, checkpoint_name(sequence));
    if (!removed) return judge(removed.error());
  }
  // Each step is synced before the next: a crash must never leave a checkpoint without its
  // segments, nor a hole between segments, for those are signs of damage.
  if (Result<void> synced = as_sync_result(directory_.sync()); !synced) {
    return judge(synced.error());
  }
  for (const Sequence first : deletion.segments) {
    Result<void> removed = remove_if_present(directory_, segment_name(first));
    if (removed) removed = as_sync_result(directory_.sync());
    if (!removed) return judge(removed.error());
  }
  return {};
}

}  // namespace flowbridge
