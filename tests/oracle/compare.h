#pragma once
/// One series' samples against its truth.
///
/// Judges, in this order: the samples by themselves (whole numbers, strictly later and never less
/// than the one before, on the grid of ticks, beginning at 0), every window (V(T) − V(T − Δ), V(T)
/// being the newest sample at or before T), and the last value. Each kind of fault is reported once
/// per series, with the tick where it is first seen.
///
/// A counter may begin again in two ways, and what it had before still counts: after a sample of
/// 2^52 or more the next one holds only what came after it (R9); a series that was idle for
/// idle_timeout, ended and forgotten returns with a 0 of its own (R12). The stale marker between is
/// not seen, as queries hide it, nor whether the series was forgotten or only ended.
///
/// Lifetime: values.      Threads: one.
/// Fails:    never.
/// Units:    expected and found are counts.
///
///   Verdict verdict;
///   compare_series({.name = "flow_…{…}", .windows = windows}, {samples}, options, verdict);
///   if (const Finding* first = verdict.first()) …

#include "base/time.h"
#include "oracle/verdict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct RawSample {
  UnixTime timestamp = {};
  double value = 0;

  bool operator==(const RawSample&) const = default;
};

struct WindowTruth {
  UnixTime tick = {};
  std::uint64_t on_time = 0;
  /// Counted in this window, or in a later one.
  std::uint64_t late = 0;
};

struct SeriesTruth {
  /// As findings call it.
  std::string name = {};
  /// In the order of time.
  std::vector<WindowTruth> windows = {};
};

/// Where counts must be that are not late by their making; totals are exact under all of them.
enum class WindowRule : std::uint8_t {
  kExact,  // in their own window
  kLater,  // there or in a later one: a producer kept them
  kAny,    // anywhere: a clock was wrong
};

struct CompareOptions {
  Duration window = 15s;
  WindowRule windows = WindowRule::kExact;
  /// A series whose first sample is not after this may begin at a value other than 0, the right
  /// one: R10's first contact.
  std::optional<UnixTime> first_contact = {};
  /// The bridge's --series.idle-timeout.
  Duration idle_timeout = 1h;
};

/// `found` has the samples of each label set with this key; their values are added up. Returns the
/// sum of the last values.
std::uint64_t compare_series(const SeriesTruth& truth,
                             const std::vector<std::vector<RawSample>>& found,
                             const CompareOptions& options, Verdict& verdict);

}  // namespace flowbridge
