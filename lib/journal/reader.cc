#include "journal/reader.h"

#include "base/check.h"

namespace flowbridge {

Result<void> JournalReader::seek(Sequence sequence) {
  const Sequence next = index_.next_sequence();
  if (sequence > next) {
    return Error(ErrorCode::kCorrupt,
                 "the journal ends before record " + std::to_string(next) + ", but record " +
                     std::to_string(sequence) +
                     " is asked for: the disk has lost records that were durable");
  }
  const std::optional<SegmentExtent> segment = index_.segment_of(sequence);
  if (!segment || sequence < kFirstSequence) {
    return Error(ErrorCode::kNotFound,
                 "record " + std::to_string(sequence) + " is no longer in the journal");
  }
  segment_.reset();
  position_ = sequence;
  durable_next_ = next;
  return {};
}

Result<void> JournalReader::locate() {
  const std::optional<SegmentExtent> extent = index_.segment_of(position_);
  if (!extent) {
    return Error(ErrorCode::kNotFound,
                 "record " + std::to_string(position_) + " is no longer in the journal");
  }
  if (segment_ && segment_->header().first == extent->first) {
    if (extent->bytes > end_) {
      end_ = extent->bytes;
      return {};
    }
    return corrupt_at(segment_->name(), end_,
                      "the segment ends before record " + std::to_string(position_));
  }
  if (segment_ && segment_->next_sequence() != extent->first) {
    return corrupt_at(
        segment_->name(), end_,
        "the segment ends before record " + std::to_string(segment_->next_sequence()));
  }
  Result<SegmentReader> opened = SegmentReader::open(directory_, extent->first);
  if (!opened) return opened.error();
  segment_.emplace(*std::move(opened));
  end_ = extent->bytes;
  return {};
}

Result<std::optional<JournalRecord>> JournalReader::next() {
  if (position_ == durable_next_) {
    durable_next_ = index_.next_sequence();
    if (position_ == durable_next_) return std::optional<JournalRecord>();
  }
  for (;;) {
    if (!segment_ || segment_->offset() == end_) {
      if (Result<void> located = locate(); !located) return located.error();
    }
    const Result<std::optional<JournalFrame>> frame = segment_->next(end_);
    if (!frame) return frame.error();
    FB_CHECK(frame->has_value());
    if ((*frame)->sequence < position_) continue;  // seek() may point inside a segment
    FB_CHECK((*frame)->sequence == position_);
    ++position_;
    return std::optional<JournalRecord>(JournalRecord{.sequence = (*frame)->sequence,
                                                      .type = (*frame)->type,
                                                      .ends_group = (*frame)->ends_group,
                                                      .payload = (*frame)->payload});
  }
}

Result<std::optional<Checkpoint>> JournalReader::newest_checkpoint_at_or_before(
    Sequence sequence) const {
  const std::optional<Sequence> newest = index_.checkpoint_at_or_before(sequence);
  if (!newest) return std::optional<Checkpoint>();
  Result<Checkpoint> checkpoint = read_checkpoint_file(directory_, *newest);
  if (!checkpoint) return checkpoint.error();
  return std::optional<Checkpoint>(*std::move(checkpoint));
}

}  // namespace flowbridge
