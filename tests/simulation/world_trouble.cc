// What goes wrong in a world, and how it ends.

#include "simulation/world.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr const char* kTopic = "pmacct.acct";
constexpr int kSpellMax = 25;
constexpr int kPartitionsMax = 5;
/// Per thousand AS.
constexpr int kRenamedShare = 500;
constexpr int kOutsidePeeringdb = 300;
constexpr std::uint32_t kPlaces = 3;
constexpr int kOutageStepsMax = 16;
constexpr Duration kOutageStepTimeMax = 15min;
constexpr int kOutageStepsAtOnce = 4;
/// Per thousand steps of an outage, where there are deaths at all.
constexpr int kDeathInOutage = 150;
constexpr std::size_t kSamplesPerRequestAtEnd = 2000;

}  // namespace

void World::make_trouble() {
  if (violation_) return;
  end_spells();
  const TroublePlan& plan = plan_.trouble;
  if (trouble_.chance(plan.silence)) {
    const Duration silence = trouble_.pick<int>({3, 15, 60}) * plan_.program.ingest.ledger.width;
    note("silence of " + std::to_string(silence.count()) + " ms");
    pass(silence);
  }
  if (trouble_.chance(plan.wall_jump)) {
    // Far enough for everything to be late or early, near enough to be crossed tick by tick.
    const Duration width = plan_.program.ingest.ledger.width;
    wall_offset_ = trouble_.pick<int>({-200, -20, -3, 0, 1, 10, 100}) * width;
    note("wall clock is off by " + std::to_string(wall_offset_.count()) + " ms");
  }
  if (trouble_.chance(plan.rename)) rename();
  trouble_kafka();
  if (violation_) return;
  trouble_destinations();
  trouble_disk();
  if (trouble_.chance(plan.power_cut)) die(true);
  if (!violation_ && trouble_.chance(plan.kill)) die(false);
  if (!violation_ && trouble_.chance(plan.death_within_step)) plan_death();
}

void World::trouble_kafka() {
  const TroublePlan& plan = plan_.trouble;
  if (trouble_.chance(plan.broker_down)) {
    note("broker down");
    broker_.set_reachable(false);
    spells_.broker_down = trouble_.number(1, kSpellMax);
  }
  const auto partitions = static_cast<std::int32_t>(ends_.size());
  const auto partition = static_cast<std::int32_t>(trouble_.number(0, partitions - 1));
  const auto index = static_cast<std::size_t>(partition);
  if (trouble_.chance(plan.partition_down)) {
    note("partition " + std::to_string(partition) + " down");
    broker_.set_reachable({kTopic, partition}, false);
    spells_.partition_down = trouble_.number(1, kSpellMax);
  }
  if (trouble_.chance(plan.retention)) {
    // As a broker that is large enough does it: nothing goes that is not counted for good.
    const std::optional<LaneId> lane = run_->ingest().ledger().find({kTopic, partition});
    const bool was_cut = were_cut_.contains(partition) && !is_at_rest(partition);
    if (lane && !was_cut && run_->journal().pending_bytes() == 0) {
      const Offset durable = run_->ingest().ledger().lane(*lane).journalled_next;
      lows_[index] = std::clamp<std::int64_t>(durable, lows_[index], ends_[index]);
      broker_.drop_before({kTopic, partition}, lows_[index]);
    }
  }
  if (trouble_.chance(plan.loss_while_away)) lose_unread_records();
  if (trouble_.chance(plan.log_replaced)) replace_log();
  if (trouble_.chance(plan.added_partition) && partitions < kPartitionsMax) {
    note("a partition more");
    broker_.add_partitions(kTopic, partitions + 1);
    ends_.push_back(0);
    lows_.push_back(0);
    losses_.emplace_back();
    lost_before_.push_back(0);
  }
  if (trouble_.chance(plan.skipped_offsets)) {
    const int count = trouble_.number(1, 3);
    broker_.skip_offsets({kTopic, partition}, count);
    ends_[index] += count;
  }
}

// Retention overtakes a bridge that is away; what goes was not read.
void World::lose_unread_records() {
  const auto partition = static_cast<std::int32_t>(trouble_.below(ends_.size()));
  const auto index = static_cast<std::size_t>(partition);
  if (is_cut_unnoticed(partition)) return;
  lows_[index] = trouble_.between(lows_[index], ends_[index]);
  note("partition " + std::to_string(partition) + " begins at " + std::to_string(lows_[index]));
  broker_.drop_before({kTopic, partition}, lows_[index]);
}

bool World::is_cut_unnoticed(std::int32_t partition) const {
  const auto cut = cuts_.find(partition);
  return cut != cuts_.end() && !cut->second.end;
}

