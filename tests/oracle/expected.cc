#include "oracle/expected.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "flowgen/generator.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::size_t kFormCount = kMalformedFormCount + 1;

/// design §6 and docs: the label `reason` of entries that are no flows.
const char* reason_of(GeneratedForm form) {
  switch (form) {
    case GeneratedForm::kPurgeInit:
    case GeneratedForm::kPurgeClose:
      return "marker";
    case GeneratedForm::kForeignEvent:
      return "foreign_event";
    case GeneratedForm::kBrokenJson:
      return "invalid_json";
    case GeneratedForm::kNotObject:
      return "not_object";
    case GeneratedForm::kTruncated:
      return "truncated";
    case GeneratedForm::kNegativeCount:
    case GeneratedForm::kHugeCount:
    case GeneratedForm::kHugeAs:
      return "out_of_range";
    case GeneratedForm::kFlow:
      break;
  }
  FB_CHECK(false);
}

class Accumulator {
 public:
  Accumulator(const GeneratorOptions& options, Duration window)
      : index_(options), window_(window) {}

  void add(const RecordPlan& plan) {
    totals_.add(plan);
    const UnixTime tick = floor_to(plan.timestamp, window_) + window_;
    for (const GeneratedEntry& entry : plan.entries) {
      ++forms_.at(static_cast<std::size_t>(entry.form));
      if (outcome_of(entry.form) != EntryOutcome::kCounted) continue;
      const SeriesNumber series = index_.of(entry);
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
    Expected expected = expected_of(std::move(cells_), index_);
    expected.totals = totals_;
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      const auto form = static_cast<GeneratedForm>(i);
      switch (outcome_of(form)) {
        case EntryOutcome::kCounted:
          expected.entries.decoded += forms_.at(i);
          break;
        case EntryOutcome::kIgnored:
          expected.entries.ignored[reason_of(form)] += forms_.at(i);
          break;
        case EntryOutcome::kRejected:
          expected.entries.rejected[reason_of(form)] += forms_.at(i);
          break;
      }
    }
    return expected;
  }

 private:
  void close_window() {
    for (const auto& [series, counts] : open_) {
      cells_.push_back({.series = series, .late = false, .tick = open_tick_, .counts = counts});
    }
    open_.clear();
  }

  SeriesIndex index_;
  const Duration window_;
  TruthTotals totals_;
  std::array<std::uint64_t, kFormCount> forms_{};
  UnixTime open_tick_ = {};
  HashMap<SeriesNumber, Counts> open_;
  std::vector<ExpectedCell> cells_;
};

}  // namespace

Expected expected_of(std::vector<ExpectedCell> cells, const SeriesIndex& index) {
  std::sort(cells.begin(), cells.end(), [](const ExpectedCell& a, const ExpectedCell& b) {
    return std::tie(a.series, a.tick) < std::tie(b.series, b.tick);
  });
  Expected expected;
  SeriesNumber last = 0;
  for (const ExpectedCell& cell : cells) {
    if (expected.series.empty() || cell.series != last) {
      expected.series.push_back({.key = index.key(cell.series)});
      last = cell.series;
    }
    std::vector<ExpectedWindow>& windows = expected.series.back().windows;
    if (windows.empty() || windows.back().tick != cell.tick) {
      windows.push_back({.tick = cell.tick});
    }
    (cell.late ? windows.back().late : windows.back().on_time) += cell.counts;
  }
  if (!cells.empty()) {
    const auto [first, end] = std::minmax_element(
        cells.begin(), cells.end(),
        [](const ExpectedCell& a, const ExpectedCell& b) { return a.tick < b.tick; });
    expected.first_tick = first->tick;
    expected.last_tick = end->tick;
  }
  std::sort(expected.series.begin(), expected.series.end(),
            [](const ExpectedSeries& a, const ExpectedSeries& b) { return a.key < b.key; });
  return expected;
}

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
