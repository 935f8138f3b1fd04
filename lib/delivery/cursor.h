#pragma once
/// How far a destination has come: what R17 makes durable between stages.
///
/// A cursor names a tick by the sequence of its record in the journal, and how many of the tick's
/// stages are settled. After a crash only the interrupted stage is sent again, and its samples are
/// then the newest of their series.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    decode_cursor refuses bytes that no version wrote.
/// Units:    delivered and rejected are samples since this destination began.
/// Bounds:   encoded, at most kCursorEncodedBytesMax bytes.
///
///   cursor_file.store(encode(Cursor{.sequence = 4711, .stages_settled = kAllStages}));

#include "base/result.h"
#include "base/time.h"
#include "delivery/gap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

/// A tick with all its stages settled.
inline constexpr std::uint8_t kAllStages = 255;
inline constexpr std::size_t kCursorEncodedBytesMax = 128;
/// Where a destination keeps it.
inline constexpr const char* kCursorFileName = "cursor";

struct Cursor {
  /// The journal sequence of the tick's record, or of a later one up to which there is nothing to
  /// send; records before it are done.
  std::uint64_t sequence = 0;
  UnixTime tick{};
  /// Stages of the tick that are settled, counted in the order of StageKind; or kAllStages.
  std::uint8_t stages_settled = 0;
  /// R10: measures (bits) that this destination has been sent, under the labels that `labels_hash`
  /// stands for, as far as the limits that `limits_hash` stands for let them through.
  std::uint8_t measures_contacted = 0;
  std::uint64_t labels_hash = 0;
  /// 0: those of a destination of which nothing is known.
  std::uint32_t limits_hash = 0;
  std::uint64_t delivered = 0;
  std::uint64_t rejected = 0;
  /// R20: what follows is too old for the destination, which is sent nothing before this time.
  std::optional<UnixTime> skip_until{};
  /// What gaps that have ended took from their windows: ticks that were not sent, and bytes that
  /// count at the first tick after their gap.
  GapTally skipped{};

  /// The first record that is not settled.
  std::uint64_t next() const { return sequence + (stages_settled == kAllStages ? 1 : 0); }
  bool operator==(const Cursor&) const = default;
};

std::string encode(const Cursor& cursor);
Result<Cursor> decode_cursor(std::string_view bytes);

}  // namespace flowbridge
