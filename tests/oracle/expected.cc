#include "oracle/expected.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "flowgen/generator.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

namespace flowbridge {
namespace {

/// The counts of one series in one window, or a part of them.
struct Cell {
  std::uint32_t series = 0;
  bool late = false;
  UnixTime tick = {};
  Counts counts = {};
};

/// A series as numbers only, for looking up millions of records.
struct CompactKey {
  FlowClass flow_class;
  UnclassifiedReason reason;
  std::uint32_t router;
  Asn source_as;
  Asn destination_as;

  bool operator==(const CompactKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const CompactKey& key) {
    return H::combine(std::move(state), key.flow_class, key.reason, key.router, key.source_as,
                      key.destination_as);
  }
};

class Accumulator {
 public:
  Accumulator(const GeneratorOptions& options, Duration window)
      : options_(options), window_(window) {}

  void add(const RecordPlan& plan) {
    totals_.add(plan);
    const UnixTime tick = floor_to(plan.timestamp, window_) + window_;
    for (const GeneratedEntry& entry : plan.entries) {
      if (outcome_of(entry.form) != EntryOutcome::kCounted) continue;
      const std::uint32_t series = series_id(entry);
      if (plan.late) {
        cells_.push_back({.series = series, .late = true, .tick = tick, .counts = entry.counts});
        continue;
      }
      // Records come nearly in the order of time, so that only one window is being added to; a
      // window that is met again is merged at the end.
      if (tick != open_tick_) close_window();
      open_tick_ = tick;
      open_[series] += entry.counts;
    }
  }

  Expected finish() {
    close_window();
    std::sort(cells_.begin(), cells_.end(), [](const Cell& a, const Cell& b) {
      return std::tie(a.series, a.tick) < std::tie(b.series, b.tick);
    });
    Expected expected{.totals = totals_};
    for (const SeriesKey& key : keys_) expected.series.push_back({.key = key});
    for (const Cell& cell : cells_) {
      std::vector<ExpectedWindow>& windows = expected.series[cell.series].windows;
      if (windows.empty() || windows.back().tick != cell.tick) {
        windows.push_back({.tick = cell.tick});
      }
      (cell.late ? windows.back().late : windows.back().on_time) += cell.counts;
    }
    if (!cells_.empty()) {
      const auto [first, last] =
          std::minmax_element(cells_.begin(), cells_.end(),
                              [](const Cell& a, const Cell& b) { return a.tick < b.tick; });
      expected.first_tick = first->tick;
      expected.last_tick = last->tick;
    }
    std::sort(expected.series.begin(), expected.series.end(),
              [](const ExpectedSeries& a, const ExpectedSeries& b) { return a.key < b.key; });
    return expected;
  }

 private:
  std::uint32_t series_id(const GeneratedEntry& entry) {
    const SeriesKey key = series_of(
        {.source = entry.source_as, .destination = entry.destination_as, .own = options_.own_asn},
        {});
    // The generator knows what it meant to make; two opinions must agree before we judge a third.
    FB_CHECK(key.flow_class == entry.flow_class && key.reason == entry.reason);
    const CompactKey compact{.flow_class = key.flow_class,
                             .reason = key.reason,
                             .router = entry.router,
                             .source_as = key.source_as,
                             .destination_as = key.destination_as};
    const auto [found, is_new] =
        ids_.try_emplace(compact, static_cast<std::uint32_t>(keys_.size()));
    if (is_new) {
      keys_.push_back(key);
      keys_.back().hostname = options_.routers.at(entry.router);
    }
    return found->second;
  }

  void close_window() {
    for (const auto& [series, counts] : open_) {
      cells_.push_back({.series = series, .late = false, .tick = open_tick_, .counts = counts});
    }
    open_.clear();
  }

  const GeneratorOptions& options_;
  const Duration window_;
  TruthTotals totals_;
  HashMap<CompactKey, std::uint32_t> ids_;
  std::vector<SeriesKey> keys_;
  UnixTime open_tick_ = {};
  HashMap<std::uint32_t, Counts> open_;
  std::vector<Cell> cells_;
};

}  // namespace

Result<Expected> expected_from(const Truth& truth, Duration window) {
  FB_CHECK(window > Duration(0) && !truth.ranges.empty());
  const Generator generator(truth.generator);
  Accumulator accumulator(truth.generator, window);
  Offset first = truth.ranges.front().first;
  Offset end = 0;
  for (const PartitionRange& range : truth.ranges) {
    first = std::min(first, range.first);
    end = std::max(end, range.end);
  }
  RecordPlan plan;
  for (Offset offset = first; offset < end; ++offset) {
    for (const PartitionRange& range : truth.ranges) {
      if (offset < range.first || offset >= range.end) continue;
      generator.plan({.partition = range.partition, .offset = offset}, plan);
      accumulator.add(plan);
    }
  }
  Expected expected = accumulator.finish();
  if (!(expected.totals == truth.totals)) {
    return Error(ErrorCode::kInvalid, "the truth file's totals are not those of its records: " +
                                          std::to_string(counted(truth.totals).bytes) +
                                          " bytes against " +
                                          std::to_string(counted(expected.totals).bytes));
  }
  return expected;
}

}  // namespace flowbridge
