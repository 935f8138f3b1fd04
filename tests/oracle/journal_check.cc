#include "oracle/journal_check.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flowbridge {
namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

std::string offsets(Offset first, Offset next) {
  return "[" + std::to_string(first) + ", " + std::to_string(next) + ")";
}

/// In the order in which series were met, as a map of hashes has none.
std::vector<SeriesNumber> in_order(const WindowCells& cells) {
  std::vector<SeriesNumber> numbers;
  numbers.reserve(cells.size());
  for (const auto& [series, counts] : cells) numbers.push_back(series);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Counts count_of_cell(const Windows& windows, UnixTime tick, SeriesNumber series) {
  const auto window = windows.find(tick);
  if (window == windows.end()) return {};
  const auto cell = window->second.find(series);
  return cell == window->second.end() ? Counts{} : cell->second;
}

void add_to(Windows& windows, const Windows& more) {
  for (const auto& [tick, cells] : more) {
    WindowCells& window = windows[tick];
    for (const auto& [series, counts] : cells) window[series] += counts;
  }
}

}  // namespace

JournalCheck::JournalCheck(const Truth& truth, const JournalOptions& options, Verdict& verdict)
    : truth_(truth),
      options_(options),
      verdict_(verdict),
      index_(truth.generator),
      forecaster_(truth.generator, index_) {
  decisions_.grid.change({}, options.window);
}

void JournalCheck::take(const JournalLine& line) {
  sequence_ = line.sequence;
  if (const auto* series = std::get_if<SeriesLine>(&line.what)) take_series(*series);
  if (const auto* lane = std::get_if<LaneLine>(&line.what)) take_lane(*lane);
  if (const auto* grid = std::get_if<GridLine>(&line.what)) {
    decisions_.grid.change(grid->from, grid->width);
  }
  if (const auto* batch = std::get_if<BatchLine>(&line.what)) take_batch(*batch);
  if (const auto* tick = std::get_if<TickLine>(&line.what)) take_tick(*tick);
}

void JournalCheck::take_series(const SeriesLine& line) {
  if (line.wrong.empty()) {
    series_[line.number] = index_.of(line.key);
    return;
  }
  series_.erase(line.number);
  add({.fault = Fault::kWrongLabels,
       .series = "series " + std::to_string(line.number),
       .note = line.wrong});
}

const PartitionRange* JournalCheck::range_of(const LaneState& lane) const {
  const bool known = lane.topic == truth_.topic && lane.partition >= 0 &&
                     static_cast<std::size_t>(lane.partition) < truth_.ranges.size();
  return known ? &truth_.ranges[static_cast<std::size_t>(lane.partition)] : nullptr;
}

void JournalCheck::take_lane(const LaneLine& line) {
  LaneState& lane = lanes_[line.number];
  lane = {.topic = line.topic, .partition = line.partition, .next = line.start};
  const PartitionRange* range = range_of(lane);
  if (range == nullptr || line.start <= range->first || range->first == range->end) return;
  batch_ = line.topic + "[" + std::to_string(line.partition) + "]";
  add({.fault = Fault::kBatchHole,
       .series = batch_,
       .expected = range->first,
       .found = line.start,
       .note = "the offset at which counting begins"});
  lane.next = range->first;
  skip_to(std::min(line.start, range->end), lane);
  lane.next = line.start;
}

void JournalCheck::take_batch(const BatchLine& line) {
  const auto known = lanes_.find(line.lane);
  if (known == lanes_.end()) {
    add({.fault = Fault::kBatchUnknown,
         .series = "batch " + std::to_string(sequence_),
         .note = "no line has named its partition, lane " + std::to_string(line.lane)});
    return;
  }
  LaneState& lane = known->second;
  batch_ = "batch " + std::to_string(sequence_) + " of " + lane.topic + "[" +
           std::to_string(lane.partition) + "] " + offsets(line.first, line.next);
  const PartitionRange* range = range_of(lane);
  if (range == nullptr) {
    add({.fault = Fault::kBatchUnknown,
         .series = batch_,
         .note = "the truth has no such partition"});
    return;
  }
  if (!is_in_order(line, *range, lane)) return;
  const Forecast forecast =
      forecaster_.of({.partition = lane.partition, .first = line.first, .next = line.next},
                     decisions_, lane.excluded);
  lane.next = line.next;
  ++numbers_.batches;
  count(forecast);
  compare_totals(line, forecast, lane);
  Windows rest = forecast.windows;
  const Windows folded = take_own(line, forecast.windows, rest);
  settle(forecast.windows, rest, folded);
}

