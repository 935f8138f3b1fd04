// What must hold in a world: after every step, after every recovery, and at the end.

#include "journal/recovery.h"
#include "simulation/world.h"
#include "telemetry/conservation.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// R6: open windows beyond those that lateness and R1 allow.
constexpr std::int64_t kWindowsAheadMax = 8;
/// The conservation law is published with the loops' reports; looking at it is not free.
constexpr std::uint64_t kConservationEvery = 8;

}  // namespace

void World::check_step() {
  const Ledger& ledger = run_->ingest().ledger();
  if (tracing_ && ledger.last_tick() != traced_tick_) {
    traced_tick_ = ledger.last_tick();
    note("closed " + std::to_string(to_ms(*traced_tick_)));
  }
  for (const Lane& lane : ledger.lanes()) {
    if (lane.journalled_next > lane.next)
      return violate("a lane is journalled beyond its position");
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
  }
}

// A jump over offsets must be over deleted ones, to the first that is left.
void World::watch_losses() {
  for (const Lane& lane : run_->ingest().ledger().lanes()) {
    const auto p = static_cast<std::size_t>(lane.identity.where.partition);
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

void World::check_end() {
  for (std::size_t p = 0; p < losses_.size(); ++p) {
    for (const Loss& loss : losses_[p]) {
      truth_.lose(static_cast<std::int32_t>(p), loss.first, loss.end);
    }
  }
  for (const Lane& lane : run_->ingest().ledger().lanes()) {
    // What was deleted before the bridge met the partition was never its business.
    const auto partition = lane.identity.where.partition;
    if (lane.identity.start > lows_[static_cast<std::size_t>(partition)]) {
      return violate(to_string(lane.identity.where) + " was begun beyond its first record");
    }
    truth_.lose(partition, 0, lane.identity.start);
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
    const Strictness strictness{plan_.windows_exact, plan_.series_exact,
                                plan_.program.ingest.ledger.width};
    for (const std::string& wrong :
         truth_.check(destinations_[d]->receiver, measures, strictness)) {
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
