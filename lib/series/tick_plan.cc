#include "series/tick_plan.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// R16: a series that rose within this time is sent at every tick.
constexpr Duration kRecent = 5min;
/// R16: the others are sent this often.
constexpr Duration kHeartbeat = 60s;

void add(Stage& stage, SeriesId id, const Counts& value, MeasureSet measures) {
  append_value(stage.samples, id, value, measures);
}

bool holds(const HashSet<SeriesId>* series, SeriesId id) {
  return series != nullptr && series->contains(id);
}

class Planner {
 public:
  Planner(const Accounts& accounts, const TickChanges& changes, const PlanOptions& options)
      : accounts_(accounts), changes_(changes), options_(options), tick_(changes.record) {}

  std::vector<Stage> plan() {
    Stage anchors{tick_.tick, StageKind::kAnchors, tick_.previous, {}};
    Stage late_anchors{tick_.tick, StageKind::kLateAnchors, tick_.previous + 1ms, {}};
    for (const Rise& rise : changes_.rises) anchor(rise, anchors, late_anchors);
    if (!options_.first_contact.empty()) contact(anchors);
    Stage samples{tick_.tick, StageKind::kSamples, tick_.tick, {}};
    add_samples(samples);
    std::vector<Stage> stages;
    for (Stage* stage : {&anchors, &late_anchors, &samples}) {
      if (!stage->samples.empty()) stages.push_back(std::move(*stage));
    }
    return stages;
  }

 private:
  bool left_out(SeriesId id) const { return holds(options_.left_out, id); }

  bool expires_now(const SeriesAccount& account) const {
    return account.state == SeriesAccount::State::kExpired && account.expired_at == tick_.tick;
  }

  // R14: that is the first tick at which it is true.
  bool begins_now(const SeriesAccount& gauge) const { return gauge.last_rise == tick_.tick; }

  void anchor(const Rise& rise, Stage& anchors, Stage& late_anchors) const {
    if (left_out(rise.series)) return;
    // Everything that rises is anchored where it is new to the destination.
    add(anchors, rise.series, rise.value_before, options_.first_contact);
    const MeasureSet known = options_.measures.without(options_.first_contact);
    switch (rise.state_before) {
      case SeriesAccount::State::kLive:
        if (!is_due(rise.series, tick_.previous, changes_.previous_width, rise.last_rise_before)) {
          add(anchors, rise.series, rise.value_before, known);
        }
        return;
      case SeriesAccount::State::kExpired: {
        const bool ended_at_previous = accounts_.account(rise.series).expired_at == tick_.previous;
        add(ended_at_previous ? late_anchors : anchors, rise.series, rise.value_before, known);
        return;
      }
      case SeriesAccount::State::kUnborn:
        add(anchors, rise.series, rise.value_before, known);
        return;
      case SeriesAccount::State::kAbsent:
        FB_CHECK(false);
    }
  }