bool JournalCheck::is_in_order(const BatchLine& line, const PartitionRange& range,
                               LaneState& lane) {
  const Offset expected = lane.next;
  if (line.first < expected || line.next < line.first) {
    add({.fault = Fault::kBatchRepeated,
         .series = batch_,
         .expected = expected,
         .found = line.first,
         .note = "the first offset; those before the expected one are counted"});
    if (line.next > expected) skip_to(std::min(line.next, range.end), lane);
    lane.next = std::max(expected, line.next);
    return false;
  }
  if (line.first > expected) {
    add({.fault = Fault::kBatchHole,
         .series = batch_,
         .expected = expected,
         .found = line.first,
         .note = "the first offset"});
    skip_to(std::min(line.first, range.end), lane);
    lane.next = line.first;
  }
  if (line.first >= range.first && line.next <= range.end) return true;
  const bool early = line.first < range.first;
  add({.fault = Fault::kBatchUnknown,
       .series = batch_,
       .expected = early ? range.first : range.end,
       .found = early ? line.first : line.next,
       .note = "the truth has no record there"});
  lane.next = std::max(line.first, range.first);
  skip_to(std::min(line.next, range.end), lane);
  lane.next = line.next;
  return false;
}

void JournalCheck::skip_to(Offset offset, LaneState& lane) {
  if (offset <= lane.next) return;
  const Forecast forecast = forecaster_.of(
      {.partition = lane.partition, .first = lane.next, .next = offset}, decisions_, lane.excluded);
  add_to(open_, forecast.windows);
  lane.next = offset;
}

void JournalCheck::count(const Forecast& forecast) {
  numbers_.records += forecast.totals.records;
  numbers_.flows += forecast.totals.flows;
  numbers_.bytes += forecast.totals.bytes;
  numbers_.late += forecast.late;
  numbers_.excluded += forecast.excluded;
  numbers_.unplanned += forecast.unplanned;
}

void JournalCheck::compare_totals(const BatchLine& line, const Forecast& forecast,
                                  LaneState& lane) {
  struct Total {
    const char* name;
    std::uint64_t expected;
    std::uint64_t found;
  };
  const std::array totals = {
      Total{"records", forecast.totals.records, line.totals.records},
      Total{"flows", forecast.totals.flows, line.totals.flows},
      Total{"bytes", forecast.totals.bytes, line.totals.bytes},
      Total{"late bytes", forecast.totals.late_bytes, line.totals.late_bytes}};
  for (const Total& total : totals) {
    if (total.expected == total.found) continue;
    add({.fault = Fault::kWrongBatch,
         .series = batch_,
         .expected = number(total.expected),
         .found = number(total.found),
         .note = total.name});
  }
  if (forecast.timestamp_max) {
    lane.timestamp_max =
        std::max(lane.timestamp_max.value_or(*forecast.timestamp_max), *forecast.timestamp_max);
  }
  if (line.timestamp_max == lane.timestamp_max) return;
  add({.fault = Fault::kWrongBatch,
       .series = batch_,
       .expected = lane.timestamp_max ? to_ms(*lane.timestamp_max) : 0,
       .found = line.timestamp_max ? to_ms(*line.timestamp_max) : 0,
       .note = "highest timestamp of the partition; one ahead of the wall clock is cut (R1), and "
               "its window cannot be foreseen"});
}

