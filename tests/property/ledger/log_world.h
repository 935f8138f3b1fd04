#pragma once
/// Random logs, a broker, a client that skips and repeats, and the loop that drives a Ledger.
///
/// Records are appended to lanes with timestamps near the time of the append; the ledger reads them
/// late, in bursts, with lanes unreachable, partitions added, the process crashing, and the width
/// changing. Record n of all feeds series n alone, so that batches tell where each record counted.
///
/// Lifetime: owns everything.      Threads: one.
/// Fails:    run(), drain() and check() through GoogleTest.
/// Units:    as in ledger/ledger.h.
///
///   LogWorld world(seed, {});
///   world.run(400);
///   world.drain();
///   world.check();

#include "ledger/ledger.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {

struct LogWorldOptions {
  LedgerOptions ledger{};
  /// How far a record's timestamp may be behind its append; below lateness, nothing is late.
  Duration jitter = 4s;
  /// Chances in percent, per step.
  unsigned crash_percent = 1;
  unsigned unreachable_percent = 1;
  unsigned silence_percent = 1;
  unsigned width_change_percent = 0;
};

class LogWorld {
 public:
  LogWorld(std::uint64_t seed, const LogWorldOptions& options)
      : random_(seed), options_(options), ledger_(std::make_unique<Ledger>(options.ledger)) {
    adopt();
    const unsigned lanes = 1 + draw(4);
    for (unsigned i = 0; i < lanes; ++i) add_partition();
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      if (chance(1) && partitions_.size() < 6) add_partition();
      for (Partition& partition : partitions_) {
        if (chance(options_.unreachable_percent)) partition.away_steps = 10 + draw(80);
      }
      pass(chance(options_.silence_percent) ? Duration(draw(3'600'000)) : Duration(draw(3'000)));
      step();
      if (chance(options_.crash_percent)) crash();
    }
  }

  /// Everything is reachable and nothing more is appended: all must be counted and closed.
  void drain() {
    // Without a last record nobody would notice that the client skipped the one before.
    pass(10s);
    for (std::size_t i = 0; i < partitions_.size(); ++i) append_record(i);
    appending_ = false;
    for (Partition& partition : partitions_) partition.away_steps = 0;
    for (int i = 0; i < 3'000 && !testing::Test::HasFailure(); ++i) {
      pass(1s);
      step();
      if (everything_read() && ledger_->open_windows() == 0) return;
    }
    ASSERT_TRUE(everything_read()) << "a lane stands still";
    ASSERT_EQ(ledger_->open_windows(), 0u) << "windows stay open";
  }

  /// Against what was appended, and against the tick records alone.
  void check() const {
    std::map<std::uint32_t, UnixTime> counted;
    for (const WindowOf& entry : counted_) {
      ASSERT_TRUE(counted.emplace(entry.record, entry.tick).second)
          << "record " << entry.record << " counts twice";
      ASSERT_EQ(entry.bytes, records_[entry.record].bytes);
    }
    ASSERT_EQ(counted.size(), records_.size()) << "some records do not count";
    for (const auto& [record, tick] : counted) check_window(record, tick);
    check_totals();
  }

  std::size_t ticks() const { return ticks_.size(); }
  std::size_t late() const { return late_; }
  std::size_t exclusions() const { return exclusions_; }
  std::size_t crashes() const { return crashes_; }
  std::size_t waits() const { return waits_; }
  std::size_t records() const { return records_.size(); }

 private:
  struct LogRecord {
    std::size_t partition = 0;
    UnixTime stamp{};
    std::uint64_t bytes = 0;
  };
  struct Partition {
    /// Number of the record at each offset; absent where a control record is.
    std::vector<std::optional<std::uint32_t>> log;
    Offset fetch = 0;
    bool assigned = false;
    bool was_excluded = false;
    unsigned away_steps = 0;
  };
  struct WindowOf {
    std::uint32_t record = 0;
    UnixTime tick{};
    std::uint64_t bytes = 0;
  };
  using Journal = std::vector<std::pair<RecordType, std::string>>;

  unsigned draw(unsigned below) {
    return std::uniform_int_distribution<unsigned>(0, below - 1)(random_);
  }
  bool chance(unsigned percent) { return draw(100) < percent; }

  void add_partition() {
    partitions_.emplace_back();
    const std::string topic = "t" + std::to_string(partitions_.size());
    journal_.emplace_back(RecordType::kLane, encode(ledger_->add_lane({topic, 0}, 0)));
  }

  void adopt() {
    if (const std::optional<GridRecord> grid = ledger_->adopt_width()) {
      journal_.emplace_back(RecordType::kGrid, encode(*grid));
    }
  }

  // Time goes on; with it the logs, at an even pace.
  void pass(Duration time) {
    const bool quiet = time > 3s && chance(50);
    const UnixTime until = now_.wall + time;
    while (now_.wall < until) {
      const Duration pause = std::min<Duration>(until - now_.wall, Duration(200 + draw(20'000)));
      now_.wall += pause;
      now_.monotonic += pause;
      if (appending_ && !quiet) append();
    }
  }

  void append() {
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
      for (unsigned n = draw(3); n > 0; --n) {
        if (chance(5)) partitions_[i].log.push_back(std::nullopt);
        append_record(i);
      }
    }
  }

  void append_record(std::size_t partition) {
    const Duration behind(draw(static_cast<unsigned>(options_.jitter.count()) + 1));
    partitions_[partition].log.push_back(static_cast<std::uint32_t>(records_.size()));
    records_.push_back({partition, now_.wall - behind, 1 + draw(1000)});
  }

  void step() {
    for (const LaneAction& action : ledger_->take_actions()) {
      Partition& partition = partitions_[action.lane.value()];
      partition.assigned = action.kind == LaneAction::Kind::kAssign;
      if (partition.assigned) partition.fetch = action.offset;
    }
    for (std::size_t i = 0; i < partitions_.size(); ++i) poll(i);
    ledger_->served(now_);
    if (ledger_->ask(now_)) answer();
    close_ticks();
    if (chance(5)) flush();
    check_bounds();
    for (Partition& partition : partitions_) partition.away_steps -= partition.away_steps > 0;
  }

  void poll(std::size_t index) {
    Partition& partition = partitions_[index];
    if (!partition.assigned || partition.away_steps > 0) return;
    const auto end = static_cast<Offset>(partition.log.size());
    // Now and then the client repeats what it gave, or skips what it did not.
    if (chance(2)) partition.fetch = std::max<Offset>(0, partition.fetch - draw(4));
    // A gap that shows itself twice is the log's, not the client's.
    const LaneId lane(static_cast<std::uint32_t>(index));
    const bool may_skip = appending_ && ledger_->lane(lane).gaps_seen.empty();
    if (may_skip && chance(2)) partition.fetch = std::min<Offset>(end, partition.fetch + draw(3));
    for (unsigned n = draw(40); n > 0 && partition.fetch < end; --n)
      deliver(index, partition.fetch++);
    // The client tells the end only if it gave all records before it.
    if (partition.fetch == end && !has_unread(index)) ledger_->reach(lane, end);
  }

  void deliver(std::size_t index, Offset offset) {
    const std::optional<std::uint32_t> record =
        partitions_[index].log[static_cast<std::size_t>(offset)];
    if (!record) return;
    const LaneId lane(static_cast<std::uint32_t>(index));
    const LogRecord& log_record = records_[*record];
    Arrival arrival = ledger_->arrive(lane, {offset, {log_record.stamp}}, now_);
    if (arrival.verdict == Verdict::kNotNow && ledger_->lane(lane).flow == LaneFlow::kWaiting) {
      ++waits_;
      close_ticks();
      if (ledger_->stop_waiting(lane, offset)) {
        arrival = ledger_->arrive(lane, {offset, {log_record.stamp}}, now_);
      }
    }
    if (arrival.verdict != Verdict::kCount) return;
    const Placement placement = ledger_->place(arrival, std::nullopt);
    ASSERT_TRUE(!ledger_->last_tick() || placement.tick > *ledger_->last_tick());
    ledger_->add(lane, placement, SeriesId(*record), {log_record.bytes, 1, 1});
  }

  void answer() {
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
      if (partitions_[i].away_steps > 0) continue;
      ledger_->answer(LaneId(static_cast<std::uint32_t>(i)),
                      static_cast<Offset>(partitions_[i].log.size()), now_);
    }
    ledger_->answered(now_);
  }

  void close_ticks() {
    while (const std::optional<TickDecision> tick = ledger_->closable(now_, SeriesLive::kSome)) {
      ASSERT_GT(tick->tick, tick->previous);
      ASSERT_LE(tick->tick, *ledger_->event_time(now_) - options_.ledger.lateness) << "R4";
      ASSERT_TRUE(ticks_.empty() || tick->previous == ticks_.back().tick);
      flush();
      ledger_->close(*tick);
      ticks_.push_back({tick->tick, tick->previous, tick->width, tick->excluded, {}, {}});
      journal_.emplace_back(RecordType::kTick, encode(ticks_.back()));
      exclusions_ += tick->excluded.size();
      for (const LaneId lane : tick->excluded) partitions_[lane.value()].was_excluded = true;
    }
  }

  // Only what is journalled counts (R7).
  void flush() {
    for (const BatchRecord& batch : ledger_->take_batches()) {
      for (const WindowContributions& window : batch.windows) {
        ASSERT_TRUE(ticks_.empty() || window.tick > ticks_.back().tick) << "R7";
        for (const Contribution& contribution : window.contributions) {
          counted_.push_back({contribution.series.value(), window.tick, contribution.counts.bytes});
        }
      }
      journalled_[batch.lane] += batch.totals;
      journal_.emplace_back(RecordType::kBatch, encode(batch));
    }
  }

  // R6: 8 windows, lateness, 5 s, and what the ends of windows round up. Before the first tick an
  // older record can still move the beginning back, here by the jitter.
  void check_bounds() {
    const Duration width = ledger_width();
    const auto spare = (options_.ledger.lateness + 5s + options_.jitter + width - 1ms) / width;
    // A change of the width (R25) leaves the windows of the old one open beside the new ones.
    const auto both = options_.width_change_percent > 0 ? 12 : 0;
    ASSERT_LE(ledger_->open_windows(), static_cast<std::size_t>(9 + spare + both));
  }
  Duration ledger_width() const { return options_.ledger.width; }

  // What is pending is lost. Half of the starts find a checkpoint, all find the journal.
  void crash() {
    ++crashes_;
    if (chance(options_.width_change_percent)) {
      constexpr Duration kWidths[] = {5s, 10s, 15s, 20s, 60s};
      // Windows of both widths may be open; the bound is that of the narrower.
      options_.ledger.width = kWidths[draw(5)];
    }
    const bool clean = chance(50);
    if (clean) flush();
    auto replayed = std::make_unique<Ledger>(options_.ledger);
    for (const auto& [type, payload] : journal_) replay(*replayed, type, payload);
    if (clean) {
      const std::string state = ledger_->encode_state();
      ASSERT_EQ(replayed->encode_state(), state) << "replay and running ledger differ";
      auto restored = std::make_unique<Ledger>(options_.ledger);
      ASSERT_TRUE(restored->restore_state(state));
      ASSERT_EQ(restored->encode_state(), state);
      ledger_ = std::move(restored);
    } else {
      ledger_ = std::move(replayed);
    }
    adopt();
    for (Partition& partition : partitions_) partition.assigned = false;
  }

  static void replay(Ledger& ledger, RecordType type, const std::string& payload) {
    switch (type) {
      case RecordType::kLane:
        ASSERT_TRUE(ledger.apply(*decode_lane(payload)));
        return;
      case RecordType::kGrid:
        ASSERT_TRUE(ledger.apply(*decode_grid(payload)));
        return;
      case RecordType::kBatch:
        ASSERT_TRUE(ledger.apply(*decode_batch(payload)));
        return;
      case RecordType::kTick:
        ASSERT_TRUE(ledger.apply(*decode_tick(payload)));
        return;
      case RecordType::kSymbol:
      case RecordType::kSeries:
      case RecordType::kInfo:
        FAIL() << "not the ledger's";
    }
  }

  bool has_unread(std::size_t index) const {
    const auto next =
        static_cast<std::size_t>(ledger_->lane(LaneId(static_cast<std::uint32_t>(index))).next);
    const std::vector<std::optional<std::uint32_t>>& log = partitions_[index].log;
    for (std::size_t offset = next; offset < log.size(); ++offset) {
      if (log[offset]) return true;
    }
    return false;
  }

  bool everything_read() const {
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
      if (has_unread(i)) return false;
    }
    return true;
  }

  // A record counts in the window [P, T) that its stamp falls into, or, if its lane was left out
  // (R5), in a later one.
  void check_window(std::uint32_t record, UnixTime tick) const {
    const auto closed = std::lower_bound(
        ticks_.begin(), ticks_.end(), tick,
        [](const TickRecord& before, UnixTime time) { return before.tick < time; });
    ASSERT_TRUE(closed != ticks_.end() && closed->tick == tick) << "its window never closed";
    const LogRecord& it = records_[record];
    ASSERT_LT(it.stamp, tick);
    if (it.stamp >= closed->previous) return;
    ++late_;
    ASSERT_TRUE(partitions_[it.partition].was_excluded ||
                options_.jitter > options_.ledger.lateness)
        << "record " << record << " of partition " << it.partition << ", stamped "
        << to_ms(it.stamp) << ", counts in the window " << to_ms(closed->previous) << " to "
        << to_ms(tick);
  }

  void check_totals() const {
    std::map<std::size_t, LaneTotals> appended;
    for (const LogRecord& record : records_) {
      ++appended[record.partition].records;
      appended[record.partition].bytes += record.bytes;
    }
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
      const LaneId lane(static_cast<std::uint32_t>(i));
      ASSERT_EQ(journalled_.contains(lane) ? journalled_.at(lane) : LaneTotals{},
                ledger_->lane(lane).totals);
      ASSERT_EQ(ledger_->lane(lane).totals.records, appended[i].records);
      ASSERT_EQ(ledger_->lane(lane).totals.bytes, appended[i].bytes);
      const auto controls = std::count(partitions_[i].log.begin(), partitions_[i].log.end(),
                                       std::optional<std::uint32_t>());
      ASSERT_LE(ledger_->lane(lane).totals.empty_offsets, static_cast<std::uint64_t>(controls));
      ASSERT_EQ(ledger_->lane(lane).totals.lost_offsets, 0u);
    }
  }

  std::mt19937_64 random_;
  LogWorldOptions options_;
  std::unique_ptr<Ledger> ledger_;
  Now now_{unix_ms(1'700'000'000'000), MonotonicTime(1h)};
  bool appending_ = true;

  std::vector<Partition> partitions_;
  std::vector<LogRecord> records_;
  Journal journal_;
  std::vector<TickRecord> ticks_;
  std::vector<WindowOf> counted_;
  std::map<LaneId, LaneTotals> journalled_;
  std::size_t exclusions_ = 0;
  std::size_t crashes_ = 0;
  std::size_t waits_ = 0;
  mutable std::size_t late_ = 0;
};

}  // namespace flowbridge
