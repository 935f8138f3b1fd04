#pragma once
/// A Ledger, a clock and a broker's answers, as a small language for tests.
///
/// Times are milliseconds after kStart, a multiple of every width that tests use. Record number n
/// feeds series n, so that a batch tells which record counted where.
///
/// Lifetime: owns the ledger.      Threads: one.
/// Fails:    through GoogleTest.
/// Units:    as in ledger/ledger.h.
///
///   LedgerWorld world;
///   const LaneId lane = world.lane("a");
///   world.read(lane, 3s);
///   EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));

#include "ledger/ledger.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace flowbridge {

constexpr UnixTime kStart = unix_ms(1'700'000'100'000 / 600'000 * 600'000);

/// Takes the actions and shows each lane that is assigned the record it was at, as a source would.
inline std::vector<LaneAction> assign(Ledger& ledger, const Now& now) {
  const std::vector<LaneAction> actions = ledger.take_actions();
  for (const LaneAction& action : actions) {
    const Lane& lane = ledger.lane(action.lane);
    if (!lane.tail_due) continue;
    EXPECT_EQ(ledger.arrive(action.lane, {lane.next - 1, *lane.tail}, now).verdict,
              Verdict::kDuplicate);
  }
  return actions;
}

class LedgerWorld {
 public:
  explicit LedgerWorld(const LedgerOptions& options = {}) : options_(options), ledger(options) {
    ledger.adopt_width();
  }

  static UnixTime at(Duration after) { return kStart + after; }

  /// A lane from offset 0, assigned at once.
  LaneId lane(const std::string& topic) {
    const LaneId id = ledger.add_lane({topic, 0}, 0).id;
    ledger.take_actions();
    return id;
  }

  std::vector<LaneAction> assign() { return flowbridge::assign(ledger, now); }

  /// Both clocks go on.
  void pass(Duration time) {
    now.wall += time;
    now.monotonic += time;
  }

  Verdict arrive(LaneId id, Offset offset, Duration stamp) {
    const Arrival arrival = ledger.arrive(id, {offset, {at(stamp)}}, now);
    if (arrival.verdict == Verdict::kCount) {
      placed = ledger.place(arrival, std::nullopt);
      ledger.add(id, placed, SeriesId(next_series_++), {100, 1, 1});
    }
    return arrival.verdict;
  }

  /// The lane's next record; it must count.
  void read(LaneId id, Duration stamp) {
    ASSERT_EQ(arrive(id, ledger.lane(id).next, stamp), Verdict::kCount);
  }

  /// Asks now if the ledger wants to, and answers for these lanes that nothing is beyond them.
  bool ask_all_at_end(const std::vector<LaneId>& lanes) {
    if (!ledger.ask(now)) return false;
    for (const LaneId id : lanes) ledger.answer(id, ledger.lane(id).position, now);
    ledger.answered(now);
    return true;
  }

  /// Closes what may close; the decisions are kept.
  std::vector<UnixTime> close(SeriesLive live = SeriesLive::kSome) {
    std::vector<UnixTime> ticks;
    while (const std::optional<TickDecision> decision = ledger.closable(now, live)) {
      flush();
      ledger.close(*decision);
      decisions.push_back(*decision);
      ticks.push_back(decision->tick);
    }
    return ticks;
  }

  void flush() {
    for (BatchRecord& batch : ledger.take_batches()) batches.push_back(std::move(batch));
  }

  /// The window in which a record was counted by the batches so far.
  std::vector<UnixTime> windows_of(SeriesId series) const {
    std::vector<UnixTime> windows;
    for (const BatchRecord& batch : batches) {
      for (const WindowContributions& window : batch.windows) {
        for (const Contribution& contribution : window.contributions) {
          if (contribution.series == series) windows.push_back(window.tick);
        }
      }
    }
    return windows;
  }

 private:
  LedgerOptions options_;
  std::uint32_t next_series_ = 0;

 public:
  Ledger ledger;
  // The wall is a day ahead, so that R1 caps nothing unless a test sets it.
  Now now{kStart + 24h, MonotonicTime(1h)};
  Placement placed;
  std::vector<TickDecision> decisions;
  std::vector<BatchRecord> batches;
};

}  // namespace flowbridge
