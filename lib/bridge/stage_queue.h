#pragma once
/// The journal as stages to send, in order, for one destination.
///
/// Reads records into the destination's own accounts and turns each tick into stages. When a later
/// tick is already there, the anchors of that tick travel with the samples of the one before, which
/// have the same timestamp (R17): a backlog then takes one round trip a tick.
///
/// In a gap ticks are read and not planned, up to the first at or after the cursor's `skip_until`
/// (R20), or the first that is not given up (R22); that one is a single stage of its own (R21).
///
/// Lifetime: borrows the journal's directory and index.      Threads: one, the delivery loop's.
/// Fails:    kCorrupt, kNotFound (the records are gone), kIo: end the process.
/// Units:    stages as in series/tick_plan.h; sequences are the journal's.
///
///   Result<Filled> filled = queue.fill({quarantine.members(), quarantine.returning()});
///   if (const QueuedStage* stage = queue.front()) send(*stage);
///   queue.pop();

#include "delivery/cursor.h"
#include "delivery/gap.h"
#include "journal/reader.h"
#include "series/accounts.h"
#include "series/tick_plan.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace flowbridge {

/// A stage and what its settlement means for the cursor. An empty stage only moves the cursor.
struct QueuedStage {
  Stage stage;
  /// Of the tick that the cursor stands at once this is settled.
  Sequence sequence = 0;
  UnixTime tick{};
  std::uint8_t stages_settled = 0;
  /// The stage holds a series' first samples: a refusal means that it was never accepted (R21).
  bool first_contact = false;
  /// R10: measures whose first contact is over once this is settled.
  MeasureSet contacted{};
  /// Series that are born at this tick, sorted: their anchors are their first samples.
  std::vector<SeriesId> born;
  /// Series whose labels or accounts are gone after it.
  std::vector<SeriesId> forgotten;
  /// What the gap took that ends with it.
  std::optional<GapTally> gap{};
  /// Series that begin here with what they had before the gap, 0 if they were born in it; sorted.
  /// The destination has never accepted them, and their value is owed.
  std::vector<SeriesId> begun{};
};

/// What a plan depends on beside the journal.
struct Isolation {
  /// R19: series that are kept out.
  const HashSet<SeriesId>& left_out;
  /// R21: series whose value the next tick holds, whether or not they are due.
  const HashSet<SeriesId>& returning;
};

enum class Filled {
  kStage,    // there is one at the front
  kNothing,  // the journal has no more
  kReadOn,   // a gap is long: call again, so that the caller gets on meanwhile
};

struct StageQueueOptions {
  MeasureSet measures{Measure::kBytes};
};

class StageQueue {
 public:
  StageQueue(Directory& directory, const JournalIndex& index, const StageQueueOptions& options)
      : reader_(directory, index), index_(index), options_(options) {}

  /// Brings the accounts to the cursor, or beyond it to a place inside the gap that begins there,
  /// from the newest checkpoint before it, sending nothing. Requires: it was not called before.
  Result<void> recover(const Cursor& cursor, const GapPosition* inside, MeasureSet first_contact);
  /// The cursor of a destination that begins now: everything durable lies before it.
  static Cursor begin_at_end(const JournalIndex& index);

  /// Reads until a stage is at the front and, if there is one, the next tick's anchors are merged
  /// into it.
  Result<Filled> fill(const Isolation& isolation);

  /// R22: passes over everything before a record, and opens a gap for it if none is. Requires:
  /// nothing is planned; the record is durable, or the next one. kNothing: it is there, and gap()
  /// says what was passed over.
  Result<Filled> pass_to(Sequence sequence);
  /// The gap that has not ended.
  const std::optional<Gap>& gap() const { return gap_; }

  const QueuedStage* front() const { return queue_.empty() ? nullptr : &queue_.front(); }
  void pop();

  const Accounts& accounts() const { return accounts_; }
  /// Called for each series that is defined anew.
  std::function<void(SeriesId)> on_series;
  /// Called for each series that is gone before its gap ends: what follows under its number is
  /// another one.
  std::function<void(SeriesId)> on_forgotten;

  /// Ticks that are planned and not settled, and one more if the journal has unread records or a
  /// gap has not ended.
  std::uint64_t ticks_pending() const;
  std::uint64_t samples_planned() const { return samples_planned_; }
  /// Of them, those in stages that are not popped yet.
  std::uint64_t samples_waiting() const;
  std::optional<UnixTime> newest_tick() const { return accounts_.last_tick(); }
  Sequence position() const { return reader_.position(); }

 private:
  static constexpr Sequence kNoEnd = std::numeric_limits<Sequence>::max();

  struct ReadTick {
    Sequence sequence = 0;
    TickChanges changes{};
  };

  /// The next tick, applied to the accounts; nothing if the journal has no more before `end`.
  Result<std::optional<ReadTick>> read_tick(Sequence end = kNoEnd);
  /// False: the journal has no more.
  Result<bool> plan_next(const Isolation& isolation);
  void plan(const ReadTick& tick, const Isolation& isolation);
  Result<Filled> cross_gap(const Isolation& isolation);
  void enter_gap(const TickChanges& changes);
  void pass(const TickChanges& changes);
  void skip(const TickChanges& changes, SkippedTicks& skipped) const;
  bool is_in_gap() const { return skip_until_ || gap_; }
  bool is_too_old(UnixTime tick) const { return skip_until_ && tick < *skip_until_; }
  void plan_gap_end(const ReadTick& tick, const Isolation& isolation);
  void skip_settled(std::vector<Stage>& stages);
  void merge_front();

  JournalReader reader_;
  const JournalIndex& index_;
  StageQueueOptions options_;
  Accounts accounts_;
  std::deque<QueuedStage> queue_;
  // For the next tick to be planned.
  MeasureSet first_contact_{};
  // Of the first tick to be planned after recovery: stages that are settled already.
  std::uint8_t skip_stages_ = 0;
  std::uint64_t samples_planned_ = 0;

  // R20: nothing before this is planned.
  std::optional<UnixTime> skip_until_;
  // What is known of the ticks that are passed over.
  std::optional<Gap> gap_;
  // A tick of it was met since recovery.
  bool met_in_gap_ = false;
};

}  // namespace flowbridge
