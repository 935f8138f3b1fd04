#pragma once
/// Lanes, watermarks and ticks: rules R1–R7 and R25.
///
/// The Ledger decides which records count (each offset once, in order), which window each flow
/// belongs to, and when a window may close. It is a state machine over arrivals and answers: it
/// asks nobody, reads no clock, and remembers only what the journal's records say plus what is
/// pending. Replaying those records gives the same Ledger.
///
/// Lifetime: owns its lanes.      Threads: one, the ingest loop's.
/// Fails:    never; every irregularity is an enum or a count in LaneTotals. Requires: ids it gave
///           out.
/// Units:    times as in base/time.h; ticks are window ends.
/// Bounds:   open windows span at most 8 windows, lateness and 5 s (R6); lanes as many as
///           partitions.
///
///   Arrival arrival = ledger.arrive(lane, {offset, {timestamp, crc32c(payload)}}, now);
///   if (arrival.verdict == Verdict::kCount) ledger.add(lane, ledger.place(arrival, flow.end),
///   series, flow.counts); while (auto tick = ledger.closable(now, SeriesLive::kSome))
///   close(*tick);

#include "base/hash_map.h"
#include "ledger/event_clock.h"
#include "ledger/lane.h"
#include "ledger/tick_grid.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// R1: how far a stamp may be ahead of the wall clock when read. R6 lets a lane run ahead by as
/// much.
inline constexpr Duration kAheadOfWallMax = 5s;

enum class TimeSource { kKafka, kRecord };

struct LedgerOptions {
  /// Δ. A change takes effect when all open windows are closed.
  Duration width = 15s;
  /// R2. Raising it delays every sample by as much; lowering it makes more records late.
  Duration lateness = 5s;
  TimeSource time_source = TimeSource::kKafka;
  /// R5. Raising it makes ticks wait longer for an unreachable partition.
  Duration stall_timeout = 10min;
};

struct LoggedRecord {
  Offset offset = 0;
  RecordMark mark{};
};

enum class Verdict {
  kCount,      // the next record of the lane
  kDuplicate,  // counted before: drop it
  kNotNow,     // out of order or too far ahead: drop it, it will be read again
};

struct Arrival {
  Verdict verdict = Verdict::kNotNow;
  /// R1: the Kafka timestamp, capped. Meaningful with kCount.
  UnixTime timestamp{};
  bool clamped = false;
  /// Of the lane, as in Lane.
  std::optional<LeftOut> left_out{};
};

/// Where a flow counts (R7).
struct Placement {
  UnixTime tick{};
  bool late = false;
  bool clamped = false;
  /// Late because its window was closed without the lane (R5).
  bool excluded = false;
};

struct TickDecision {
  UnixTime tick{};
  UnixTime previous{};
  Duration width{0};
  std::vector<LaneId> excluded{};
};

/// What the source should be told about a lane.
struct LaneAction {
  enum class Kind { kAssign, kPause };
  Kind kind = Kind::kPause;
  LaneId lane{};
  Offset offset = 0;
};

enum class SeriesLive { kNone, kSome };

class Ledger {
 public:
  explicit Ledger(const LedgerOptions& options);

  // --- State, from a checkpoint and the records after it.

  /// Everything but pending contributions. Requires: nothing is pending.
  std::string encode_state() const;
  Result<void> restore_state(std::string_view bytes);
  Result<void> apply(const LaneRecord& record);
  Result<void> apply(const GridRecord& record);
  Result<void> apply(const BatchRecord& record);
  Result<void> apply(const TickRecord& record);
  /// Call once after the replay: the record that makes options.width so, if it is not (R25).
  std::optional<GridRecord> adopt_width();

  // --- Lanes.

  LaneRecord add_lane(const TopicPartition& where, Offset start);
  std::optional<LaneId> find(const TopicPartition& where) const;
  /// The journal has the lane, but it is not this process's to read any more.
  void disown(LaneId id) { mutable_lane(id).ours = false; }
  const std::vector<Lane>& lanes() const { return lanes_; }
  const Lane& lane(LaneId id) const { return lanes_[id.value()]; }

