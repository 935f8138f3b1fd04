#include "simulation/world.h"

#include "base/crc32c.h"

#include <algorithm>
#include <iostream>
#include <utility>

namespace flowbridge {

namespace {

const UnixTime kBegin = unix_ms(1'700'000'000'000);
constexpr const char* kTopic = "pmacct.acct";
/// A world in which nothing moves for so long has come to a standstill.
constexpr int kIdleStepsMax = 20'000;
/// So many steps in which nothing happens are rest, not a pause.
constexpr int kQuietSteps = 4;
/// Destinations that hold a stage wait for minutes; the world does not.
constexpr Duration kBusyPause = 2ms;
constexpr Duration kIdlePause = 250ms;
constexpr Duration kIdlePauseMax = 60s;
/// What a loop says of itself may be so old.
constexpr Duration kReportedWithin = 200ms;
/// Per thousand deaths.
constexpr int kRenamedWhileAway = 400;

}  // namespace

World::World(const Plan& plan)
    : plan_(plan),
      trouble_(plan.seed, "trouble"),
      traffic_(plan.seed, "traffic"),
      renaming_(plan.seed, "names"),
      disk_(plan.seed),
      true_time_(kBegin + Duration(static_cast<std::int64_t>(plan.seed % 100'000))),
      wall_offset_(plan.wall_offset) {
  const auto partitions = static_cast<std::size_t>(plan_.partitions);
  broker_.add_partitions(kTopic, plan_.partitions);
  ends_.resize(partitions);
  lows_.resize(partitions);
  losses_.resize(partitions);
  lost_before_.resize(partitions);
  for (std::size_t i = 0; i < plan_.destinations.size(); ++i) {
    destinations_.push_back(
        std::make_unique<Destination>(plan_.destinations[i], Draw(plan_.seed + i, "network")));
    destinations_.back()->network.advance(true_time_);
  }
}

World::~World() = default;

Now World::bridge_now() const {
  const auto drift = elapsed_.count() * plan_.drift_per_million / 1'000'000;
  return {true_time_ + wall_offset_,
          MonotonicTime(elapsed_ + std::chrono::microseconds(drift) + 1s)};
}

std::optional<Violation> World::run() {
  note(describe(plan_));
  naming_.where = plan_.names_where;
  naming_.has_peering = plan_.has_peering;
  rename();
  start();
  for (int i = 0; i < plan_.steps && !violation_; ++i) {
    pass(traffic_.duration(plan_.traffic.pause_min, plan_.traffic.pause_max));
    produce(traffic_.number(0, plan_.traffic.records_max));
    make_trouble();
    step_ingest();
    for (std::size_t d = 0; d < destinations_.size() && !violation_; ++d) {
      if (trouble_.chance(plan_.delivery_share)) step_delivery(d);
    }
  }
  if (!violation_) heal();
  if (!violation_) run_until_idle();
  if (!violation_) check_end();
  // What is durable alone must say the same.
  if (!violation_) die(true);
  if (!violation_) run_until_idle();
  if (!violation_) check_end();
  return violation_;
}

void World::start() {
  ++starts_;
  may_fail_ = false;
  client_ = std::make_unique<ScriptedRecordSource>(
      broker_, ScriptedSourceOptions{.topics = {kTopic}, .group_id = "flowbridge"});
  source_ = std::make_unique<UnreliableSource>(
      *client_, plan_.trouble, Draw(plan_.seed + static_cast<std::uint64_t>(starts_), "client"));
  std::vector<HttpClient*> http;
  for (const auto& destination : destinations_) http.push_back(&destination->network);
  BridgeProgramOptions options = plan_.program;
  options.names = as_names_of(naming_.names, naming_.networks);
  options.ingest.series.name_labels =
      naming_.where == NamesWhere::kInfo ? NameLabels::kAbsent : NameLabels::kPresent;
  options.ingest.info = {.metrics = naming_.metrics(), .own = options.classes.own_as};
  Result<std::unique_ptr<BridgeProgram>> run = BridgeProgram::start(
      {.root = disk_.root(), .source = *source_, .http = http, .log = log_}, options);
  if (!run) {
    // Another start finds no room either.
    if (run.error().code() == ErrorCode::kNoSpace && spells_.disk_full > 0) {
      note("start without room");
      disk_.set_capacity(std::nullopt);
      spells_.disk_full = 0;
      disk_.kill();
      return start();
    }
    return violate("cannot start: " + run.error().message());
  }
  run_ = *std::move(run);
  naming_in_use_ = naming_;
  truth_.name(naming_, run_->ingest().ledger().last_tick());
  check_recovery();
}

void World::die(bool power_cut) {
  note(power_cut ? "power cut" : "kill");
  run_.reset();
  for (const auto& destination : destinations_) destination->network.sender_died();
  if (power_cut) {
    disk_.crash();
  } else {
    disk_.kill();
  }
  if (plan_.trouble.rename > 0 && renaming_.chance(kRenamedWhileAway)) rename();
  if (renaming_.chance(plan_.trouble.names_elsewhere)) {
    naming_.where =
        renaming_.pick<NamesWhere>({NamesWhere::kLabels, NamesWhere::kInfo, NamesWhere::kBoth});
    naming_.has_peering = renaming_.chance(500);
    note("names are elsewhere: " + std::to_string(static_cast<int>(naming_.where)) +
         (naming_.has_peering ? ", and PeeringDB" : ""));
  }
  start();
}

void World::watch_names() {
  const Ledger& ledger = run_->ingest().ledger();
  std::map<std::int32_t, ReadUntil> read;
  for (std::int32_t p = 0; p < static_cast<std::int32_t>(ends_.size()); ++p) {
    const std::optional<LaneId> id = ledger.find({kTopic, p});
    if (id) read[p] = {ledger.lane(*id).next, ledger.lane(*id).journalled_next};
  }
  if (naming_in_use_ != naming_) {
    naming_in_use_ = naming_;
    truth_.name(naming_, ledger.last_tick());
    truth_.rename_unjournalled(read);
  }
  for (std::int32_t p = 0; p < static_cast<std::int32_t>(ends_.size()); ++p) {
    truth_.read_from(p, read[p].next);
  }
}

void World::handle(const Error& error) {
  if (!may_fail_) return violate("a loop ended: " + error.message());
  note("ended: " + error.message());
  die(trouble_.chance(500));
}

void World::step_ingest() {
  if (violation_) return;
  ++steps_;
  watch_names();
  const Result<StepOutcome> step = run_->ingest().step(bridge_now());
  watch_losses();
  if (!step) return handle(step.error());
  check_step();
}

void World::step_delivery(std::size_t destination) {
  if (violation_) return;
  ++steps_;
  destinations_[destination]->network.advance(true_time_);
  const Result<StepOutcome> step = run_->delivery(destination).step(bridge_now());
  if (!step) return handle(step.error());
  deliveries_wait_ = deliveries_wait_ && step->next == StepOutcome::Next::kWait;
  check_step();
}

bool World::has_counted_all() {
  const Ledger& ledger = run_->ingest().ledger();
  if (ledger.open_windows() > 0 || ledger.lanes().size() < ends_.size()) return false;
  return std::all_of(ledger.lanes().begin(), ledger.lanes().end(), [this](const Lane& lane) {
    const auto partition = static_cast<std::size_t>(lane.identity.where.partition);
    if (is_cut_unnoticed(lane.identity.where.partition)) return false;
    return std::max(lane.next, lane.position) >= ends_[partition];
  });
}

// Ticks go on for as long as series live, so what counts is the tick that closed the last window.
bool World::is_idle() {
  if (!has_counted_all()) {
    last_needed_.reset();
    return false;
  }
  // R19: what was refused comes back by itself, minutes later.
  const auto deliveries = run_->hub().snapshot().deliveries;
  for (std::size_t d = 0; d < destinations_.size(); ++d) {
    // R8: and what waits for a name of before to end.
    const bool is_waiting = deliveries[d]->series_colliding > 0 &&
                            plan_.destinations[d].rules == SentRules::kWithoutNames;
    if (deliveries[d]->series_quarantined > 0 || is_waiting) {
      last_needed_.reset();
      return false;
    }
  }
  if (!last_needed_) last_needed_ = run_->ingest().ledger().last_tick();
  for (std::size_t d = 0; d < destinations_.size(); ++d) {
    const std::optional<UnixTime> newest = destinations_[d]->receiver.newest();
    const bool has_all = !last_needed_ || (newest && *newest > *last_needed_);
    if (!has_all && !run_->delivery(d).idle()) return false;
  }
  return true;
}

std::string World::what_is_left() {
  std::string left;
  for (std::size_t d = 0; d < destinations_.size(); ++d) {
    if (run_->delivery(d).idle()) continue;
    const auto report = run_->hub().snapshot().deliveries.at(d);
    left += "destination " + std::to_string(d) + " is not idle (" +
            std::to_string(report->ticks_pending) + " ticks, " +
            std::to_string(report->series_quarantined) + " series apart, held '" +
            report->held_because.value_or("") + "'); ";
  }
  const Ledger& ledger = run_->ingest().ledger();
  const JournalSize size = run_->journal().index().size();
  left += std::to_string(ledger.open_windows()) + " windows are open, the journal has " +
          std::to_string(size.bytes) + " bytes in " + std::to_string(size.segments) +
          " segments and " + std::to_string(size.checkpoints) + " checkpoints";
  for (const Lane& lane : ledger.lanes()) {
    const auto partition = static_cast<std::size_t>(lane.identity.where.partition);
    left += "; " + to_string(lane.identity.where) + " is at " + std::to_string(lane.next) + " or " +
            std::to_string(lane.position) + " of " + std::to_string(ends_[partition]);
  }
  return left;
}

void World::run_until_idle() {
  int quiet = 0;
  UnixTime quiet_since{};
  const auto is_over = [&] {
    return quiet >= kQuietSteps && true_time_ - quiet_since >= kReportedWithin;
  };
  int waits = 0;
  for (int i = 0; i < kIdleStepsMax && !is_over(); ++i) {
    // Time passes quickly only where all that is left to do is to wait for it.
    waits = deliveries_wait_ ? waits + 1 : 0;
    pass(deliveries_wait_ ? std::min<Duration>(kIdlePause * (1 + waits / 8), kIdlePauseMax)
                          : kBusyPause);
    step_ingest();
    deliveries_wait_ = true;
    for (std::size_t d = 0; d < destinations_.size(); ++d) step_delivery(d);
    if (violation_) return;
    quiet = is_idle() ? quiet + 1 : 0;
    if (quiet == 1) quiet_since = true_time_;
    if (quiet > 0) waits = 0;
  }
  if (!is_over()) violate("nothing moves any more: " + what_is_left());
}

std::uint32_t World::digest() const {
  std::string all;
  for (const auto& destination : destinations_) {
    for (const auto& [labels, samples] : destination->receiver.series()) {
      all += to_string(labels);
      for (const WrittenSample& sample : samples) {
        all += " " + std::to_string(to_ms(sample.timestamp)) + "=" + std::to_string(sample.value);
      }
    }
  }
  return crc32c(all);
}

void World::note(const std::string& what) {
  if (!tracing_) return;
  std::cout << steps_ << " " << to_ms(true_time_) << " " << what << "\n";
}

void World::violate(const std::string& what) {
  if (!violation_) violation_ = Violation{steps_, what};
  note("VIOLATION " + what);
}

}  // namespace flowbridge
