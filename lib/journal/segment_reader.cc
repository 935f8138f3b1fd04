#include "journal/segment_reader.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {

Result<SegmentReader> SegmentReader::open(Directory& directory, Sequence first) {
  std::string name = segment_name(first);
  Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kRead);
  if (!file) return file.error();
  std::string bytes;
  if (Result<void> read = (*file)->read_at(0, kSegmentHeaderBytes, bytes); !read) {
    return read.error();
  }
  Result<SegmentHeader> header = parse_segment_header(bytes, name);
  if (!header) return header.error();
  return SegmentReader(*std::move(file), std::move(name), *header);
}

SegmentReader::SegmentReader(std::unique_ptr<File> file, std::string name,
                             const SegmentHeader& header)
    : file_(std::move(file)),
      name_(std::move(name)),
      header_(header),
      next_sequence_(header.first),
      complete_({.next = header.first, .crc = header.crc}) {}

std::string_view SegmentReader::buffered() const {
  const std::uint64_t consumed = offset_ - buffer_offset_;
  if (consumed >= buffer_.size()) return {};
  return std::string_view(buffer_).substr(static_cast<std::size_t>(consumed));
}

Result<void> SegmentReader::fill(std::size_t size, std::uint64_t end) {
  if (buffered().size() >= size) return {};
  const auto wanted = static_cast<std::size_t>(
      std::min<std::uint64_t>(end - offset_, std::max(size, kReadChunkBytes)));
  // What is left of the buffer is less than one frame; reading it again is simpler than moving it.
  if (Result<void> read = file_->read_at(offset_, wanted, buffer_); !read) return read;
  buffer_offset_ = offset_;
  if (buffer_.size() == wanted) return {};
  return corrupt_at(name_, offset_ + buffer_.size(),
                    "the file ends before byte " + std::to_string(end));
}

Result<void> SegmentReader::check_order(const JournalFrame& frame) const {
  if (frame.sequence != next_sequence_) {
    return corrupt_at(name_, offset_,
                      "record " + std::to_string(frame.sequence) + " where record " +
                          std::to_string(next_sequence_) + " belongs");
  }
  if (frame.index_in_group != next_index_) {
    return corrupt_at(name_, offset_,
                      "record " + std::to_string(frame.sequence) + " is number " +
                          std::to_string(frame.index_in_group) + " of its group, not number " +
                          std::to_string(next_index_));
  }
  return {};
}

Result<std::optional<JournalFrame>> SegmentReader::next(std::uint64_t end) {
  FB_CHECK(end >= offset_);
  if (end == offset_) return std::optional<JournalFrame>();
  ParsedFrame parsed;
  while (parsed.state == FrameState::kShort) {
    if (parsed.bytes_needed > end - offset_) {
      return corrupt_at(name_, offset_,
                        "record " + std::to_string(next_sequence_) + " is cut short");
    }
    if (Result<void> filled = fill(parsed.bytes_needed, end); !filled) return filled.error();
    parsed = parse_frame(buffered(), header_.crc);
  }
  if (parsed.state == FrameState::kDamaged) {
    return corrupt_at(name_, offset_, "record " + std::to_string(next_sequence_) + " is damaged");
  }
  const JournalFrame& frame = parsed.frame;
  if (Result<void> ordered = check_order(frame); !ordered) return ordered.error();
  offset_ += frame.bytes();
  next_sequence_ = frame.sequence + 1;
  next_index_ = frame.ends_group ? 0 : next_index_ + 1;
  if (frame.ends_group) {
    complete_ = {.begin = complete_.end, .end = offset_, .next = next_sequence_, .crc = frame.crc};
  }
  return std::optional<JournalFrame>(frame);
}

Result<ParsedFrame> SegmentReader::frame_at(std::uint64_t offset, std::uint64_t end) {
  ParsedFrame parsed;
  std::size_t size_before = 0;
  while (parsed.state == FrameState::kShort && parsed.bytes_needed <= end - offset &&
         parsed.bytes_needed > size_before) {
    size_before = parsed.bytes_needed;
    if (Result<void> read = file_->read_at(offset, size_before, scan_); !read) return read.error();
    parsed = parse_frame(scan_, header_.crc);
  }
  return parsed;
}

Result<bool> SegmentReader::later_group_follows(std::uint64_t end) {
  std::string window;
  // Windows overlap by a frame's header less one byte, so that no magic is split unseen.
  for (std::uint64_t start = offset_; start + kFrameHeaderBytes <= end;
       start += kReadChunkBytes - kFrameHeaderBytes + 1) {
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(end - start, kReadChunkBytes));
    if (Result<void> read = file_->read_at(start, size, window); !read) return read.error();
    for (std::size_t at = find_frame_magic(window, 0); at != std::string::npos;
         at = find_frame_magic(window, at + 1)) {
      const Result<ParsedFrame> parsed = frame_at(start + at, end);
      if (!parsed) return parsed.error();
      if (parsed->state == FrameState::kWhole && parsed->frame.group_first() > complete_.next) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace flowbridge
