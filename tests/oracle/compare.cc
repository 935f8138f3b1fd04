#include "oracle/compare.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace flowbridge {
namespace {

/// Up to here every whole number is a double of its own.
constexpr double kWholeMax = 9007199254740992.0;  // 2^53
/// R9: a counter that has come to it begins again.
constexpr std::int64_t kRolloverFrom = std::int64_t{1} << 52;

/// A sample with its value as an integer.
struct Point {
  UnixTime timestamp;
  std::int64_t value = 0;
  /// With what it had before it began again.
  std::int64_t total = 0;
};

/// Adds findings of one series, one per fault.
class SeriesFindings {
 public:
  SeriesFindings(const std::string& series, Verdict& verdict)
      : series_(series), verdict_(verdict) {}

  void add(Finding finding) {
    bool& seen = seen_.at(static_cast<std::size_t>(finding.fault));
    if (std::exchange(seen, true)) return;
    finding.series = series_;
    verdict_.add(std::move(finding));
  }

 private:
  const std::string& series_;
  Verdict& verdict_;
  std::array<bool, kFaultCount> seen_{};
};

bool is_on_grid(const std::vector<Point>& points, std::size_t index, Duration window) {
  const Point& point = points[index];
  if (floor_to(point.timestamp, window) == point.timestamp) return true;
  // R15: an anchor goes to newest + 1 ms if the newest is a stale marker, which queries hide. An
  // anchor repeats the value before it.
  const UnixTime beside = point.timestamp - Duration(1);
  return floor_to(beside, window) == beside && index > 0 && points[index - 1].value == point.value;
}

/// Whether a value below that of the last point is a counter that begins again (R9, R12).
bool begins_again(const std::vector<Point>& points, const RawSample& sample,
                  const CompareOptions& options) {
  if (points.back().value >= kRolloverFrom) return true;
  if (sample.value != 0) return false;
  UnixTime last_rise = points.front().timestamp;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].total > points[i - 1].total) last_rise = points[i].timestamp;
  }
  return sample.timestamp - last_rise >= options.idle_timeout;
}

/// The samples as points, as long as they make sense one after another.
std::vector<Point> check_samples(const std::vector<RawSample>& samples,
                                 const CompareOptions& options, SeriesFindings& findings) {
  std::vector<Point> points;
  points.reserve(samples.size());
  std::int64_t before = 0;
  for (const RawSample& sample : samples) {
    const bool whole =
        sample.value >= 0 && sample.value <= kWholeMax && std::floor(sample.value) == sample.value;
    if (!whole) {
      findings.add({.fault = Fault::kNotWhole,
                    .tick = sample.timestamp,
                    .note = "value " + std::to_string(sample.value)});
      continue;
    }
    const auto value = static_cast<std::int64_t>(sample.value);
    const bool falls = !points.empty() && value < points.back().value;
    const bool again = falls && begins_again(points, sample, options);
    if (again) before += points.back().value;
    points.push_back({sample.timestamp, value, before + value});
    const std::size_t index = points.size() - 1;
    if (index > 0 && sample.timestamp <= points[index - 1].timestamp) {
      findings.add({.fault = Fault::kTimeNotIncreasing,
                    .tick = sample.timestamp,
                    .expected = to_ms(points[index - 1].timestamp) + 1,
                    .found = to_ms(sample.timestamp),
                    .note = "milliseconds; expected or later"});
    }
    if (falls && !again) {
      findings.add({.fault = Fault::kValueFell,
                    .tick = sample.timestamp,
                    .expected = points[index - 1].value,
                    .found = points[index].value,
                    .note = "expected or more"});
    }
    if (!is_on_grid(points, index, options.window)) {
      findings.add({.fault = Fault::kOffGrid,
                    .tick = sample.timestamp,
                    .expected = to_ms(floor_to(sample.timestamp, options.window)),
                    .found = to_ms(sample.timestamp),
                    .note = "milliseconds"});
    }
  }
  return points;
}

bool is_first_contact(const std::vector<Point>& points, const CompareOptions& options) {
  return !points.empty() && points.front().value != 0 && options.first_contact &&
         points.front().timestamp <= *options.first_contact;
}

/// The newest value at or before a time, over all label sets of the key.
class Values {
 public:
  explicit Values(const std::vector<std::vector<Point>>& sets) : sets_(sets) {}

  std::int64_t at(UnixTime time) const {
    std::int64_t sum = 0;
    for (const std::vector<Point>& points : sets_) {
      const auto after = std::upper_bound(
          points.begin(), points.end(), time,
          [](UnixTime wanted, const Point& point) { return wanted < point.timestamp; });
      if (after != points.begin()) sum += std::prev(after)->total;
    }
    return sum;
  }

  std::int64_t last() const {
    std::int64_t sum = 0;
    for (const std::vector<Point>& points : sets_) {
      if (!points.empty()) sum += points.back().total;
    }
    return sum;
  }

