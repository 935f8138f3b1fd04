#include "simulation/gauge_truth.h"

#include <algorithm>
#include <map>

namespace flowbridge {

namespace {

/// R16: a gauge is sent once in so long, rounded up to whole windows.
constexpr Duration kHeartbeat = 60s;

using Samples = std::vector<WrittenSample>;

bool is_stale(const WrittenSample& sample) {
  return sample.value == kStaleMarkerBits;
}

std::string label(const LabelSet& labels, std::string_view name) {
  for (const Label& each : labels) {
    if (each.name == name) return each.value;
  }
  return "";
}

/// Whether a query at `time` sees it.
bool is_live(const Samples& samples, UnixTime time) {
  const auto after = std::upper_bound(
      samples.begin(), samples.end(), time,
      [](UnixTime at, const WrittenSample& sample) { return at < sample.timestamp; });
  return after != samples.begin() && !is_stale(*std::prev(after));
}

struct Gauge {
  /// As Naming::gauge_of().
  std::string says;
  const Samples* samples = nullptr;
};

/// What one destination has of an AS.
struct AsSeries {
  std::map<InfoMetric, std::vector<Gauge>> gauges;
  std::vector<const Samples*> flows;
};

class GaugeCheck {
 public:
  GaugeCheck(const std::vector<NamingSince>& namings, const GaugeStrictness& strictness)
      : namings_(namings), strictness_(strictness) {}

  std::vector<std::string> run(const ReceiverModel& receiver) {
    for (const auto& [labels, samples] : receiver.series()) {
      if (is_own(labels)) continue;
      last_ = std::max(last_.value_or(samples.back().timestamp), samples.back().timestamp);
      first_ = std::min(first_.value_or(samples.front().timestamp), samples.front().timestamp);
      if (is_info_gauge(labels)) {
        add_gauge(labels, samples);
      } else {
        add_flows(labels, samples);
      }
    }
    for (auto& [asn, series] : as_) {
      for (const InfoMetric metric : kInfoMetrics) check(metric, asn, series);
    }
    return std::move(wrong_);
  }

 private:
  void add_gauge(const LabelSet& labels, const Samples& samples) {
    const auto asn = static_cast<std::uint32_t>(std::stoul(label(labels, "asn")));
    if (label(labels, "__name__") == "flow_as_info") {
      as_[asn].gauges[InfoMetric::kAsInfo].push_back({label(labels, "name"), &samples});
      return;
    }
    const std::string says = label(labels, "policy") + " " + label(labels, "common_ix") + " " +
                             label(labels, "common_facilities");
    as_[asn].gauges[InfoMetric::kAsPeeringInfo].push_back({says, &samples});
  }

  void add_flows(const LabelSet& labels, const Samples& samples) {
    for (const char* side : {"source_as", "destination_as"}) {
      const std::string asn = label(labels, side);
      if (asn.empty() || asn == "other" || asn == "0") continue;
      as_[static_cast<std::uint32_t>(std::stoul(asn))].flows.push_back(&samples);
    }
  }

  const Naming& naming_at(UnixTime tick) const {
    const auto found = std::find_if(
        namings_.rbegin(), namings_.rend(),
        [tick](const NamingSince& since) { return !since.tick || *since.tick < tick; });
    return found == namings_.rend() ? namings_.front().naming : found->naming;
  }

  void violated(const std::string& what, std::uint32_t asn, UnixTime time) {
    wrong_.push_back(what + ": AS" + std::to_string(asn) + " at " + std::to_string(to_ms(time)));
  }

  void check(InfoMetric metric, std::uint32_t asn, AsSeries& series) {
    const std::vector<Gauge>& gauges = series.gauges[metric];
    for (const Gauge& gauge : gauges) check_samples(metric, asn, gauge);
    if (strictness_.complete) check_life(metric, asn, series);
  }

  void check_samples(InfoMetric metric, std::uint32_t asn, const Gauge& gauge) {
    bool was_stale = true;
    for (const WrittenSample& sample : *gauge.samples) {
      const UnixTime time = sample.timestamp;
      if (is_stale(sample)) {
        if (was_stale) violated("R14: a gauge ends that was not there", asn, time);
      } else if (sample.value != value_bits(1)) {
        violated("R14: a gauge is not 1", asn, time);
      } else if (const auto must_say = naming_at(time).gauge_of(metric, asn); !must_say) {
        violated("R14: nobody asked for a gauge, or nothing is known", asn, time);
      } else if (*must_say != gauge.says) {
        violated("R14: a gauge says " + gauge.says + ", and not " + *must_say, asn, time);
      }
      was_stale = is_stale(sample);
    }
    if (strictness_.complete) check_cadence(asn, *gauge.samples);
  }

  void check_cadence(std::uint32_t asn, const Samples& samples) {
    const Duration width = strictness_.width;
    const Duration longest = (kHeartbeat + width - 1ms) / width * width;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (is_stale(samples[i])) continue;
      const UnixTime next = i + 1 < samples.size() ? samples[i + 1].timestamp : settled();
      if (next - samples[i].timestamp > longest) {
        violated("R16: an info gauge is silent for longer than a minute", asn,
                 samples[i].timestamp);
      }
    }
  }

  // Of a tick at the end, a part may be on its way.
  UnixTime settled() const { return floor_to(*last_, strictness_.width) - strictness_.width; }

  void check_life(InfoMetric metric, std::uint32_t asn, AsSeries& series) {
    const Duration width = strictness_.width;
    const std::vector<Gauge>& gauges = series.gauges[metric];
    const auto any_flow = [&](auto&& is) {
      return std::any_of(series.flows.begin(), series.flows.end(), is);
    };
    for (UnixTime tick = floor_to(*first_, width); tick <= settled(); tick += width) {
      const auto live = std::count_if(gauges.begin(), gauges.end(), [tick](const Gauge& gauge) {
        return is_live(*gauge.samples, tick);
      });
      if (live > 1) violated("R14: an AS has two gauges", asn, tick);
      const bool in_use = any_flow([&](const Samples* flow) { return is_live(*flow, tick); });
      if (live > 0 && !in_use) violated("R14: a gauge outlives its series", asn, tick);
      // Not one that has an anchor there and rises after it.
      const bool was_in_use = any_flow([&](const Samples* flow) {
        return is_live(*flow, tick) && is_live(*flow, tick - width);
      });
      const bool wanted = naming_at(tick).gauge_of(metric, asn).has_value();
      if (wanted && was_in_use && live == 0) violated("R14: an AS in use has no gauge", asn, tick);
      if (live > 0 && !wanted) violated("R14: a gauge goes on that is not true", asn, tick);
      if (!wrong_.empty()) return;
    }
  }

  const std::vector<NamingSince>& namings_;
  const GaugeStrictness strictness_;
  std::map<std::uint32_t, AsSeries> as_;
  std::optional<UnixTime> first_;
  std::optional<UnixTime> last_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> check_gauges(const ReceiverModel& receiver,
                                      const std::vector<NamingSince>& namings,
                                      const GaugeStrictness& strictness) {
  return GaugeCheck(namings, strictness).run(receiver);
}

}  // namespace flowbridge
