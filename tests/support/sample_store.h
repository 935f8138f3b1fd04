#pragma once
/// A receiver that keeps every raw sample, as Prometheus would, and nothing else.
///
/// It refuses what Prometheus refuses without an out-of-order window: a sample older than the
/// newest of its series, and one at the same time with another value. An equal duplicate of the
/// newest is accepted. Values are asked for as instant queries see them, without a lookback limit.
///
/// Lifetime: owns its samples.      Threads: one.
/// Fails:    append() says why it refused; value_at() of what was never sent is absent.
/// Units:    as in metric/label.h.
///
///   EXPECT_EQ(store.append(labels, tick, value_bits(500)), "");
///   store.value_at(labels, tick);   // 500

#include "metric/label.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct RawSample {
  UnixTime time{};
  ValueBits value = 0;

  bool is_stale() const { return value == kStaleMarkerBits; }
  bool operator==(const RawSample&) const = default;
};

class SampleStore {
 public:
  /// Empty if accepted, else the reason.
  std::string append(const std::string& series, UnixTime time, ValueBits value) {
    std::vector<RawSample>& samples = series_[series];
    const RawSample sample{time, value};
    if (!samples.empty()) {
      if (time < samples.back().time) return "older than the newest sample";
      if (time == samples.back().time) {
        return sample == samples.back() ? "" : "same time, another value";
      }
    }
    samples.push_back(sample);
    return "";
  }

  const std::map<std::string, std::vector<RawSample>>& series() const { return series_; }

  const std::vector<RawSample>& samples(const std::string& series) const {
    static const std::vector<RawSample> none;
    const auto found = series_.find(series);
    return found == series_.end() ? none : found->second;
  }

  /// The newest sample at or before `time` that is no stale marker.
  std::optional<double> value_at(const std::string& series, UnixTime time) const {
    const std::vector<RawSample>& all = samples(series);
    auto after = std::upper_bound(all.begin(), all.end(), time,
                                  [](UnixTime t, const RawSample& s) { return t < s.time; });
    while (after != all.begin()) {
      --after;
      if (!after->is_stale()) return std::bit_cast<double>(after->value);
    }
    return std::nullopt;
  }

  bool has_sample_at(const std::string& series, UnixTime time) const {
    const std::vector<RawSample>& all = samples(series);
    const auto at = std::lower_bound(all.begin(), all.end(), time,
                                     [](const RawSample& s, UnixTime t) { return s.time < t; });
    return at != all.end() && at->time == time;
  }

 private:
  std::map<std::string, std::vector<RawSample>> series_;
};

}  // namespace flowbridge
