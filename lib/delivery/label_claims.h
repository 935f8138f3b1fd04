#pragma once
/// What has to be remembered of series that rules make equal (R8).
///
/// Of two series with the same labels the destination gets one. Which one was there first is not to
/// be seen from the journal, so a series that was refused the labels is written down; all others
/// have theirs. A series that has ended lets another one have its labels, and if it has them again
/// later, it goes on with what it counts from then on: what it had before is in the receiver's
/// totals already.
///
/// Lifetime: a value; encode() makes it durable before the stage's cursor.
/// Threads:  one.
/// Fails:    decode_label_claims: kCorrupt for bytes that encode() did not write.
/// Units:    counts of flows.
/// Bounds:   as many entries as there are series.
///
///   claims[series] = {.refused = true};
///   replace_file(directory, kLabelClaimsFileName, encode(claims));

#include "base/result.h"
#include "flow/flow_record.h"
#include "flow/series_id.h"

#include <map>
#include <string>
#include <string_view>

namespace flowbridge {

/// Where a destination keeps them.
inline constexpr const char* kLabelClaimsFileName = "label-claims";

struct LabelClaim {
  /// Another series has the labels.
  bool refused = false;
  /// What it had when it lost them, to be taken off from its value.
  Counts told{};

  bool operator==(const LabelClaim&) const = default;
};

/// Of those that are not like any other.
using LabelClaims = std::map<SeriesId, LabelClaim>;

std::string encode(const LabelClaims& claims);
Result<LabelClaims> decode_label_claims(std::string_view bytes);

}  // namespace flowbridge
