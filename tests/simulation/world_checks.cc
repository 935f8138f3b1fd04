// What must hold in a world: after every step, after every recovery, and at the end.

#include "journal/recovery.h"
#include "simulation/world.h"
#include "telemetry/conservation.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// R6: open windows beyond those that lateness and R1 allow.
constexpr std::int64_t kWindowsAheadMax = 8;
/// The conservation law is published with the loops' reports; looking at it is not free.
constexpr std::uint64_t kConservationEvery = 8;
/// R22: so many steps may pass before destinations that give way have made room.
constexpr int kFullStepsMax = 24;

}  // namespace

void World::check_step() {
  const Ledger& ledger = run_->ingest().ledger();
  if (tracing_ && ledger.last_tick() != traced_tick_) {
    traced_tick_ = ledger.last_tick();
    note("closed " + std::to_string(to_ms(*traced_tick_)));
  }
  for (const Lane& lane : ledger.lanes()) {
    const bool was_cut = were_cut_.contains(lane.identity.where.partition);
    if (lane.journalled_next > lane.next && !was_cut) {
      return violate("a lane is journalled beyond its position");
    }
  }
  const LedgerOptions& options = plan_.program.ingest.ledger;
  const std::int64_t slack = (options.lateness + 5s) / options.width + 3;
  if (static_cast<std::int64_t>(ledger.open_windows()) > kWindowsAheadMax + slack) {
    return violate("R6: " + std::to_string(ledger.open_windows()) + " windows are open");
  }
  for (const auto& destination : destinations_) {
    for (const std::string& refusal : destination->network.take_forbidden_refusals()) {
      return violate("R17: " + refusal);
    }
    const std::optional<UnixTime> newest = destination->receiver.newest();
    if (newest && (!ledger.last_tick() || *newest > *ledger.last_tick())) {
      return violate("R7: a sample is newer than the last tick");
    }
  }
  if (steps_ % kConservationEvery == 0) {
    for (const std::string& broken : check_conservation(run_->hub().snapshot())) {
      return violate("conservation: " + broken);
    }
  }
}

// R22: one destination never slows another, unless it blocks.
void World::check_quota() {
  const Snapshot snapshot = run_->hub().snapshot();
  const bool is_full = snapshot.ingest && snapshot.ingest->state == IngestState::kPausedQuota;
  const bool has_disk = spells_.disk_full == 0 && !may_fail_;
  full_steps_ = is_full && has_disk && plan_.all_give_way ? full_steps_ + 1 : 0;
  if (full_steps_ > kFullStepsMax) return violate("R22: nobody makes room in the journal");
}

// R22: none that blocks loses anything.
void World::check_losses_over_quota() {
  const Snapshot snapshot = run_->hub().snapshot();
  for (std::size_t d = 0; d < snapshot.deliveries.size(); ++d) {
    if (plan_.program.deliveries[d].when_full == WhenFull::kDropOldest) continue;
    const NamedCounts& skipped = snapshot.deliveries[d]->ticks_skipped;
    if (std::any_of(skipped.begin(), skipped.end(), [](const NamedCount& count) {
          return count.name == "quota" && count.count > 0;
        })) {
      return violate("R22: a destination that blocks has given something up");
    }
  }
}

// R7: what was sent is in what a restart reads.
void World::check_recovery() {
  const Ledger& ledger = run_->ingest().ledger();
  for (const auto& destination : destinations_) {
    const std::optional<UnixTime> newest = destination->receiver.newest();
    if (newest && (!ledger.last_tick() || *newest > *ledger.last_tick())) {
      return violate("R7: a sample was sent before its tick was durable");
    }
  }
  for (std::size_t p = 0; p < losses_.size(); ++p) {
    const std::optional<LaneId> id = ledger.find({"pmacct.acct", static_cast<std::int32_t>(p)});
    const std::int64_t durable = id ? ledger.lane(*id).next : 0;
    std::erase_if(losses_[p], [durable](const Loss& loss) { return loss.end > durable; });
    lost_before_[p] = id ? ledger.lane(*id).totals.lost_offsets : 0;
    const auto cut = cuts_.find(static_cast<std::int32_t>(p));
    if (cut != cuts_.end() && !cut->second.is_noticed(ledger.lane(*id))) cut->second.end.reset();
  }
}