// All that was counted of it is durable, and a cut was noticed. Offsets alone do not say so: after
// a cut they come again.
bool World::is_at_rest(std::int32_t partition) const {
  const Ledger& ledger = run_->ingest().ledger();
  const std::optional<LaneId> id = ledger.find({kTopic, partition});
  if (!id || is_cut_unnoticed(partition) || run_->journal().pending_bytes() > 0) return false;
  const Lane& lane = ledger.lane(*id);
  return lane.next == lane.journalled_next && lane.pending.empty() &&
         lane.pending_totals == LaneTotals{};
}

// An unclean election, or somebody deletes the topic and makes it anew. The bridge notices by what
// is where it stopped; if it does not look before the log has grown beyond that, nobody can.
void World::replace_log() {
  const auto partition = static_cast<std::int32_t>(trouble_.below(ends_.size()));
  const auto has_tail = [&] {
    const Ledger& ledger = run_->ingest().ledger();
    return is_at_rest(partition) && ledger.lane(*ledger.find({kTopic, partition})).tail;
  };
  if (trouble_.chance(500) && has_tail()) {
    cut_log(partition);
    step_ingest();
  } else {
    die(trouble_.chance(500));
    if (violation_ || !has_tail()) return;
    cut_log(partition);
  }
  if (!violation_ && is_cut_unnoticed(partition)) {
    die(trouble_.chance(500));
    produce(trouble_.number(0, 12));
  }
}

void World::cut_log(std::int32_t partition) {
  const auto index = static_cast<std::size_t>(partition);
  const Ledger& ledger = run_->ingest().ledger();
  const Lane& lane = ledger.lane(*ledger.find({kTopic, partition}));
  settle(partition, lane);
  const bool anew = trouble_.chance(300);
  const std::int64_t cut = anew ? 0 : trouble_.between(lows_[index], ends_[index]);
  note("partition " + std::to_string(partition) + (anew ? " made anew" : " cut") + " from " +
       std::to_string(cut) + " on, counted are " + std::to_string(lane.next));
  if (anew) {
    broker_.make_anew({kTopic, partition});
    lows_[index] = 0;
  } else {
    broker_.cut_from({kTopic, partition}, cut);
  }
  ends_[index] = cut;
  were_cut_.insert(partition);
  truth_.cut(partition, cut, lane.next);
  cuts_.erase(partition);
  if (cut < lane.next) cuts_[partition] = {cut, lane.next, lane.tail, std::nullopt};
}

void World::trouble_disk() {
  const TroublePlan& plan = plan_.trouble;
  if (trouble_.chance(plan.disk_error)) {
    const auto operation = trouble_.pick<DiskOperation>(
        {DiskOperation::kAppend, DiskOperation::kWriteAt, DiskOperation::kSyncFile,
         DiskOperation::kCreate, DiskOperation::kRename, DiskOperation::kRemove,
         DiskOperation::kSyncDirectory});
    const bool can_be_full =
        operation == DiskOperation::kAppend || operation == DiskOperation::kCreate;
    const ErrorCode code =
        can_be_full && trouble_.chance(500) ? ErrorCode::kNoSpace : ErrorCode::kIo;
    note("a disk operation will fail: " + std::to_string(static_cast<int>(operation)));
    disk_.fail(operation, 1 + trouble_.below(3), code);
    may_fail_ = true;
  }
  if (trouble_.chance(plan.disk_full)) {
    note("disk full");
    disk_.set_capacity(0);
    spells_.disk_full = trouble_.number(1, kSpellMax);
  }
}

// While it is gone, time goes on; when it is back, it takes the last hour at most.
void World::outage_of_hours() {
  const std::uint64_t gone = trouble_.below(destinations_.size());
  note("destination " + std::to_string(gone) + " is gone for hours");
  destinations_[gone]->network.set_reachable(false);
  for (int i = trouble_.number(4, kOutageStepsMax); i > 0 && !violation_; --i) {
    pass(trouble_.duration(1min, kOutageStepTimeMax));
    // Without any the event clock would stay behind (R3), at times that are too old by now.
    produce(traffic_.number(1, plan_.traffic.records_max));
    live_through_outage();
  }
  full_steps_ = 0;
  destinations_[gone]->network.set_reachable(true);
}

void World::live_through_outage() {
  const TroublePlan& plan = plan_.trouble;
  for (int i = 0; i < kOutageStepsAtOnce && !violation_; ++i) {
    if (plan.kill > 0 && trouble_.chance(kDeathInOutage)) die(false);
    if (plan.power_cut > 0 && trouble_.chance(kDeathInOutage)) die(true);
    if (plan.death_within_step > 0 && trouble_.chance(kDeathInOutage)) plan_death();
    step_ingest();
    for (std::size_t d = 0; d < destinations_.size(); ++d) step_delivery(d);
    if (!violation_) check_quota();
    pass(1s);
  }
}

