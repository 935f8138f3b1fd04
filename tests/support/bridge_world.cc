#include "support/bridge_world.h"

#include "telemetry/conservation.h"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

namespace flowbridge {

namespace {

constexpr std::uint32_t kOwnAs = 64496;
constexpr const char* kTopic = "pmacct.acct";
constexpr const char* kInstance = "edge-1";
const UnixTime kBegin = unix_ms(1'700'000'000'000);
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

BridgeWorld::BridgeWorld(std::uint64_t seed, const WorldOptions& world_options)
    : disk(seed),
      receiver(world_options.receiver),
      http(receiver, seed),
      options(world_options),
      random_(seed),
      event_time_(kBegin) {
  now.wall = kBegin;
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
  const auto name = [](std::uint32_t asn) {
    return asn == kOwnAs ? std::string("Documentation") : "AS" + std::to_string(asn);
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
    const std::uint32_t source = receives ? remote : kOwnAs;
    const std::uint32_t destination = receives ? kOwnAs : remote;
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
                {.payload = payload(host_name(1), source, kOwnAs, bytes), .timestamp = time});
  count("flow_receive_bytes_total", source, kOwnAs, host_name(1), bytes, time);
  event_time_ = std::max(event_time_, time);
  now.wall = std::max(now.wall, event_time_);
}

void BridgeWorld::pass(Duration time) {
  event_time_ += time;
  now.wall = std::max(now.wall, event_time_);
  now.monotonic += time;
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
  const auto fail = [this](const Error& why) { error = why; };
  Result<StateDirectory> state =
      StateDirectory::open(disk.root(), {.writer_id = 1, .instance = kInstance});
  if (!state) return fail(state.error());
  state_ = std::make_unique<StateDirectory>(*std::move(state));
  Result<std::unique_ptr<Journal>> journal = Journal::open(state_->journal(), options.journal);
  if (!journal) return fail(journal.error());
  journal_ = *std::move(journal);
  Result<std::unique_ptr<Directory>> destination = state_->destination("default");
  if (!destination) return fail(destination.error());
  destination_ = *std::move(destination);

  source_ = std::make_unique<ScriptedRecordSource>(
      broker, ScriptedSourceOptions{.topics = {kTopic}, .group_id = "flowbridge"});
  decoder_ = make_decoder(FlowFormat::kPmacctJson);
  classifier_ = std::make_unique<Classifier>(ClassifierOptions{.own_as = {Asn(kOwnAs)}});
  hosts_ = std::make_unique<HostTable>(HostTableOptions{});
  names_ = std::make_unique<NameTable>();
  hub_ = std::make_unique<Hub>();

  options.ingest.partitions.start.kind = StartPosition::Kind::kEarliest;
  options.ingest.partitions.writer_id = "1";
  const IngestPorts ingest{*source_,     *journal_, state_->journal(), *decoder_,
                           *classifier_, *hosts_,   *names_,           *hub_,
                           log,          [] {}};
  Result<std::unique_ptr<IngestLoop>> ingest_loop = IngestLoop::recover(ingest, options.ingest);
  if (!ingest_loop) return fail(ingest_loop.error());
  ingest_ = *std::move(ingest_loop);

  options.delivery.name = "default";
  options.delivery.instance = kInstance;
  const DeliveryPorts delivery{
      state_->journal(), journal_->index(), *destination_, http, *hub_, log};
  Result<std::unique_ptr<DeliveryLoop>> delivery_loop =
      DeliveryLoop::recover(delivery, options.delivery);
  if (!delivery_loop) return fail(delivery_loop.error());
  delivery_ = *std::move(delivery_loop);
}

void BridgeWorld::stop() {
  delivery_.reset();
  ingest_.reset();
  destination_.reset();
  journal_.reset();
  state_.reset();
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
  Result<StepOutcome> ingest = ingest_->step(now);
  if (!ingest) error = ingest.error();
  Result<StepOutcome> delivery = delivery_->step(now);
  if (!delivery) error = delivery.error();
  EXPECT_EQ(check_conservation(hub_->snapshot()), std::vector<std::string>{});
  return !error;
}

void BridgeWorld::run(int steps) {
  for (int i = 0; i < steps; ++i) {
    if (!step()) return;
  }
}

bool BridgeWorld::has_read_all() {
  for (const Lane& lane : ingest_->ledger().lanes()) {
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
    if (delivery_->idle() && ingest_->ledger().open_windows() == 0 && has_read_all()) {
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
  EXPECT_EQ(receiver.series().size(), truth_.size());
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