Windows JournalCheck::take_own(const BatchLine& line, const Windows& forecast, Windows& rest) {
  Windows folded;
  for (const JournalWindow& window : line.windows) {
    WindowCells& cells = rest[window.tick];
    for (const JournalContribution& contribution : window.contributions) {
      const auto known = series_.find(contribution.series);
      if (known == series_.end()) {
        add({.fault = Fault::kBatchUnknown,
             .series = batch_,
             .tick = window.tick,
             .note = "no line has named series " + std::to_string(contribution.series)});
        continue;
      }
      const SeriesNumber series = known->second;
      if (index_.key(series).folded) {
        folded[window.tick][series] += contribution.counts;
        continue;
      }
      Counts& left = cells[series];
      bool told = false;
      for (const Quantity quantity : kQuantities) {
        const std::uint64_t found = count_of(contribution.counts, quantity);
        const std::uint64_t had = count_of(left, quantity);
        count_in(left, quantity) -= std::min(found, had);
        if (found <= had || std::exchange(told, true)) continue;
        const std::uint64_t expected =
            count_of(count_of_cell(forecast, window.tick, series), quantity);
        add({.fault = Fault::kWrongContribution,
             .series = batch_ + ": " + to_string(index_.key(series), quantity),
             .tick = window.tick,
             .expected = number(expected),
             .found = number(expected - had + found)});
      }
    }
  }
  return folded;
}

void JournalCheck::settle(const Windows& forecast, const Windows& rest, const Windows& folded) {
  Windows moved;
  for (const auto& [tick, cells] : rest) {
    for (const SeriesNumber series : in_order(cells)) {
      const Counts left = cells.at(series);
      const Counts expected = count_of_cell(forecast, tick, series);
      Counts& sum = open_[tick][series];
      sum += expected;
      if (left == Counts{}) continue;
      const std::optional<SeriesNumber> fold = index_.folded(series);
      if (fold && !(count_of_cell(folded, tick, *fold) == Counts{})) {
        moved[tick][*fold] += left;
        for (const Quantity quantity : kQuantities) {
          count_in(sum, quantity) -= count_of(left, quantity);
        }
        numbers_.folded += {left.flows, left.bytes};
        continue;
      }
      const auto wrong =
          std::find_if(kQuantities.begin(), kQuantities.end(),
                       [&](Quantity quantity) { return count_of(left, quantity) > 0; });
      add({.fault = Fault::kWrongContribution,
           .series = batch_ + ": " + to_string(index_.key(series), *wrong),
           .tick = tick,
           .expected = number(count_of(expected, *wrong)),
           .found = number(count_of(expected, *wrong) - count_of(left, *wrong))});
    }
  }
  for (const auto& [tick, cells] : folded) {
    for (const SeriesNumber series : in_order(cells)) {
      const Counts expected = count_of_cell(moved, tick, series);
      for (const Quantity quantity : kQuantities) {
        if (count_of(expected, quantity) == count_of(cells.at(series), quantity)) continue;
        add({.fault = Fault::kWrongFold,
             .series = batch_ + ": " + to_string(index_.key(series), quantity),
             .tick = tick,
             .expected = number(count_of(expected, quantity)),
             .found = number(count_of(cells.at(series), quantity)),
             .note = "expected what the series of its own keys lack"});
        break;
      }
    }
  }
  add_to(open_, moved);
}

void JournalCheck::add(Finding finding) {
  finding.sequence = sequence_;
  verdict_.add(std::move(finding));
}

JournalOutcome JournalCheck::finish() {
  ++sequence_;
  for (const PartitionRange& range : truth_.ranges) {
    const auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const auto& each) {
      return range_of(each.second) == &range;
    });
    LaneState none{.topic = truth_.topic, .partition = range.partition, .next = range.first};
    LaneState& state = lane == lanes_.end() ? none : lane->second;
    if (state.next >= range.end) continue;
    add({.fault = Fault::kBatchHole,
         .series = truth_.topic + "[" + std::to_string(range.partition) + "] " +
                   offsets(state.next, range.end),
         .expected = range.end,
         .found = state.next,
         .note = "the offset where counting ends"});
    state.next = std::max(state.next, range.first);
    skip_to(range.end, state);
  }
  numbers_.open_windows = open_.size();
  while (!open_.empty()) close_first_window();
  JournalOutcome outcome{.expected = expected_of(std::move(cells_), index_), .numbers = numbers_};
  outcome.expected.totals = truth_.totals;
  return outcome;
}

}  // namespace flowbridge
