// Time and traffic of a world.

#include "simulation/world.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr const char* kTopic = "pmacct.acct";
/// A flow that a producer held back, or stamped by a clock that is behind.
constexpr Duration kLateMin = 2min;
constexpr Duration kLateMax = 20min;

struct Pair {
  const char* flow_class = "";
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
};

std::string payload_of(const Pair& pair, const std::string& host, std::uint64_t bytes) {
  return R"({"event_type":"purge","label":")" + host + R"(","as_src":)" +
         std::to_string(pair.source) + R"(,"as_dst":)" + std::to_string(pair.destination) +
         R"(,"packets":1,"bytes":)" + std::to_string(bytes) + "}";
}

/// The AS whose name is a label and changes.
std::uint32_t remote_of(const Pair& pair) {
  const std::string flow_class = pair.flow_class;
  if (flow_class == "receive") return pair.source;
  return flow_class == "transmit" ? pair.destination : 0;
}

SeriesName name_of(const Pair& pair, const std::string& host) {
  const std::string flow_class = pair.flow_class;
  if (flow_class == "internal" || flow_class == "transit") return flow_class + " " + host;
  if (flow_class == "unclassified") return flow_class + " as_zero " + host;
  return flow_class + " " + std::to_string(pair.source) + " " + std::to_string(pair.destination) +
         " " + host;
}

}  // namespace

void World::pass(Duration time) {
  true_time_ += time;
  elapsed_ += time;
  for (const auto& destination : destinations_) destination->network.advance(true_time_);
}

void World::append(std::int32_t partition, std::optional<UnixTime> stamp,
                   const std::string& payload) {
  broker_.append({kTopic, partition}, {.payload = payload, .timestamp = stamp});
  ++ends_[static_cast<std::size_t>(partition)];
}

// A partition that the bridge does not know yet holds no tick.
bool World::is_read(std::int32_t partition) const {
  return run_->ingest().ledger().find({kTopic, partition}).has_value() || starts_ == 0 ||
         partition < plan_.partitions;
}

// R1: without a timestamp a record has the lane's newest, or our time if it has none. Then what is
// older is late.
bool World::has_time(std::int32_t partition) const {
  const std::optional<LaneId> lane = run_->ingest().ledger().find({kTopic, partition});
  return lane && run_->ingest().ledger().lane(*lane).timestamp_max;
}

void World::produce(int records) {
  for (int i = 0; i < records; ++i) {
    const auto partition = static_cast<std::int32_t>(traffic_.below(ends_.size()));
    if (traffic_.chance(plan_.traffic.not_a_flow)) {
      append(partition, true_time_, traffic_.pick<const char*>({"{", "[]", "", "{\"bytes\":-1}"}));
    } else {
      produce_flow(partition);
    }
  }
}

void World::produce_flow(std::int32_t partition) {
  const TrafficPlan& traffic = plan_.traffic;
  const auto remote =
      static_cast<std::uint32_t>(kFirstRemoteAs + traffic_.below(traffic.remote_as_count));
  const auto other =
      static_cast<std::uint32_t>(kFirstRemoteAs + traffic_.below(traffic.remote_as_count));
  Pair pair;
  switch (traffic_.number(0, 9)) {
    case 0:
      pair = {"internal", kOwnAs, kOwnAs};
      break;
    case 1:
      pair = {"transit", remote, other};
      break;
    case 2:
      pair = {"unclassified", 0, remote};
      break;
    case 3:
    case 4:
    case 5:
      pair = {"transmit", kOwnAs, remote};
      break;
    default:
      pair = {"receive", remote, kOwnAs};
      break;
  }
  const std::string host = "bdr" + std::to_string(traffic_.number(1, traffic.routers));
  ProducedFlow flow;
  flow.partition = partition;
  flow.offset = ends_[static_cast<std::size_t>(partition)];
  flow.bytes = traffic.bytes_min + traffic_.below(traffic.bytes_max - traffic.bytes_min + 1);
  flow.series = name_of(pair, host);
  flow.remote_as = remote_of(pair);
  flow.on_time = is_read(partition);
  std::optional<UnixTime> stamp = true_time_ - traffic_.duration(0ms, traffic.delay_max);
  if (traffic_.chance(traffic.late)) {
    stamp = true_time_ - traffic_.duration(kLateMin, kLateMax);
    flow.on_time = false;
  } else if (traffic_.chance(traffic.ahead)) {
    stamp = true_time_ + traffic_.duration(1min, 48h);
    flow.on_time = false;
  } else if (traffic_.chance(traffic.unstamped) && has_time(partition)) {
    stamp = std::nullopt;
    flow.on_time = false;
  }
  flow.stamp = stamp.value_or(true_time_);
  append(partition, stamp, payload_of(pair, host, flow.bytes));
  if (tracing_) {
    note("produced " + flow.series + " of " + std::to_string(flow.bytes) + " at " +
         std::to_string(partition) + ":" + std::to_string(flow.offset) + " stamped " +
         std::to_string(to_ms(flow.stamp)));
  }
  truth_.add(std::move(flow));
}

}  // namespace flowbridge
