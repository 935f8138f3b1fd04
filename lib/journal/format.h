#pragma once
/// The bytes of the journal's files.
///
/// FORMAT.md is the definition; this is its only implementation, shared by the writer, the readers,
/// recovery and verification, so that they cannot disagree. Everything here is a pure function of
/// bytes.
///
/// Lifetime: a JournalFrame's payload is a view into the bytes that were parsed.
/// Threads:  any.
/// Fails:    headers: kCorrupt, or kUnsupported for a newer version; the message names the file.
///           Frames: a FrameState, because a cut frame is normal at the end of the last segment.
/// Units:    bytes; sequences count records from 1, and 0 stands for none.
///
///   std::string group;
///   append_frame(group, {.sequence = 7, .index_in_group = 0, .type = 5, .payload = payload});
///   const std::uint32_t last_crc = seal_group(group, segment_crc);

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

/// The number of a record in the journal. The first is 1.
using Sequence = std::uint64_t;

inline constexpr std::uint32_t kJournalFormatVersion = 1;
inline constexpr Sequence kFirstSequence = 1;
inline constexpr std::size_t kSegmentHeaderBytes = 44;
inline constexpr std::size_t kCheckpointHeaderBytes = 36;
inline constexpr std::size_t kCheckpointTrailerBytes = 4;
inline constexpr std::size_t kFrameHeaderBytes = 24;
inline constexpr std::size_t kFrameTrailerBytes = 4;
inline constexpr std::size_t kPayloadBytesMax = 64u << 20;

/// What a segment follows: the chain that shows a lost, stale or shortened segment.
struct ChainLink {
  /// First sequence of the segment before; 0 if there is none.
  Sequence previous_first = 0;
  /// How long that segment is.
  std::uint64_t previous_bytes = 0;
  /// The four bytes before that end: the CRC of its last record, or of its header if it has none.
  std::uint32_t previous_crc = 0;

  bool operator==(const ChainLink&) const = default;
};

struct SegmentHeader {
  Sequence first = 0;
  ChainLink link{};
  /// CRC of the header itself; every record's CRC begins with it.
  std::uint32_t crc = 0;
};

struct CheckpointHeader {
  /// The state before this record.
  Sequence sequence = 0;
  /// The CRC that ends the journal before that record (as in ChainLink).
  std::uint32_t previous_crc = 0;
  std::uint64_t state_bytes = 0;
  std::uint32_t crc = 0;
};

struct JournalFrame {
  Sequence sequence = 0;
  std::uint32_t index_in_group = 0;
  std::uint8_t type = 0;
  bool ends_group = false;
  std::string_view payload;
  std::uint32_t crc = 0;

  std::size_t bytes() const { return kFrameHeaderBytes + payload.size() + kFrameTrailerBytes; }
  Sequence group_first() const { return sequence - index_in_group; }
};

enum class FrameState {
  kWhole,    // parsed and verified
  kShort,    // more bytes are needed to tell
  kDamaged,  // no frame begins here
};

struct ParsedFrame {
  FrameState state = FrameState::kShort;
  /// Meaningful if kWhole.
  JournalFrame frame;
  /// If kShort: how many bytes from the frame's start are needed to go on.
  std::size_t bytes_needed = kFrameHeaderBytes;
};

/// What a record takes in its file.
constexpr std::uint64_t framed_bytes(std::string_view payload) {
  return kFrameHeaderBytes + payload.size() + kFrameTrailerBytes;
}

/// "00000000000000000042.log" and "00000000000000000042.ckpt".
std::string segment_name(Sequence first);
std::string checkpoint_name(Sequence sequence);
/// Nothing if the name is not exactly of that form.
std::optional<Sequence> parse_segment_name(std::string_view name);
std::optional<Sequence> parse_checkpoint_name(std::string_view name);

/// Encodes `header`; its crc field is ignored and computed. The CRC is the last four bytes.
std::string encode_segment_header(const SegmentHeader& header);
std::string encode_checkpoint_header(const CheckpointHeader& header);
/// `name` is the file's, for the message and to hold the header's sequence to it.
Result<SegmentHeader> parse_segment_header(std::string_view bytes, std::string_view name);
Result<CheckpointHeader> parse_checkpoint_header(std::string_view bytes, std::string_view name);

/// Appends a frame whose CRC is not yet computed. Requires: payload within kPayloadBytesMax.
void append_frame(std::string& group, const JournalFrame& frame);
/// Marks the last frame as the end of the group and computes every CRC, beginning with
/// `segment_crc`. May be repeated for another segment. Returns the last frame's CRC. Requires: at
/// least one frame.
std::uint32_t seal_group(std::string& group, std::uint32_t segment_crc);

/// Parses the frame at the start of `bytes`.
ParsedFrame parse_frame(std::string_view bytes, std::uint32_t segment_crc);
/// Where a frame could begin in `bytes`, from `from` on; npos if nowhere.
std::size_t find_frame_magic(std::string_view bytes, std::size_t from);

/// kCorrupt: "00000000000000000042.log: byte 1234: <what>".
Error corrupt_at(std::string_view name, std::uint64_t offset, const std::string& what);

}  // namespace flowbridge
