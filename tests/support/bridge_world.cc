#include "support/bridge_world.h"

#include "telemetry/conservation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <gtest/gtest.h>

namespace flowbridge {

namespace {

/// IANA's, and so named by every table.
constexpr std::uint32_t kDocumentationAs = 64496;
constexpr const char* kTopic = "pmacct.acct";
constexpr const char* kInstance = "edge-1";
constexpr int kIdleStepsMax = 100'000;

std::string host_name(int number) {
  return "bdr" + std::to_string(number) + ".example.net";
}

bool is_stale(const WrittenSample& sample) {
  return sample.value == kStaleMarkerBits;
}

/// The newest value at or before `time`, as a query would see it without a staleness limit.
double value_at(const std::vector<WrittenSample>& samples, UnixTime time) {
  double value = 0;
  for (const WrittenSample& sample : samples) {
    if (sample.timestamp > time) break;
    if (!is_stale(sample)) value = std::bit_cast<double>(sample.value);
  }
  return value;
}

}  // namespace

WorldOptions small_world() {
  WorldOptions options;
  options.journal.segment_bytes = 4096;
  options.ingest.checkpoint_after_bytes = 8192;
  options.delivery.sender.samples_per_request_max = 7;
  return options;
}

BridgeWorld::BridgeWorld(std::uint64_t seed, const WorldOptions& world_options)
    : disk(seed),
      receiver(world_options.receiver),
      http(receiver, seed),
      options(world_options),
      random_(seed),
      event_time_(world_options.begin) {
  now.wall = options.begin;
  broker.add_partitions(kTopic, options.partitions);
  start();
}

BridgeWorld::~BridgeWorld() = default;

std::string BridgeWorld::payload(const std::string& host, std::uint32_t source,
                                 std::uint32_t destination, std::uint64_t bytes) const {
  return R"({"event_type":"purge","label":")" + host + R"(","as_src":)" + std::to_string(source) +
         R"(,"as_dst":)" + std::to_string(destination) + R"(,"packets":1,"bytes":)" +
         std::to_string(bytes) + "}";
}

void BridgeWorld::count(const std::string& metric, std::uint32_t source, std::uint32_t destination,
                        const std::string& host, std::uint64_t bytes, UnixTime time) {
  const auto name = [this](std::uint32_t asn) {
    if (options.ingest.series.name_labels == NameLabels::kAbsent) return std::string();
    if (asn == kDocumentationAs) return std::string("Documentation");
    const auto found = names_.find(asn);
    return found == names_.end() ? "AS" + std::to_string(asn) : found->second;
  };
  const LabelSet labels = make_label_set({{"__name__", metric},
                                          {"source_as", std::to_string(source)},
                                          {"source_as_name", name(source)},
                                          {"destination_as", std::to_string(destination)},
                                          {"destination_as_name", name(destination)},
                                          {"hostname", host},
                                          {"instance", kInstance},
                                          {"job", "flowbridge"}});
  const Duration width = options.ingest.ledger.width;
  truth_[labels][floor_to(time, width) + width] += bytes;
}

void BridgeWorld::produce(int records, Duration spacing) {
  for (int i = 0; i < records; ++i) {
    const auto remote = static_cast<std::uint32_t>(1000 + random_() % options.remote_as_count);
    const std::string host =
        host_name(1 + static_cast<int>(random_() % static_cast<unsigned>(options.routers)));
    const std::uint64_t bytes = 1 + random_() % 100'000;
    const bool receives = random_() % 2 == 0;
    const std::uint32_t source = receives ? remote : own_as();
    const std::uint32_t destination = receives ? own_as() : remote;
    const auto partition =
        static_cast<std::int32_t>(random_() % static_cast<unsigned>(options.partitions));
    broker.append({kTopic, partition},
                  {.payload = payload(host, source, destination, bytes), .timestamp = event_time_});
    count(receives ? "flow_receive_bytes_total" : "flow_transmit_bytes_total", source, destination,
          host, bytes, event_time_);
    event_time_ += spacing;
  }
  now.wall = std::max(now.wall, event_time_);
}

void BridgeWorld::produce_one(int partition, std::uint32_t source, std::uint64_t bytes,
                              UnixTime time) {
  broker.append({kTopic, partition},
                {.payload = payload(host_name(1), source, own_as(), bytes), .timestamp = time});
  count("flow_receive_bytes_total", source, own_as(), host_name(1), bytes, time);
  event_time_ = std::max(event_time_, time);
  now.wall = std::max(now.wall, event_time_);
}

void BridgeWorld::pass(Duration time) {
  event_time_ += time;
  now.wall = std::max(now.wall, event_time_);
  now.monotonic += time;
}

void BridgeWorld::wait(Duration time) {
  now.wall += time;
  now.monotonic += time;
}

void BridgeWorld::live(Duration time) {
  for (Duration passed{0}; passed < time; passed += 15s) {
    wait(15s - kStepsAtOnce * 5ms);
    for (int i = 0; i < kStepsAtOnce; ++i) {
      now.wall += 5ms;
      ASSERT_TRUE(step()) << error->message();
    }
  }
}

void BridgeWorld::rename(const NamesByNumber& names) {
  names_ = names;
  if (run_) run_->names().publish(name_table_of(names_, networks_));
}

void BridgeWorld::join(const PeeringByNumber& networks) {
  networks_ = networks;
  rename(names_);
}

void BridgeWorld::start() {
  recover();
  ASSERT_FALSE(error) << error->message();
}

bool BridgeWorld::try_start() {
  recover();
  return !error;
}

void BridgeWorld::recover() {
  error.reset();
  source_ = std::make_unique<ScriptedRecordSource>(
      broker, ScriptedSourceOptions{.topics = {kTopic}, .group_id = "flowbridge"});
  options.ingest.partitions.start.kind = StartPosition::Kind::kEarliest;
  options.delivery.name = "default";
  BridgeProgramOptions program;
  program.writer.instance = kInstance;
  program.classes = options.classes;
  program.names = as_names_of(names_, networks_);
  program.journal = options.journal;
  program.ingest = options.ingest;
  program.deliveries = {options.delivery};
  Result<std::unique_ptr<BridgeProgram>> run =
      BridgeProgram::start({.root = disk.root(),
                            .source = *source_,
                            .http = {options.client != nullptr ? options.client : &http},
                            .log = log,
                            .read_file = options.read_file},
                           program);
  if (!run) {
    error = run.error();
    return;
  }
  run_ = *std::move(run);
}

void BridgeWorld::stop() {
  run_.reset();
}

void BridgeWorld::crash() {
  stop();
  disk.crash();
  start();
}

void BridgeWorld::kill() {
  stop();
  disk.kill();
  start();
}

bool BridgeWorld::step() {
  now.monotonic += 5ms;
  http.wall = now.wall;
  Result<StepOutcome> ingested = ingest().step(now);
  if (!ingested) error = ingested.error();
  Result<StepOutcome> delivered = delivery().step(now);
  if (!delivered) error = delivered.error();
  EXPECT_EQ(check_conservation(hub().snapshot()), std::vector<std::string>{});
  return !error;
}

void BridgeWorld::run(int steps) {
  for (int i = 0; i < steps; ++i) {
    if (!step()) return;
  }
}

bool BridgeWorld::has_read_all() {
  for (const Lane& lane : ingest().ledger().lanes()) {
    const auto ranges = source_->offset_ranges({lane.identity.where}, 1s);
    if (!ranges || ranges->empty() || lane.next < ranges->front().high) return false;
  }
  return true;
}

void BridgeWorld::run_until_idle() {
  // Far enough that the last record's window may close.
  pass(options.ingest.ledger.width + options.ingest.ledger.lateness + 1s);
  int quiet = 0;
  for (int i = 0; i < kIdleStepsMax && quiet < 200; ++i) {
    now.wall += 5ms;
    ASSERT_TRUE(step()) << error->message();
    if (delivery().idle() && ingest().ledger().open_windows() == 0 && has_read_all()) {
      ++quiet;
    } else {
      quiet = 0;
      // Waits of backoff pass quickly here.
      now.monotonic += 20ms;
    }
  }
  ASSERT_EQ(quiet, 200) << "nothing moves any more";
}

void BridgeWorld::check_totals() {
  for (const auto& [labels, windows] : truth_) {
    const std::vector<WrittenSample> samples = receiver.samples(labels);
    ASSERT_FALSE(samples.empty()) << "no samples of " << to_string(labels);
    std::uint64_t total = 0;
    for (const auto& [tick, bytes] : windows) total += bytes;
    EXPECT_EQ(value_at(samples, UnixTime::max()), static_cast<double>(total)) << to_string(labels);
    EXPECT_EQ(samples.front().value, value_bits(0)) << "first of " << to_string(labels);
    double last = 0;
    for (const WrittenSample& sample : samples) {
      if (is_stale(sample)) continue;
      EXPECT_GE(std::bit_cast<double>(sample.value), last) << to_string(labels);
      last = std::bit_cast<double>(sample.value);
    }
  }
  const auto is_flow = [](const auto& series) {
    return !is_own(series.first) && !is_info_gauge(series.first);
  };
  const auto flows = std::count_if(receiver.series().begin(), receiver.series().end(), is_flow);
  EXPECT_EQ(static_cast<std::size_t>(flows), truth_.size());
}

void BridgeWorld::check() {
  check_totals();
  const Duration width = options.ingest.ledger.width;
  for (const auto& [labels, windows] : truth_) {
    const std::vector<WrittenSample> samples = receiver.samples(labels);
    for (const WrittenSample& sample : samples) {
      const UnixTime tick = floor_to(sample.timestamp, width);
      const auto window = windows.find(tick);
      const double expected = window == windows.end() ? 0 : static_cast<double>(window->second);
      ASSERT_EQ(value_at(samples, tick) - value_at(samples, tick - width), expected)
          << to_string(labels) << " at " << to_ms(tick);
    }
  }
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kOtherValue), 0u);
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kOutOfOrder), 0u);
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kDroppedSilently), 0u);
}

}  // namespace flowbridge
