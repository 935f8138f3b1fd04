#pragma once
/// The bridge's own metrics: design §6.
///
/// The conservation law holds in every scrape. What a process has counted since it began is that of
/// all records only if it has read all of them itself; then its counters are compared with the
/// truth, and, if the journal was judged, with what was late and folded by its decisions.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong goes into the verdict.
/// Units:    counts, bytes.
///
///   const BridgeOutcome outcome =
///       check_bridge(exposition, {.truth = truth, .expected = expected}, verdict);

#include "flowgen/truth.h"
#include "oracle/expected.h"
#include "oracle/exposition.h"
#include "oracle/journal_check.h"
#include "oracle/verdict.h"

#include <cstdint>
#include <optional>

namespace flowbridge {

struct BridgeTruth {
  const Truth& truth;
  const EntryCounts& entries;
  /// Absent if the journal was not judged.
  std::optional<JournalNumbers> journal = {};
  /// The process must have read every record itself.
  bool whole = false;
};

struct BridgeOutcome {
  /// Of the topic, by this process.
  std::uint64_t records_consumed = 0;
  /// Its counters were compared with the truth.
  bool has_all = false;
  /// Numbers that were held to others.
  std::uint64_t counters_checked = 0;
};

BridgeOutcome check_bridge(const Exposition& exposition, const BridgeTruth& truth,
                           Verdict& verdict);

}  // namespace flowbridge