void World::trouble_destinations() {
  const TroublePlan& plan = plan_.trouble;
  if (trouble_.chance(plan.outage_of_hours)) outage_of_hours();
  if (violation_) return;
  if (trouble_.chance(plan.destination_down)) {
    const std::uint64_t down = trouble_.below(destinations_.size());
    note("destination " + std::to_string(down) + " down");
    destinations_[down]->network.set_reachable(false);
    spells_.destination_down = trouble_.number(1, kSpellMax);
  }
  if (trouble_.chance(plan.series_refused)) {
    note("series of AS 1000 are refused");
    for (const auto& destination : destinations_) {
      destination->receiver.refuse_series([](const LabelSet& labels) {
        return std::any_of(labels.begin(), labels.end(), [](const Label& label) {
          return (label.name == "source_as" || label.name == "asn") && label.value == "1000";
        });
      });
    }
    spells_.series_refused = trouble_.number(1, kSpellMax);
  }
}

// Few enough that a name often comes back; some have none.
void World::rename() {
  const Naming before = naming_;
  for (std::uint32_t i = 0; i < plan_.traffic.remote_as_count; ++i) {
    if (!renaming_.chance(kRenamedShare)) continue;
    const std::uint32_t asn = kFirstRemoteAs + i;
    const char* name = renaming_.pick<const char*>({"", "First Name", "Second Name"});
    naming_.names.erase(asn);
    if (*name != 0) naming_.names[asn] = name + (" of " + std::to_string(asn));
  }
  for (std::uint32_t i = 0; i < plan_.traffic.remote_as_count; ++i) repeer(kFirstRemoteAs + i);
  repeer(kOwnAs);
  if (naming_ == before) return;
  note("names change");
  if (run_) run_->names().publish(name_table_of(naming_.names, naming_.networks));
}

// An AS joins PeeringDB, leaves it, or says something else there.
void World::repeer(std::uint32_t asn) {
  if (!renaming_.chance(kRenamedShare)) return;
  naming_.networks.erase(asn);
  if (renaming_.chance(kOutsidePeeringdb)) return;
  PeeringEntry& network = naming_.networks[asn];
  network.policy = renaming_.pick<const char*>({"", "Open", "Selective"});
  for (std::uint32_t place = 1; place <= kPlaces; ++place) {
    if (renaming_.chance(500)) network.exchanges.push_back(place);
    if (renaming_.chance(500)) network.facilities.push_back(place);
  }
}

void World::end_spells() {
  const auto ends = [](int& left) { return left > 0 && --left == 0; };
  if (ends(spells_.broker_down)) broker_.set_reachable(true);
  if (ends(spells_.partition_down)) {
    for (std::int32_t p = 0; p < static_cast<std::int32_t>(ends_.size()); ++p) {
      broker_.set_reachable({kTopic, p}, true);
    }
  }
  if (ends(spells_.destination_down)) {
    for (const auto& destination : destinations_) destination->network.set_reachable(true);
  }
  if (ends(spells_.disk_full)) disk_.set_capacity(std::nullopt);
  if (ends(spells_.series_refused)) {
    for (const auto& destination : destinations_) destination->receiver.refuse_series({});
  }
}

// At any action: a disk operation, a request, a record. From then on nothing has an effect.
void World::plan_death() {
  may_fail_ = true;
  const auto death = [this] { disk_.power_off_after(0); };
  const std::uint64_t nth = 1 + trouble_.below(12);
  switch (trouble_.number(0, 2)) {
    case 0:
      note("dies after disk operations: " + std::to_string(nth));
      disk_.power_off_after(nth);
      break;
    case 1:
      note("dies at request " + std::to_string(nth));
      destinations_[trouble_.below(destinations_.size())]->network.die_at_request(nth, death);
      break;
    default:
      note("dies at record " + std::to_string(nth));
      source_->die_at_record(nth, death);
      break;
  }
}

void World::heal() {
  note("all is well from now on");
  spells_ = {1, 1, 1, 1, 1};
  end_spells();
  wall_offset_ = plan_.trouble.wall_jump > 0 ? 0ms : plan_.wall_offset;
  for (const auto& destination : destinations_) destination->network.heal();
  // What is left is much where a sample is a request.
  for (DeliveryOptions& delivery : plan_.program.deliveries) {
    delivery.sender.samples_per_request_max = kSamplesPerRequestAtEnd;
  }
  plan_.trouble = TroublePlan{};
  // Nothing that was planned to fail is left over.
  die(false);
}

}  // namespace flowbridge
