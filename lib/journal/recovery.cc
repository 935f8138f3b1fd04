#include "journal/recovery.h"

#include "base/check.h"
#include "base/coding.h"
#include "journal/checkpoint.h"
#include "journal/segment_reader.h"

namespace flowbridge {

namespace {

class Inspection {
 public:
  Inspection(Directory& directory, InspectionDepth depth) : directory_(directory), depth_(depth) {}

  Result<RecoveredJournal> run();

 private:
  Result<void> list_files();
  Result<void> read_headers();
  Result<void> check_ends() const;
  Result<void> check_chain();
  Result<void> check_link(std::size_t index);
  Result<void> read_checkpoints();
  Result<void> check_place(const Checkpoint& checkpoint) const;
  Result<void> walk_segments();
  Result<void> walk(SegmentReader& segment, std::uint64_t end);
  Result<void> walk_last(SegmentReader& segment);

  const std::vector<SegmentExtent>& segments() const { return found_.inventory.segments; }

  Directory& directory_;
  InspectionDepth depth_;
  RecoveredJournal found_;
  // Parallel to the inventory's segments.
  std::vector<SegmentHeader> headers_;
  std::vector<std::uint64_t> file_bytes_;
};

Result<void> Inspection::list_files() {
  const Result<std::vector<std::string>> names = directory_.list();
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (const std::optional<Sequence> first = parse_segment_name(name)) {
      found_.inventory.segments.push_back({.first = *first});
    } else if (const std::optional<Sequence> sequence = parse_checkpoint_name(name)) {
      found_.inventory.checkpoints.push_back({.sequence = *sequence});
    } else if (is_temporary_checkpoint_name(name)) {
      found_.leftovers.push_back(name);
    }
  }
  return {};
}

Result<void> Inspection::read_headers() {
  std::vector<SegmentExtent>& all = found_.inventory.segments;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string name = segment_name(all[i].first);
    const Result<std::unique_ptr<File>> file = directory_.open(name, OpenMode::kRead);
    if (!file) return file.error();
    const std::uint64_t size = (*file)->size();
    const Result<SegmentReader> segment = SegmentReader::open(directory_, all[i].first);
    if (!segment) {
      // A header is synced before the first record is written behind it. The last segment may have
      // been left before that; then it holds nothing, and the one before it is the last.
      const bool unfinished = i + 1 == all.size() && size <= kSegmentHeaderBytes &&
                              segment.error().code() == ErrorCode::kCorrupt;
      if (!unfinished) return segment.error();
      found_.unfinished = all.back().first;
      all.pop_back();
      return {};
    }
    headers_.push_back(segment->header());
    file_bytes_.push_back(size);
    all[i].bytes = size;
  }
  return {};
}

/// The log must reach back to its beginning or to a checkpoint; and every checkpoint begins a
/// segment, which is durable before it and deleted after it.
Result<void> Inspection::check_ends() const {
  const std::vector<CheckpointFile>& checkpoints = found_.inventory.checkpoints;
  for (const CheckpointFile& checkpoint : checkpoints) {
    const SegmentExtent* segment = found_.inventory.segment_of(checkpoint.sequence);
    if (segment != nullptr && segment->first == checkpoint.sequence) continue;
    return corrupt_at(segment_name(checkpoint.sequence), 0,
                      "the segment is missing or not whole; " +
                          checkpoint_name(checkpoint.sequence) + " needs it");
  }
  if (segments().empty()) {
    const bool only_the_first = found_.unfinished.value_or(kFirstSequence) == kFirstSequence;
    if (only_the_first) return {};
    return corrupt_at(segment_name(*found_.unfinished), 0, "the segments before it are missing");
  }
  const Sequence oldest = segments().front().first;
  const bool has_predecessor = headers_.front().link != ChainLink{};
  if (has_predecessor != (oldest > kFirstSequence)) {
    return corrupt_at(segment_name(oldest), 0,
                      "its link to a segment before does not fit its name");
  }
  if (oldest == kFirstSequence || !checkpoints.empty()) return {};
  return corrupt_at(segment_name(oldest), 0,
                    "the records before it are missing and no checkpoint stands for them");
}

Result<void> Inspection::check_link(std::size_t index) {
  const ChainLink& link = headers_[index].link;
  const std::string name = segment_name(segments()[index].first);
  const SegmentExtent& previous = segments()[index - 1];
  const std::string previous_name = segment_name(previous.first);
  if (link.previous_first == 0) return corrupt_at(name, 0, "it says that no segment precedes it");
  if (link.previous_first != previous.first) {
    return corrupt_at(segment_name(link.previous_first), 0,
                      "the segment is missing; it precedes " + name);
  }
  if (link.previous_bytes != file_bytes_[index - 1]) {
    return corrupt_at(previous_name, file_bytes_[index - 1],
                      "the file should have " + std::to_string(link.previous_bytes) + " bytes");
  }
  const Result<std::unique_ptr<File>> file = directory_.open(previous_name, OpenMode::kRead);
  if (!file) return file.error();
  std::string bytes;
  const std::uint64_t crc_offset = link.previous_bytes - sizeof(std::uint32_t);
  if (Result<void> read = (*file)->read_at(crc_offset, sizeof(std::uint32_t), bytes); !read) {
    return read;
  }
  if (ByteReader(bytes).u32() != link.previous_crc) {
    return corrupt_at(previous_name, crc_offset,
                      "its last checksum is not the one " + name + " follows");
  }
  return {};
}

