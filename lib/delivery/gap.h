#pragma once
/// A gap in what a destination is sent, and a place inside it to go on from (R20, R21, R22).
///
/// A gap that began with what is too old (R20) is found again by a restart, which reads the journal
/// from the cursor. One that grows because the journal has no room (R22) is not: what it began with
/// is gone from the journal by the time that it ends. So whenever the destination gives up a part
/// of the journal, all that must be known of that part at the gap's end is written to a file,
/// before the part may go. The cursor stays where the gap began; the file counts for as long as it
/// is ahead of it.
///
/// Lifetime: values.      Threads: any.
/// Fails:    decode_gap_position refuses bytes that no version wrote: kCorrupt; kUnsupported.
/// Units:    ticks, and the bytes of their windows; times are ticks.
/// Bounds:   as many series as the journal has; lib/delivery/FORMAT.md has the bytes.
///
///   replace_file(directory, kGapFileName, encode_gap_position(position));
///   if (Result<GapPosition> position = decode_gap_position(bytes)) go_on_from(*position);

#include "base/hash_map.h"
#include "base/result.h"
#include "base/time.h"
#include "delivery/label_claims.h"
#include "flow/flow_record.h"
#include "flow/series_id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class ByteReader;

/// Where a destination keeps it.
inline constexpr const char* kGapFileName = "gap";

/// Ticks that were not sent, and the bytes of their windows.
struct SkippedTicks {
  std::uint64_t ticks = 0;
  std::uint64_t bytes = 0;

  SkippedTicks& operator+=(const SkippedTicks& other);
  bool operator==(const SkippedTicks&) const = default;
};

struct GapTally {
  /// The destination takes nothing that old (R20).
  SkippedTicks too_old{};
  /// The journal had no room for them (R22).
  SkippedTicks over_quota{};

  GapTally& operator+=(const GapTally& other);
  bool operator==(const GapTally&) const = default;
};

struct Gap {
  /// The first tick that was passed over, or that ends the gap.
  std::optional<UnixTime> begin{};
  GapTally tally{};
  /// What the destination has never accepted, with the values that it begins with.
  HashMap<SeriesId, Counts> unaccepted{};

  bool operator==(const Gap&) const = default;
};

/// Series that rules make equal (R8): who has which labels.
struct LabelsInGap {
  /// Of the rules that they were given by; with other rules this says nothing.
  std::uint64_t hash = 0;
  LabelClaims claims{};
  /// Born in the gap, so they claim theirs at its end; sorted.
  std::vector<SeriesId> unclaimed{};

  bool operator==(const LabelsInGap&) const = default;
};

struct GapPosition {
  /// The journal's records before this one are given up, or have been delivered.
  std::uint64_t sequence = 0;
  Gap gap{};
  /// As Quarantine::encode() gives it, without what was forgotten in the gap.
  std::string quarantine{};
  LabelsInGap labels{};

  bool operator==(const GapPosition&) const = default;
};

/// As a cursor and a gap's file hold them.
void put_skipped(std::string& out, const SkippedTicks& skipped);
SkippedTicks get_skipped(ByteReader& in);

std::string encode_gap_position(const GapPosition& position);
Result<GapPosition> decode_gap_position(std::string_view bytes);

}  // namespace flowbridge