// A jump over offsets must be over deleted ones, to the first that is left.
void World::watch_losses() {
  for (const Lane& lane : run_->ingest().ledger().lanes()) {
    const auto p = static_cast<std::size_t>(lane.identity.where.partition);
    watch_cut(lane);
    const std::uint64_t more = lane.totals.lost_offsets - lost_before_[p];
    if (tracing_) {
      note("lane " + std::to_string(p) + " at " + std::to_string(lane.next) + " journalled " +
           std::to_string(lane.journalled_next) + " bytes " + std::to_string(lane.totals.bytes) +
           " lost " + std::to_string(lane.totals.lost_offsets) + " empty " +
           std::to_string(lane.totals.empty_offsets));
    }
    if (more == 0) continue;
    lost_before_[p] = lane.totals.lost_offsets;
    const Loss loss{lows_[p] - static_cast<std::int64_t>(more), lows_[p]};
    note("lost " + std::to_string(loss.first) + " to " + std::to_string(loss.end));
    losses_[p].push_back(loss);
  }
}

// Noticed: it must go on at the first record that is newer than all it has seen. If what followed
// its position has been deleted meanwhile, all that is left is newer, and nobody can notice.
void World::watch_cut(const Lane& lane) {
  const std::int32_t partition = lane.identity.where.partition;
  const auto index = static_cast<std::size_t>(partition);
  if (!is_cut_unnoticed(partition)) return;
  Cut& cut = cuts_.at(partition);
  if (!cut.is_noticed(lane)) return;
  cut.end = lane.next;
  lost_before_[index] = lane.totals.lost_offsets;
  note("cut noticed, goes on at " + std::to_string(lane.next));
  if (lows_[index] >= cut.next && lane.next == lows_[index]) return;
  const Result<std::optional<Offset>> newer =
      client_->offset_at(lane.identity.where, *lane.claimed_max + 1ms, 1s);
  if (!newer || newer->value_or(ends_[index]) != lane.next) {
    violate(to_string(lane.identity.where) + " was cut, and goes on at " +
            std::to_string(lane.next));
  }
}

void World::settle(std::int32_t partition, const Lane& lane) {
  for (const Loss& loss : std::exchange(losses_[static_cast<std::size_t>(partition)], {})) {
    truth_.lose(partition, loss.first, loss.end);
  }
  // What was deleted before the bridge met the partition was never its business.
  if (!were_cut_.contains(partition)) truth_.lose(partition, 0, lane.identity.start);
  const auto cut = cuts_.find(partition);
  if (cut != cuts_.end()) truth_.lose(partition, cut->second.cut, *cut->second.end);
}

Strictness World::strictness(std::size_t destination) const {
  const SentRules rules = plan_.destinations[destination].rules;
  const bool some_collide = rules == SentRules::kWithoutNames || rules == SentRules::kOneRouter;
  return {.windows = plan_.windows_exact && !some_collide,
          .series = plan_.series_exact,
          .names = plan_.names_exact && rules != SentRules::kWithoutNames,
          .markers = plan_.markers_exact && !some_collide,
          .gauges = plan_.markers_exact && rules == SentRules::kNone,
          .totals = rules != SentRules::kOneRouter,
          .one_counter = !some_collide,
          .rules = rules,
          .width = plan_.program.ingest.ledger.width};
}

void World::check_end() {
  check_losses_over_quota();
  for (const Lane& lane : run_->ingest().ledger().lanes()) {
    const auto partition = lane.identity.where.partition;
    const bool began_late = lane.identity.start > lows_[static_cast<std::size_t>(partition)];
    if (began_late && !were_cut_.contains(partition)) {
      return violate(to_string(lane.identity.where) + " was begun beyond its first record");
    }
    settle(partition, lane);
    const std::uint64_t produced = truth_.bytes(lane.identity.where.partition);
    if (lane.totals.bytes != produced) {
      return violate(to_string(lane.identity.where) + " has counted " +
                     std::to_string(lane.totals.bytes) + " bytes of " + std::to_string(produced));
    }
  }
  for (std::size_t d = 0; d < destinations_.size(); ++d) {
    std::vector<std::string> measures;
    for (const Measure measure : kMeasures) {
      if (plan_.program.deliveries[d].measures.contains(measure)) {
        measures.push_back(measure_name(measure));
      }
    }
    for (const std::string& wrong :
         truth_.check(destinations_[d]->receiver, measures, strictness(d))) {
      return violate("destination " + std::to_string(d) + ": " + wrong);
    }
  }
  const std::unique_ptr<Directory> root = disk_.root();
  Result<std::unique_ptr<Directory>> journal = root->subdirectory("journal");
  if (!journal) return violate("no journal: " + journal.error().message());
  Result<RecoveredJournal> whole = inspect_journal(**journal, InspectionDepth::kEverything);
  if (!whole) return violate("the journal is damaged: " + whole.error().message());
}

}  // namespace flowbridge