Result<void> Inspection::check_chain() {
  for (std::size_t i = 1; i < segments().size(); ++i) {
    if (Result<void> linked = check_link(i); !linked) return linked;
  }
  return {};
}

/// What a checkpoint stands for must be in the log, for it was synced before the checkpoint was
/// written; the segment that begins with its record says what that is.
Result<void> Inspection::check_place(const Checkpoint& checkpoint) const {
  const SegmentExtent* segment = found_.inventory.segment_of(checkpoint.sequence);
  FB_CHECK(segment != nullptr && segment->first == checkpoint.sequence);
  const auto index = static_cast<std::size_t>(segment - segments().data());
  if (headers_[index].link.previous_crc == checkpoint.previous_crc) return {};
  return corrupt_at(checkpoint_name(checkpoint.sequence), 0,
                    "it does not follow the record before it in the log");
}

// All of them, not only the newest: a destination that is behind begins with an older one.
Result<void> Inspection::read_checkpoints() {
  std::vector<CheckpointFile>& all = found_.inventory.checkpoints;
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    const Result<Checkpoint> checkpoint = read_checkpoint_file(directory_, at->sequence);
    if (checkpoint) {
      if (Result<void> placed = check_place(*checkpoint); !placed) return placed;
      at->bytes = checkpoint_file_bytes(checkpoint->state.size());
      if (!found_.checkpoint) found_.checkpoint = at->sequence;
      continue;
    }
    if (checkpoint.error().code() != ErrorCode::kCorrupt) return checkpoint.error();
    at->damaged = true;
    found_.warnings.push_back(checkpoint.error().message());
  }
  if (found_.checkpoint || segments().empty() || segments().front().first == kFirstSequence) {
    return {};
  }
  return Error(ErrorCode::kCorrupt, "no checkpoint is whole: " + found_.warnings.front());
}

Result<void> Inspection::walk(SegmentReader& segment, std::uint64_t end) {
  found_.walked.push_back({.first = segment.header().first});
  SegmentSummary& summary = found_.walked.back();
  for (;;) {
    const Result<std::optional<JournalFrame>> frame = segment.next(end);
    if (!frame) return frame.error();
    if (!*frame) break;
    ++summary.records;
    if ((*frame)->ends_group) ++summary.groups;
  }
  if (segment.complete().end == end) return {};
  return corrupt_at(segment.name(), end,
                    "the group that begins with record " + std::to_string(segment.complete().next) +
                        " is not complete");
}

Result<void> Inspection::walk_last(SegmentReader& segment) {
  SegmentExtent& last = found_.inventory.segments.back();
  const std::uint64_t end = segment.file_bytes();
  if (Result<void> walked = walk(segment, end); !walked) {
    if (walked.error().code() != ErrorCode::kCorrupt) return walked;
    const Result<bool> damaged = segment.later_group_follows(end);
    if (!damaged) return damaged.error();
    if (*damaged) return walked;
  }
  const GroupEnd& complete = segment.complete();
  last.bytes = complete.end;
  found_.torn_bytes = end - complete.end;
  found_.next = complete.next;
  found_.last_header = segment.header();
  found_.last_group_begin = complete.begin;
  found_.last_crc = complete.crc;
  return {};
}

Result<void> Inspection::walk_segments() {
  const Sequence start = depth_ == InspectionDepth::kEverything || !found_.checkpoint
                             ? segments().front().first
                             : *found_.checkpoint;
  std::size_t index = 0;
  while (index + 1 < segments().size() && segments()[index + 1].first <= start) ++index;
  for (; index < segments().size(); ++index) {
    Result<SegmentReader> segment = SegmentReader::open(directory_, segments()[index].first);
    if (!segment) return segment.error();
    const bool last = index + 1 == segments().size();
    if (last) return walk_last(*segment);
    if (Result<void> walked = walk(*segment, segments()[index].bytes); !walked) return walked;
    const Sequence following = segments()[index + 1].first;
    if (segment->next_sequence() != following) {
      return corrupt_at(segment_name(following), 0,
                        "record " + std::to_string(segment->next_sequence()) +
                            " and those up to this segment are missing");
    }
  }
  return {};
}

Result<RecoveredJournal> Inspection::run() {
  if (Result<void> listed = list_files(); !listed) return listed.error();
  if (Result<void> read = read_headers(); !read) return read.error();
  if (Result<void> checked = check_ends(); !checked) return checked.error();
  if (Result<void> checked = check_chain(); !checked) return checked.error();
  if (Result<void> read = read_checkpoints(); !read) return read.error();
  if (segments().empty()) return std::move(found_);
  if (Result<void> walked = walk_segments(); !walked) return walked.error();
  return std::move(found_);
}

}  // namespace

Result<RecoveredJournal> inspect_journal(Directory& directory, InspectionDepth depth) {
  return Inspection(directory, depth).run();
}

}  // namespace flowbridge