  // R10: the series that were live at P and do not rise at this tick get their value too; one that
  // falls idle at this very tick is among them, or its stale marker would be all there is of it.
  void contact(Stage& anchors) const {
    auto rise = changes_.rises.begin();
    const std::vector<SeriesAccount>& accounts = accounts_.accounts();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      const SeriesId id(static_cast<std::uint32_t>(i));
      while (rise != changes_.rises.end() && rise->series < id) ++rise;
      const bool rises = rise != changes_.rises.end() && rise->series == id;
      if (rises || left_out(id)) continue;
      if (accounts[i].state != SeriesAccount::State::kLive && !expires_now(accounts[i])) continue;
      if (accounts[i].counter() != nullptr) {
        add(anchors, id, accounts[i].value, options_.first_contact);
      } else if (options_.first_contact.contains(Measure::kInfo) && !begins_now(accounts[i])) {
        anchors.samples.push_back(gauge_sample(id));
      }
    }
    std::sort(anchors.samples.begin(), anchors.samples.end(),
              [](const PlannedSample& a, const PlannedSample& b) {
                return a.series != b.series ? a.series < b.series : a.measure < b.measure;
              });
  }

  void add_samples(Stage& samples) const {
    const std::vector<SeriesAccount>& accounts = accounts_.accounts();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      const SeriesAccount& account = accounts[i];
      const SeriesId id(static_cast<std::uint32_t>(i));
      if (left_out(id)) continue;
      if (account.gauge() != nullptr) {
        add_gauge(samples, id, account);
        continue;
      }
      const bool due = account.state == SeriesAccount::State::kLive &&
                       is_due(id, tick_.tick, tick_.width, account.last_rise);
      const bool returns = holds(options_.returning, id) && account.has_value();
      if (due || returns) {
        add(samples, id, account.value, options_.measures);
      } else if (expires_now(account)) {
        for (const Measure measure : kMeasures) {
          if (!options_.measures.contains(measure)) continue;
          samples.samples.push_back({id, measure, kStaleMarkerBits});
        }
      }
    }
  }

  void add_gauge(Stage& samples, SeriesId id, const SeriesAccount& gauge) const {
    if (!options_.measures.contains(Measure::kInfo)) return;
    const bool due = begins_now(gauge) || has_turn(id, tick_.tick, tick_.width);
    if (expires_now(gauge)) {
      samples.samples.push_back({id, Measure::kInfo, kStaleMarkerBits});
    } else if (gauge.state == SeriesAccount::State::kLive && due) {
      samples.samples.push_back(gauge_sample(id));
    }
  }

  const Accounts& accounts_;
  const TickChanges& changes_;
  const PlanOptions& options_;
  const TickRecord& tick_;
};

}  // namespace

void append_value(std::vector<PlannedSample>& samples, SeriesId series, const Counts& value,
                  MeasureSet measures) {
  for (const Measure measure : kMeasures) {
    if (!measures.contains(measure)) continue;
    // Exact: values are below 2^53 (R9).
    const auto exact = static_cast<double>(measured(value, measure));
    samples.push_back({series, measure, value_bits(exact)});
  }
}

PlannedSample gauge_sample(SeriesId series) {
  return {series, Measure::kInfo, value_bits(1)};
}

bool is_due(SeriesId series, UnixTime tick, Duration width, UnixTime last_rise) {
  return tick - last_rise <= kRecent || has_turn(series, tick, width);
}

bool has_turn(SeriesId series, UnixTime tick, Duration width) {
  const std::int64_t slots = (kHeartbeat.count() + width.count() - 1) / width.count();
  const std::int64_t turn = to_ms(tick) / width.count() + series.value();
  return turn % slots == 0;
}

Stage plan_return(const Accounts& accounts, UnixTime tick, const PlanOptions& options,
                  const GapEnd& gap) {
  Stage stage{tick, StageKind::kSamples, tick, {}};
  for (std::size_t i = 0; i < accounts.accounts().size(); ++i) {
    const SeriesAccount& account = accounts.accounts()[i];
    const SeriesId id(static_cast<std::uint32_t>(i));
    // What fell idle in the gap has something to say if it rose in it.
    const bool speaks = account.state == SeriesAccount::State::kLive ||
                        account.last_rise >= gap.begin || holds(options.returning, id);
    if (!account.has_value() || !speaks || holds(options.left_out, id)) continue;
    if (account.gauge() != nullptr) {
      if (options.measures.contains(Measure::kInfo)) stage.samples.push_back(gauge_sample(id));
      continue;
    }
    const auto begins = gap.unaccepted.find(id);
    add(stage, id, begins == gap.unaccepted.end() ? account.value : begins->second,
        options.measures);
  }
  return stage;
}

std::vector<Stage> plan_tick(const Accounts& accounts, const TickChanges& changes,
                             const PlanOptions& options) {
  return Planner(accounts, changes, options).plan();
}

}  // namespace flowbridge
