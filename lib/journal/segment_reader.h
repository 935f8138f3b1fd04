#pragma once
/// The frames of one segment, in order, each verified.
///
/// Recovery, readers and verification walk segments with this: it checks every CRC, that sequences
/// follow one another and that groups are whole, and it never looks behind the end it is told, so a
/// reader cannot see bytes that are not durable.
///
/// Lifetime: owns its file handle. A frame's payload is valid until the next call.
/// Threads:  one.
/// Fails:    kCorrupt with file and offset; kUnsupported; kNotFound; kIo.
/// Units:    bytes from the start of the file.
///
///   Result<SegmentReader> segment = SegmentReader::open(directory, 42);
///   Result<std::optional<JournalFrame>> frame = segment->next(durable_bytes);
///   if (frame && *frame) use((*frame)->payload);

#include "journal/format.h"
#include "port/directory.h"

#include <memory>

namespace flowbridge {

/// How much is read at once; a longer record makes one longer read.
inline constexpr std::size_t kReadChunkBytes = 256u << 10;

/// The end of a complete group, or of the header if there is none.
struct GroupEnd {
  /// Where the group begins; 0 if there is none.
  std::uint64_t begin = 0;
  std::uint64_t end = kSegmentHeaderBytes;
  /// The sequence that follows.
  Sequence next = 0;
  /// The four bytes before the end, as in ChainLink.
  std::uint32_t crc = 0;
};

class SegmentReader {
 public:
  /// Opens segment_name(first) and verifies its header.
  static Result<SegmentReader> open(Directory& directory, Sequence first);

  /// The next frame, or nothing if exactly `end` bytes are consumed. Fails: kCorrupt if a frame is
  /// damaged or reaches beyond `end`; offset() is then where it begins. Requires: `end` does not
  /// fall from call to call, and the bytes before it do not change.
  Result<std::optional<JournalFrame>> next(std::uint64_t end);

  const std::string& name() const { return name_; }
  const SegmentHeader& header() const { return header_; }
  std::uint64_t file_bytes() const { return file_->size(); }

  /// Where the next frame begins.
  std::uint64_t offset() const { return offset_; }
  /// The sequence that the next frame must have.
  Sequence next_sequence() const { return next_sequence_; }
  /// The end of the newest complete group.
  const GroupEnd& complete() const { return complete_; }

  /// Whether a whole frame of a later group than the one that is incomplete at offset() lies in
  /// [offset(), end): if so, what is damaged was once synced, and is no torn tail.
  Result<bool> later_group_follows(std::uint64_t end);

 private:
  SegmentReader(std::unique_ptr<File> file, std::string name, const SegmentHeader& header);

  /// The unconsumed bytes of the buffer.
  std::string_view buffered() const;
  /// Makes at least min(size, end - offset_) bytes available from offset_ on.
  Result<void> fill(std::size_t size, std::uint64_t end);
  Result<void> check_order(const JournalFrame& frame) const;
  /// The frame that begins at `offset`, read past the buffer; its payload is a view into scan_.
  Result<ParsedFrame> frame_at(std::uint64_t offset, std::uint64_t end);

  // Constant after construction.
  std::unique_ptr<File> file_;
  std::string name_;
  SegmentHeader header_;

  std::string buffer_;
  std::uint64_t buffer_offset_ = 0;
  std::string scan_;

  std::uint64_t offset_ = kSegmentHeaderBytes;
  Sequence next_sequence_;
  std::uint32_t next_index_ = 0;
  GroupEnd complete_;
};

}  // namespace flowbridge
