// R9–R13, R15, R16: random histories through the Catalog, the Accounts and plan_tick
// into a receiver that keeps raw samples. Whatever happened, V(T) − V(P) is what window T
// contributed.

#include "series/accounts.h"
#include "series/catalog.h"
#include "series/labels.h"
#include "series/tick_plan.h"
#include "support/name_tables.h"
#include "support/sample_store.h"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
struct HistoryOptions {
  Duration width = 15s;
  Duration idle_timeout = 10min;
  std::size_t limit = 1;
  std::uint32_t remote_as_count = 12;
  int ticks = 160;
  /// Some flows are so large that counters roll over.
  bool huge_flows = false;
  /// The chance, in percent, that a tick changes the width (R25).
  unsigned width_change_percent = 0;
  /// The chance, in percent, that AS names change before a flow (R11).
  unsigned rename_percent = 0;
};

/// A destination: what it is sent, since when, and what it has stored.
struct Destination {
  std::string name;
  MeasureSet measures;
  /// The number of the tick at which it begins, or at which `added` is enabled.
  int begins = 0;
  MeasureSet added{};
  SampleStore store{};
};

/// One tick as the journal has it.
struct PastTick {
  UnixTime tick{};
  UnixTime previous{};
  Duration width{0};
};

class History {
 public:
  History(std::uint64_t seed, const HistoryOptions& options)
      : random_(seed),
        options_(options),
        width_(options.width),
        catalog_({.limit = options.limit, .idle_timeout = options.idle_timeout}) {
    const int middle = options.ticks / 3;
    destinations_.push_back({"all", {Measure::kBytes, Measure::kPackets, Measure::kFlows}});
    destinations_.push_back({"late", {Measure::kBytes, Measure::kFlows}, middle});
    destinations_.push_back({"grown", {Measure::kBytes}, middle, {Measure::kPackets}});
  }

  void run() {
    previous_ = unix_ms(1'700'000'000'000);
    previous_ = floor_to(previous_, width_);
    for (int i = 0; i < options_.ticks && !testing::Test::HasFatalFailure(); ++i) close_tick(i);
  }

  void check() const {
    for (const Destination& destination : destinations_) {
      SCOPED_TRACE("destination " + destination.name);
      for (const auto& [series, windows] : truth_)
        if (!testing::Test::HasFailure()) check_windows(destination, series, windows);
    }

    check_births();
  }

  std::size_t rollovers() const { return rollovers_; }
  std::size_t late_anchors() const { return late_anchors_; }
  std::size_t forgotten() const { return forgotten_; }
  std::size_t folded() const { return folded_; }
  std::size_t expired() const { return expired_; }
  std::size_t renamed() const { return renamed_; }

 private:
  unsigned draw(unsigned below) {
    return std::uniform_int_distribution<unsigned>(0, below - 1)(random_);
  }
  bool chance(unsigned percent) { return draw(100) < percent; }

  UnixTime next_tick(UnixTime tick) const { return floor_to(tick, width_) + width_; }

  FlowKey random_key() {
    FlowKey key;
    key.flow_class = static_cast<FlowClass>(draw(kFlowClassCount));
    key.host = HostId(draw(2));
    const Asn own(64496 + draw(2));
    const Asn remote(draw(options_.remote_as_count));
    switch (key.flow_class) {
      case FlowClass::kReceive:
        key.source_as = remote;
        key.destination_as = own;
        break;
      case FlowClass::kTransmit:
        key.source_as = own;
        key.destination_as = remote;
        break;
      case FlowClass::kTransit:
        if (chance(50)) key.source_as = key.destination_as = Asn(1 + remote.value());
        break;
      case FlowClass::kInternal:
        break;
      case FlowClass::kUnclassified:
        key.reason = static_cast<UnclassifiedReason>(1 + draw(3));
        break;
    }
    return key;
  }

