#include "simulation/plan.h"

#include "simulation/draw.h"

namespace flowbridge {

namespace {

constexpr Duration kWidths[] = {1s, 2s, 5s, 15s, 60s};

void draw_options(Draw& draw, Plan& plan) {
  IngestOptions& ingest = plan.program.ingest;
  ingest.ledger.width = kWidths[draw.below(std::size(kWidths))];
  ingest.ledger.lateness = draw.pick<Duration>({1s, 2s, 5s, 20s});
  ingest.ledger.stall_timeout = draw.pick<Duration>({10min, 10min, 10min, 20s});
  ingest.partitions.start.kind = StartPosition::Kind::kEarliest;
  ingest.checkpoint_after_bytes = draw.pick<std::uint64_t>({512, 4096, 65536, 1 << 24});
  ingest.checkpoint_every = draw.pick<Duration>({10s, 1min, 10min});
  plan.program.journal.segment_bytes = draw.pick<std::uint64_t>({256, 2048, 16384, 1 << 20});
  plan.program.classes.own_as = {Asn(kOwnAs)};

  const int destinations = draw.chance(250) ? 2 : 1;
  for (int i = 0; i < destinations; ++i) {
    DeliveryOptions& delivery = plan.program.deliveries.emplace_back();
    delivery.name = "destination-" + std::to_string(i);
    delivery.url = "http://receiver/api/v1/write";
    delivery.user_agent = "simulation";
    delivery.seed = plan.seed + static_cast<std::uint64_t>(i);
    delivery.sender.samples_per_request_max = draw.pick<std::size_t>({1, 3, 10, 2000});
    delivery.sender.in_flight_max = draw.pick<std::size_t>({1, 2, 4});
    delivery.measures = draw.chance(200)
                            ? MeasureSet{Measure::kBytes, Measure::kPackets, Measure::kFlows}
                            : MeasureSet{Measure::kBytes};
    DestinationPlan& destination = plan.destinations.emplace_back();
    const bool partial = draw.chance(300);
    destination.receiver.refusal_rule =
        partial ? RefusalRule::kBadSamplesOnly : RefusalRule::kWholeRequest;
    destination.receiver.refused_status = draw.pick<int>({400, 400, 409, 422, 500});
    destination.receiver.out_of_bounds_status =
        draw.chance(300) ? 500 : destination.receiver.refused_status;
    destination.receiver.version_two =
        draw.pick<VersionTwo>({VersionTwo::kSpoken, VersionTwo::kSpoken, VersionTwo::kTakenForEmpty,
                               VersionTwo::kUnsupported, VersionTwo::kUndecodable});
    if (draw.chance(300)) destination.receiver.future_limit = 10min;
    if (draw.chance(100)) destination.receiver.body_bytes_max = 800;
  }
}

void draw_series(Draw& draw, Plan& plan) {
  CatalogOptions& series = plan.program.ingest.series;
  if (draw.chance(80)) {
    series.limit = static_cast<std::size_t>(draw.number(1, 5));
    plan.series_exact = false;
  }
  if (draw.chance(150)) series.idle_timeout = draw.pick<Duration>({30s, 2min, 10min});
}

void draw_traffic(Draw& draw, Plan& plan) {
  TrafficPlan& traffic = plan.traffic;
  traffic.remote_as_count = static_cast<std::uint32_t>(draw.number(1, 6));
  traffic.routers = draw.number(1, 2);
  // A window should see several steps, and a run several windows.
  const Duration width = plan.program.ingest.ledger.width;
  traffic.pause_max = draw.pick<Duration>({width / 20, width / 5, width});
  traffic.pause_min = traffic.pause_max / 4;
  traffic.records_max = draw.pick<int>({1, 3, 8});
  traffic.delay_max = draw.chance(500) ? plan.program.ingest.ledger.lateness / 3 : 0ms;
  if (draw.chance(200)) traffic.late = 50;
  if (draw.chance(100)) traffic.ahead = 20;
  if (draw.chance(100)) traffic.unstamped = 20;
  if (draw.chance(300)) traffic.not_a_flow = 50;
  if (draw.chance(80)) {
    // R9: counters roll over, but no window alone is beyond what a double holds exactly.
    traffic.bytes_min = std::uint64_t{1} << 48;
    traffic.bytes_max = std::uint64_t{1} << 49;
    traffic.remote_as_count = 1;
    traffic.routers = 1;
    traffic.records_max = 1;
    traffic.pause_max = width / 4;
    traffic.pause_min = width / 4;
  }
}

void draw_trouble(Draw& draw, Plan& plan) {
  TroublePlan& trouble = plan.trouble;
  const auto sometimes = [&draw](int share, int rate) { return draw.chance(share) ? rate : 0; };
  trouble.power_cut = sometimes(400, 40);
  trouble.kill = sometimes(400, 40);
  trouble.death_within_step = sometimes(500, 80);
  trouble.disk_error = sometimes(250, 30);
  trouble.disk_full = sometimes(200, 20);
  trouble.broker_down = sometimes(250, 20);
  trouble.partition_down = sometimes(250, 20);
  trouble.retention = sometimes(300, 50);
  trouble.loss_while_away = sometimes(100, 15);
  trouble.added_partition = sometimes(200, 10);
  trouble.log_replaced = sometimes(150, 20);
  // Where no record was, a log cannot be known again by it.
  const int skipped_offsets = sometimes(250, 40);
  trouble.skipped_offsets = trouble.log_replaced > 0 ? 0 : skipped_offsets;
  trouble.delivered_twice = sometimes(200, 50);
  trouble.client_skips = sometimes(200, 30);
  trouble.destination_down = sometimes(300, 20);
  trouble.silence = sometimes(200, 20);
  // What was refused is tried again minutes later, which short windows make long; and a counter
  // that begins again meanwhile, or is forgotten beyond the limit, hides what it had.
  const bool can_wait = plan.program.ingest.ledger.width >= 15s && trouble.silence == 0 &&
                        plan.traffic.bytes_min == 1 && plan.series_exact;
  if (can_wait) {
    trouble.series_refused = sometimes(600, 60);
    // What expires while it is refused has still to come back.
    if (draw.chance(900)) plan.program.ingest.series.idle_timeout = 30s;
  }
  // A clock that was ahead when all began makes all flows late, into one window; of huge ones that
  // would be more than a double holds.
  const int wall_jump = sometimes(100, 15);
  trouble.wall_jump = plan.traffic.bytes_min > 1 ? 0 : wall_jump;
  // What a clock stamps that is ahead, a receiver with a clock of its own takes for the future.
  for (DestinationPlan& destination : plan.destinations) {
    if (trouble.wall_jump > 0) destination.receiver.future_limit.reset();
  }
  // What is forgotten, or begins again at 2^52, while nobody is told of it loses what it had; and
  // hours of short windows are many.
  const bool may_be_away = plan.program.ingest.ledger.width >= 15s && plan.series_exact &&
                           plan.traffic.bytes_min == 1 && trouble.silence == 0;
  trouble.outage_of_hours = may_be_away ? sometimes(250, 30) : 0;
  for (DestinationPlan& destination : plan.destinations) {
    destination.is_shared = trouble.outage_of_hours > 0 && draw.chance(800);
  }
  for (DestinationPlan& destination : plan.destinations) {
    NetworkPlan& network = destination.network;
    network.latency_max = draw.pick<Duration>({1ms, 20ms, 500ms, 5s});
    network.request_lost = sometimes(300, 100);
    network.answer_lost = sometimes(400, 200);
    network.arrives_late = sometimes(150, 50);
    network.unavailable = sometimes(250, 100);
    network.throttled = sometimes(200, 50);
  }
  trouble.rename = sometimes(350, 60);
  plan.names_where = draw.pick<NamesWhere>(
      {NamesWhere::kLabels, NamesWhere::kLabels, NamesWhere::kInfo, NamesWhere::kBoth});
  trouble.names_elsewhere = sometimes(200, 300);
  plan.has_peering = draw.chance(500);
}

void draw_clocks(Draw& draw, Plan& plan) {
  const Duration tolerance = plan.program.ingest.ledger.lateness / 4;
  if (draw.chance(300)) plan.wall_offset = draw.duration(-tolerance, tolerance);
  if (draw.chance(300)) plan.drift_per_million = draw.number(-200, 200);
  plan.delivery_share = draw.pick<int>({1000, 1000, 500, 100});
}

/// Which rules a destination may have, and be judged by what it gets.
void draw_rules(Draw& draw, Plan& plan) {
  // What comes in by R21 does so minutes later, as what was refused (R19).
  const bool can_wait = plan.program.ingest.ledger.width >= 15s && plan.trouble.silence == 0 &&
                        plan.traffic.bytes_min == 1;
  for (std::size_t i = 0; i < plan.destinations.size(); ++i) {
    const bool gives_up = plan.program.deliveries[i].when_full == WhenFull::kDropOldest;
    if (!plan.series_exact || draw.chance(gives_up ? 200 : 600)) continue;
    SentRules rules =
        draw.pick<SentRules>({SentRules::kFewer, SentRules::kWithoutNames, SentRules::kOneRouter});
    if (!can_wait) rules = SentRules::kFewer;
    // Who has labels that rules make equal must be known also to a start inside what is given up.
    if (gives_up) {
      rules = draw.chance(700) ? SentRules::kOneRouter : rules;
      plan.traffic.routers = 2;
      plan.trouble.kill = 40;
    }
    plan.destinations[i].rules = rules;
    plan.program.deliveries[i].relabel = relabel_of(rules);
  }
}

/// R22: a journal that is full after an hour or two of an outage.
void draw_quota(Draw& draw, Plan& plan) {
  if (plan.trouble.outage_of_hours == 0 || !draw.chance(700)) return;
  plan.trouble.outage_of_hours = 60;
  IngestOptions& ingest = plan.program.ingest;
  ingest.journal_bytes_max = draw.pick<std::uint64_t>({12'000, 24'000});
  // What waits in Kafka while consumption pauses is read at once, and must fit.
  plan.traffic.records_max = 1;
  ingest.checkpoint_after_bytes = draw.pick<std::uint64_t>({256, 1024});
  plan.program.journal.segment_bytes = draw.pick<std::uint64_t>({256, 1024});
  plan.all_give_way = true;
  for (std::size_t i = 0; i < plan.destinations.size(); ++i) {
    if (draw.chance(700)) {
      plan.program.deliveries[i].when_full = WhenFull::kDropOldest;
      continue;
    }
    plan.all_give_way = false;
    // All that a full journal has may be too old for one to which others have written; then there
    // is nothing that it would take.
    plan.destinations[i].is_shared = false;
  }
}

/// What excuses bytes from their own windows, by the rules.
bool has_excuses(const Plan& plan) {
  // R5: a lane whose newest record the client has swallowed holds as one that is away.
  const bool lanes_hold = plan.trouble.partition_down > 0 || plan.trouble.disk_full > 0 ||
                          plan.trouble.client_skips > 0;
  const bool excludes = plan.program.ingest.ledger.stall_timeout < 1min && lanes_hold;
  // R1 and R3: a stamp from the future takes the event clock with it, up to 5 s.
  return excludes || plan.traffic.ahead > 0 || plan.trouble.wall_jump > 0 ||
         plan.trouble.loss_while_away > 0 || plan.trouble.series_refused > 0 ||
         plan.trouble.outage_of_hours > 0;
}

}  // namespace

Plan draw_plan(std::uint64_t seed) {
  Plan plan;
  plan.seed = seed;
  Draw draw(seed, "plan");
  plan.steps = draw.pick<int>({20, 40, 80});
  plan.partitions = draw.number(1, 3);
  draw_options(draw, plan);
  draw_series(draw, plan);
  draw_traffic(draw, plan);
  draw_trouble(draw, plan);
  draw_clocks(draw, plan);
  draw_quota(draw, plan);
  // A clock that jumps ahead takes our own samples with it, and with them what receivers take.
  plan.program.pushes_own = plan.trouble.wall_jump == 0 && draw.chance(400);
  Draw rules(seed, "rules");
  draw_rules(rules, plan);
  plan.windows_exact = !has_excuses(plan);
  plan.names_exact = plan.trouble.loss_while_away == 0 && plan.trouble.log_replaced == 0;
  plan.markers_exact = plan.trouble.series_refused == 0 && plan.trouble.outage_of_hours == 0;
  return plan;
}

std::string describe(const Plan& plan) {
  const LedgerOptions& ledger = plan.program.ingest.ledger;
  const auto ms = [](Duration time) { return std::to_string(time.count()) + " ms"; };
  std::string text = "window " + ms(ledger.width) + ", lateness " + ms(ledger.lateness) +
                     ", stall timeout " + ms(ledger.stall_timeout) + ", " +
                     std::to_string(plan.partitions) + " partitions, delay up to " +
                     ms(plan.traffic.delay_max) + ", wall clock off by " + ms(plan.wall_offset) +
                     ", drift " + std::to_string(plan.drift_per_million) + " ppm";
  for (const DeliveryOptions& delivery : plan.program.deliveries) {
    text += "; destination of " + std::to_string(delivery.sender.samples_per_request_max) +
            " samples a request, " + std::to_string(delivery.sender.in_flight_max) + " at once";
  }
  return text;
}

}  // namespace flowbridge
