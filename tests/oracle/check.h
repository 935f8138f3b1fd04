#pragma once
/// A whole store against the whole truth.
///
/// Reads the raw samples of every flow metric, router by router and slice by slice, so that no
/// answer grows large, and judges every series: those that are expected, and those that should not
/// be there.
///
/// Lifetime: borrows its arguments for the call.      Threads: one.
/// Fails:    as the API does.
/// Units:    counts. Samples outside options.range are not seen.
///
///   Outcome outcome;
///   if (auto checked = check_store(expected, options, api, outcome); !checked) …
///   return outcome.verdict.holds() ? 0 : 1;

#include "base/result.h"
#include "base/time.h"
#include "flow/flow_record.h"
#include "oracle/bridge_check.h"
#include "oracle/compare.h"
#include "oracle/expected.h"
#include "oracle/journal_check.h"
#include "oracle/prometheus_api.h"
#include "oracle/series.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// Samples that one answer should not exceed by much.
inline constexpr std::int64_t kAnswerSamplesMax = 200'000;

struct CheckOptions {
  CompareOptions compare = {};
  std::vector<Quantity> quantities = {Quantity::kBytes};
  TimeRange range = {};
  std::string job = "flowbridge";
  /// Empty: any, but some.
  std::string instance = {};
  /// Series of other routers are left alone; empty: none are.
  std::vector<std::string> routers = {};
  /// Several label sets of one key (renames, several writers) are added up; otherwise a fault.
  bool merge_series = false;
  /// What name labels must say; those of other AS are not checked.
  std::map<Asn, std::string> as_names = {};
};

/// Expected and found, summed over the series of a class.
struct ClassOutcome {
  std::uint64_t expected = 0;
  std::uint64_t found = 0;
};

struct Outcome {
  Verdict verdict = {};
  /// What the journal holds; absent if it was not asked.
  std::optional<JournalNumbers> journal = {};
  /// The same of the bridge's metrics.
  std::optional<BridgeOutcome> bridge = {};
  /// Whether the store was asked, as all that follows is of it.
  bool has_store = false;
  /// [class][quantity]
  std::array<std::array<ClassOutcome, kQuantities.size()>, kFlowClassCount> classes = {};
  std::uint64_t series_expected = 0;
  std::uint64_t series_found = 0;
};

/// Adds to what `outcome` says of everything else.
Result<void> check_store(const Expected& expected, const CheckOptions& options, PrometheusApi& api,
                         Outcome& outcome);

/// The newest values of all flow metrics, for waiting until they are what they must be.
Result<Counts> newest_totals(const CheckOptions& options, PrometheusApi& api);

}  // namespace flowbridge