  Counts random_counts() {
    const std::uint64_t bytes = options_.huge_flows && chance(90)
                                    ? (std::uint64_t{1} << 48) + draw(1000)
                                    : 40 + draw(100'000);
    return {bytes, 1 + draw(70), 1};
  }

  // So few names that they come back.
  void rename() {
    NamesByNumber names;
    for (std::uint32_t remote = 1; remote < options_.remote_as_count; ++remote) {
      if (!chance(30)) names[remote] = "Name " + std::to_string(draw(2));
    }
    catalog_.use(as_names_of(names));
  }

  // A flow feeds the next window or, as lanes that are ahead do, a later one.
  void count_flow() {
    UnixTime tick = next_tick(previous_);
    for (unsigned ahead = draw(3); ahead > 0 && !changing_; --ahead) tick = next_tick(tick);
    if (chance(options_.rename_percent)) rename();
    const FlowKey key = random_key();
    std::optional<SeriesId> series = catalog_.find(key, tick);
    if (!series) series = catalog_.define(key, "bdr" + std::to_string(key.host.value()), tick);
    if (catalog_.folded()) ++folded_;
    pending_[draw(3)][tick][*series] += random_counts();
  }

  void flush() {
    const NewSeries made = catalog_.take_new();
    for (const SymbolRecord& symbol : made.symbols) {
      ASSERT_TRUE(accounts_.apply(*decode_symbol(encode(symbol))));
    }
    for (const SeriesRecord& series : made.series) {
      ASSERT_TRUE(accounts_.apply(*decode_series(encode(series))));
      labels_.erase(series.id);
      if (truth_.contains(labels_of(series.id))) returning_.insert(labels_of(series.id));
    }
    for (const auto& [lane, windows] : pending_) {
      BatchRecord batch;
      batch.lane = LaneId(lane);
      for (const auto& [tick, sums] : windows) {
        WindowContributions& window = batch.windows.emplace_back();
        window.tick = tick;
        for (const auto& [series, counts] : sums) {
          window.contributions.push_back({series, counts});
          truth_[labels_of(series)][tick] += counts;
        }
      }
      ASSERT_TRUE(accounts_.apply(*decode_batch(encode(batch))));
    }
    pending_.clear();
  }

  // The labels without the metric's name and measure: one name for the series' three counters.
  const std::string& labels_of(SeriesId series) {
    std::string& labels = labels_[series];
    if (labels.empty()) {
      const SeriesAccount& account = accounts_.account(series);
      labels = to_string(account_labels(accounts_, account, {Measure::kBytes, "edge"}));
    }
    return labels;
  }

  static std::string counter(const std::string& labels, Measure measure) {
    return std::string(measure_name(measure)) + " of " + labels;
  }

  void close_tick(int number) {
    if (draw(12) == 0) busy_ = !busy_;
    const unsigned flows = busy_ ? draw(9) : (chance(4) ? 1 : 0);
    for (unsigned i = 0; i < flows; ++i) {
      count_flow();
      if (chance(20)) flush();
    }
    flush();
    maybe_change_width();
    const PastTick past{next_tick(previous_), previous_, width_};
    Expiry expiry = catalog_.close(past.tick);
    expired_ += expiry.expired.size();
    forgotten_ += expiry.forgotten.size();
    renamed_ += expiry.renamed;
    const std::set<SeriesId> expired(expiry.expired.begin(), expiry.expired.end());
    TickRecord record{past.tick,
                      past.previous,
                      past.width,
                      {},
                      std::move(expiry.expired),
                      std::move(expiry.forgotten)};
    Result<TickChanges> changes = accounts_.apply(*decode_tick(encode(record)));
    catalog_.release(record.forgotten);
    ASSERT_TRUE(changes) << changes.error().message();
    // R12: a forgotten series that returns has an explicit 0 at P.
    std::erase_if(returning_, [&](const std::string& series) {
      if (!truth_[series].contains(past.tick)) return false;
      zeroes_[series].insert(past.previous);
      return true;
    });
    for (Destination& destination : destinations_) send(destination, *changes, number);
    check_cadence(past, expired);
    ticks_.push_back(past);
    previous_ = past.tick;
    if (chance(5)) restart();
  }

  // R25: only when no window is open.
  void maybe_change_width() {
    changing_ =
        options_.width_change_percent > 0 && (changing_ || chance(options_.width_change_percent));
    if (!changing_ || !accounts_.open().empty()) return;
    constexpr Duration kWidths[] = {5s, 10s, 15s, 20s, 60s};
    width_ = kWidths[draw(5)];
    changing_ = false;
  }

  void restart() {
    Accounts restored;
    const Result<void> result = restored.restore_state(accounts_.encode_state());
    ASSERT_TRUE(result) << result.error().message();
    ASSERT_EQ(restored.encode_state(), accounts_.encode_state());
    accounts_ = std::move(restored);
  }

  void send(Destination& destination, const TickChanges& changes, int number) {
    const bool late_joiner = destination.begins > 0 && destination.added.empty();
    if (late_joiner && number < destination.begins) return;
    PlanOptions plan{.measures = destination.measures};
    const bool contact = destination.begins > 0 && number == destination.begins;
    if (number >= destination.begins) {
      for (const Measure measure : kMeasures) {
        if (destination.added.contains(measure)) plan.measures.add(measure);
      }
    }
    if (contact) plan.first_contact = late_joiner ? destination.measures : destination.added;
    UnixTime last = UnixTime::min();
    for (const Stage& stage : plan_tick(accounts_, changes, plan)) {
      ASSERT_GT(stage.timestamp, last) << "stages come in rising order of timestamps";
      ASSERT_FALSE(stage.samples.empty());
      last = stage.timestamp;
      if (stage.kind == StageKind::kLateAnchors) late_anchors_ += stage.samples.size();
      store(destination, stage);
    }
  }

  void store(Destination& destination, const Stage& stage) {
    std::optional<std::pair<SeriesId, Measure>> before;
    for (const PlannedSample& sample : stage.samples) {
      const std::pair<SeriesId, Measure> here{sample.series, sample.measure};
      ASSERT_TRUE(!before || *before < here) << "each counter once per stage, in order";
      before = here;
      const std::string name = counter(labels_of(sample.series), sample.measure);
      ASSERT_FALSE(destination.store.has_sample_at(name, stage.timestamp)) << name;
      ASSERT_EQ(destination.store.append(name, stage.timestamp, sample.value), "")
          << name << " at " << to_ms(stage.timestamp) << " for " << destination.name;
    }
  }

  // R16, told independently: which live series have a sample at T, and which have a stale marker.
  void check_cadence(const PastTick& past, const std::set<SeriesId>& expired) {
    const SampleStore& store = destinations_[0].store;
    const std::int64_t slots = (60'000 + past.width.count() - 1) / past.width.count();
    for (std::size_t i = 0; i < accounts_.accounts().size(); ++i) {
      const SeriesId id(static_cast<std::uint32_t>(i));
      const SeriesAccount& account = accounts_.account(id);
      const std::string name = counter(labels_of(id), Measure::kBytes);
      if (expired.contains(id)) {
        ASSERT_TRUE(store.samples(name).back() == (RawSample{past.tick, kStaleMarkerBits})) << name;
      } else if (account.state == SeriesAccount::State::kLive) {
        const bool turn = (to_ms(past.tick) / past.width.count() + id.value()) % slots == 0;
        const bool due = past.tick - account.last_rise <= 5min || turn;
        ASSERT_EQ(store.has_sample_at(name, past.tick), due) << name;
      }
    }
  }

  static std::uint64_t part(const Counts& counts, Measure measure) {
    switch (measure) {
      case Measure::kBytes:
        return counts.bytes;
      case Measure::kPackets:
        return counts.packets;
      case Measure::kFlows:
        return counts.flows;
      case Measure::kInfo:
        break;
    }
    return 0;
  }

  // The number of the first tick at which the destination is sent the measure, if it ever is.
  static std::optional<int> first_tick(const Destination& destination, Measure measure) {
    if (destination.added.contains(measure)) return destination.begins;
    if (!destination.measures.contains(measure)) return std::nullopt;
    return destination.added.empty() ? destination.begins : 0;
  }

  void check_windows(const Destination& destination, const std::string& series,
                     const std::map<UnixTime, Counts>& windows) const {
    for (const Measure measure : kMeasures) {
      const std::optional<int> first = first_tick(destination, measure);
      if (!first) continue;
      for (auto i = static_cast<std::size_t>(*first);
           i < ticks_.size() && !testing::Test::HasFailure(); ++i) {
        const auto window = windows.find(ticks_[i].tick);
        const std::uint64_t want = window == windows.end() ? 0 : part(window->second, measure);
        const auto zeroes = zeroes_.find(series);
        const bool zero = zeroes != zeroes_.end() && zeroes->second.contains(ticks_[i].tick);
        check_window(destination.store, {counter(series, measure), ticks_[i], want, zero});
      }
    }
  }

  struct Window {
    std::string counter;
    PastTick past;
    std::uint64_t want = 0;
    bool explicit_zero = false;
  };

  void check_window(const SampleStore& store, const Window& window) const {
    if (!store.value_at(window.counter, window.past.previous)) {
      // R10: what a new destination sees first is the value that the others have.
      ASSERT_EQ(window.want, 0u) << window.counter << " rises without a sample at P";
      const std::optional<double> first = store.value_at(window.counter, window.past.tick);
      const SampleStore& all = destinations_[0].store;
      ASSERT_TRUE(!first || first == all.value_at(window.counter, window.past.tick))
          << window.counter;
      return;
    }
    // R15: without a sample next to P a range that begins there would not see the rise.
    const UnixTime previous = window.past.previous;
    const bool anchored = store.has_sample_at(window.counter, previous) ||
                          store.has_sample_at(window.counter, previous + 1ms);
    ASSERT_TRUE(window.want == 0 || anchored)
        << window.counter << " rises at " << to_ms(window.past.tick) << " without an anchor";
    const double before = store.value_at(window.counter, previous).value_or(0);
    const double after = store.value_at(window.counter, window.past.tick).value_or(0);
    // R9: the tick after the one that reached 2^52 holds only its own window, and a forgotten
    // series begins again.
    const bool rolled = before >= static_cast<double>(kRolloverAt);
    rollovers_ += rolled ? 1 : 0;
    const bool begins_again = rolled || window.explicit_zero;
    ASSERT_EQ(after - (begins_again ? 0 : before), static_cast<double>(window.want))
        << window.counter << " in the window that ends at " << to_ms(window.past.tick)
        << ", V(P)=" << before << ", V(T)=" << after;
  }

  // R10: a destination that was there from the start sees every series begin with 0.
  void check_births() const {
    for (const auto& [name, samples] : destinations_[0].store.series()) {
      ASSERT_EQ(samples.front().value, value_bits(0)) << name;
    }
  }

  std::mt19937_64 random_;
  HistoryOptions options_;
  Duration width_;
  Catalog catalog_;
  Accounts accounts_;
  std::vector<Destination> destinations_;
  std::map<SeriesId, std::string> labels_;
  std::map<unsigned, std::map<UnixTime, std::map<SeriesId, Counts>>> pending_;
  std::map<std::string, std::map<UnixTime, Counts>> truth_;
  // Label sets of forgotten series that are defined again, and the times of their explicit zeroes.
  std::set<std::string> returning_;
  std::map<std::string, std::set<UnixTime>> zeroes_;
  std::vector<PastTick> ticks_;
  UnixTime previous_{};
  bool busy_ = true;
  bool changing_ = false;
  mutable std::size_t rollovers_ = 0;
  std::size_t late_anchors_ = 0;
  std::size_t forgotten_ = 0;
  std::size_t folded_ = 0;
  std::size_t expired_ = 0;
  std::size_t renamed_ = 0;
};

}  // namespace flowbridge