  // --- Arrivals.

  /// After this, look whether the lane's flow is kReplaced.
  Arrival arrive(LaneId id, const LoggedRecord& record, const Now& now);
  Placement place(const Arrival& arrival, std::optional<UnixTime> flow_end) const;
  void add(LaneId id, const Placement& placement, SeriesId series, const Counts& counts);
  /// Nothing but control records lies before `position`.
  void reach(LaneId id, Offset position);
  /// Go on at another offset; what lies before it, if it is beyond `next`, is counted as lost.
  void jump(LaneId id, Offset to);
  /// The partition may be another by now: look at the tail before reading on.
  void doubt(LaneId id);
  /// Read once more from `next`; without a look at the tail, if that is before the broker's `low`.
  void read_again(LaneId id, Offset low);

  // --- Decisions.

  /// Once per served poll loop: advances the stall clocks (R5), at most 1 s each time.
  void served(const Now& now);
  /// Whether the broker should be asked for end offsets now (R4); remembers that it is being asked.
  bool ask(const Now& now);
  /// The broker's answer for a lane: `high` is the offset after its last record. After this, look
  /// whether the lane's flow is kReplaced.
  void answer(LaneId id, Offset high, const Now& now);
  /// Call after the answers to one ask(): tells whether a start found every lane at its end (R3).
  void answered(const Now& now);
  /// The tick that may close now, if any. Journal take_batches() and close() it before asking
  /// again.
  std::optional<TickDecision> closable(const Now& now, SeriesLive live) const;
  /// Requires: nothing is pending (R7).
  void close(const TickDecision& decision);
  /// A lane stopped by R6 may go on with the very record that stopped it, if ticks have closed
  /// since.
  bool stop_waiting(LaneId id, Offset offset);
  /// Lanes to assign or pause at the source; each action is handed out once.
  std::vector<LaneAction> take_actions();
  /// Stops or resumes all lanes (quota, full disk). While stopped, arrivals are kNotNow and stall
  /// clocks stand.
  void set_consuming(bool consuming);

  // --- Flush.

  /// What has arrived since the last call, a batch per lane that moved.
  std::vector<BatchRecord> take_batches();
  std::size_t pending_sums() const;

  // --- For reports.

  std::optional<UnixTime> event_time(const Now& now) const { return clock_.read(now); }
  std::optional<UnixTime> last_tick() const { return last_tick_; }
  const TickGrid& grid() const { return grid_; }
  std::size_t open_windows() const { return open_.size(); }
  /// Lanes that hold the next tick although its time has come.
  std::vector<LaneId> holding(const Now& now) const;

 private:
  Lane& mutable_lane(LaneId id) { return lanes_[id.value()]; }
  std::optional<UnixTime> next_tick() const;
  UnixTime tick_limit() const;
  bool holds(const Lane& lane, UnixTime tick) const;
  /// Notes a gap between the last record that was looked at and this one.
  static void look_at(Lane& lane, Offset offset);
  UnixTime cap(UnixTime stamp, const Now& now) const;
  /// The lane's tail is due, and this is what came.
  static Verdict look_at_tail(Lane& lane, const LoggedRecord& record);
  /// The lane's tail is due, and what follows it came instead.
  static void miss_tail(Lane& lane);

  LedgerOptions options_;
  TickGrid grid_;
  // The journal knows the grid.
  bool grid_recorded_ = false;
  EventClock clock_;
  std::vector<Lane> lanes_;
  HashMap<TopicPartition, LaneId> by_place_;
  std::optional<UnixTime> last_tick_;
  // Ticks of windows that have contributions, journalled or pending.
  std::set<UnixTime> open_;
  bool consuming_ = true;

  std::optional<MonotonicTime> served_at_;
  std::optional<MonotonicTime> asked_at_;
  // The event clock at the last ask; absent while the clock had no reading.
  std::optional<UnixTime> asked_when_;
};

}  // namespace flowbridge