  /// The ticks by which values have changed.
  std::vector<UnixTime> changes(Duration window) const {
    std::vector<UnixTime> ticks;
    for (const std::vector<Point>& points : sets_) {
      std::int64_t total = 0;
      for (const Point& point : points) {
        if (std::exchange(total, point.total) == point.total) continue;
        const UnixTime tick = floor_to(point.timestamp, window);
        ticks.push_back(tick == point.timestamp ? tick : tick + window);
      }
    }
    return ticks;
  }

 private:
  const std::vector<std::vector<Point>>& sets_;
};

/// Walks the windows in which anything was expected or found.
class WindowCheck {
 public:
  WindowCheck(const SeriesTruth& truth, const Values& values, Duration window)
      : truth_(truth), values_(values), window_(window) {
    for (const WindowTruth& expected : truth.windows) late_sum_ += expected.late;
  }

  /// `known_from`: the first contact's time; what is before it is judged by its sum.
  void run(std::optional<UnixTime> known_from, SeriesFindings& findings, Verdict& verdict) {
    std::vector<UnixTime> ticks = values_.changes(window_);
    for (const WindowTruth& expected : truth_.windows) ticks.push_back(expected.tick);
    std::sort(ticks.begin(), ticks.end());
    ticks.erase(std::unique(ticks.begin(), ticks.end()), ticks.end());
    if (known_from) {
      const std::int64_t found = values_.at(*known_from);
      judge(*known_from, take_expected(*known_from), found, findings, verdict);
    }
    for (const UnixTime tick : ticks) {
      if (known_from && tick <= *known_from) continue;
      const std::int64_t found = values_.at(tick) - values_.at(tick - window_);
      judge(tick, take_expected(tick), found, findings, verdict);
    }
  }

 private:
  /// On-time counts of the windows up to and with `tick` that were not taken yet.
  std::int64_t take_expected(UnixTime tick) {
    std::int64_t on_time = 0;
    while (next_ < truth_.windows.size() && truth_.windows[next_].tick <= tick) {
      on_time += static_cast<std::int64_t>(truth_.windows[next_].on_time);
      late_due_ += static_cast<std::int64_t>(truth_.windows[next_].late);
      ++next_;
    }
    return on_time;
  }

  void judge(UnixTime tick, std::int64_t expected, std::int64_t found, SeriesFindings& findings,
             Verdict& verdict) {
    ++verdict.windows_checked;
    const bool may_exceed = late_sum_ > 0;
    if (found < expected || (found > expected && !may_exceed)) {
      ++verdict.windows_wrong;
      findings.add({.fault = Fault::kWrongWindow,
                    .tick = tick,
                    .expected = expected,
                    .found = found,
                    .note = may_exceed ? "expected or more" : ""});
      return;
    }
    late_found_ += found - expected;
    if (late_found_ > late_due_) {
      ++verdict.windows_wrong;
      findings.add({.fault = Fault::kLateTooMuch,
                    .tick = tick,
                    .expected = late_due_,
                    .found = late_found_,
                    .note = "late counts up to here"});
    }
  }

  const SeriesTruth& truth_;
  const Values& values_;
  const Duration window_;
  std::size_t next_ = 0;
  std::uint64_t late_sum_ = 0;
  std::int64_t late_due_ = 0;
  std::int64_t late_found_ = 0;
};

std::int64_t total_of(const SeriesTruth& truth) {
  std::uint64_t sum = 0;
  for (const WindowTruth& window : truth.windows) sum += window.on_time + window.late;
  return static_cast<std::int64_t>(sum);
}

/// As if all of it were late.
SeriesTruth loosened(SeriesTruth truth) {
  for (WindowTruth& window : truth.windows) window.late += std::exchange(window.on_time, 0);
  return truth;
}

}  // namespace

std::uint64_t compare_series(const SeriesTruth& truth,
                             const std::vector<std::vector<RawSample>>& found,
                             const CompareOptions& options, Verdict& verdict) {
  SeriesFindings findings(truth.name, verdict);
  std::vector<std::vector<Point>> sets;
  std::optional<UnixTime> known_from;
  for (const std::vector<RawSample>& samples : found) {
    verdict.samples_checked += samples.size();
    std::vector<Point> points = check_samples(samples, options, findings);
    if (is_first_contact(points, options)) {
      known_from = std::max(known_from.value_or(UnixTime{}), points.front().timestamp);
    } else if (!points.empty() && points.front().value != 0) {
      findings.add({.fault = Fault::kFirstNotZero,
                    .tick = points.front().timestamp,
                    .expected = 0,
                    .found = points.front().value});
    }
    sets.push_back(std::move(points));
  }
  const Values values(sets);
  if (options.windows != WindowRule::kAny) {
    const bool exact = options.windows == WindowRule::kExact;
    const SeriesTruth windows = exact ? truth : loosened(truth);
    WindowCheck(windows, values, options.window).run(known_from, findings, verdict);
  }
  if (values.last() != total_of(truth)) {
    const UnixTime last_tick = truth.windows.empty() ? UnixTime{} : truth.windows.back().tick;
    findings.add({.fault = Fault::kWrongTotal,
                  .tick = last_tick,
                  .expected = total_of(truth),
                  .found = values.last()});
  }
  return static_cast<std::uint64_t>(values.last());
}

}  // namespace flowbridge
