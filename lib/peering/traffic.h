#pragma once
/// How much is exchanged with each remote AS, as its rates of five minutes say.
///
/// What is billed is the 95th percentile: of the rates of a window in order of size, the one below
/// which, itself included, 95 % of them lie (nearest rank). A sample that the store does not have
/// is a rate of 0, as it is on a bill: an AS that sends for an hour a month has a percentile of 0.
/// Days on which the store has no flow of anybody do not count: nothing is known of them.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never. A rate that is no number, or negative, counts as 0.
/// Units:    bits per second; windows are whole days.
///
///   const RateSummary in = summarize(rates, samples_of(30 * kDay));
///   in.p95_bits;

#include "base/time.h"
#include "flow/flow_record.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// What bills are made of.
inline constexpr Duration kSampleStep = 5min;
inline constexpr Duration kDay = 24h;
/// The second window, which is always shown.
inline constexpr Duration kShortWindow = 7 * kDay;
/// Prometheus gives at most 11 000 points of a series; 35 days have 10 080.
inline constexpr Duration kWindowMax = 35 * kDay;

/// How many samples a window has.
constexpr std::size_t samples_of(Duration window) {
  return static_cast<std::size_t>(window / kSampleStep);
}

/// One direction.
struct RateSummary {
  double average_bits = 0;
  double p95_bits = 0;
  /// How many samples the store had.
  std::size_t samples = 0;

  bool operator==(const RateSummary&) const = default;
};

/// Both: to us, and from us.
struct WindowRates {
  RateSummary in{};
  RateSummary out{};

  bool operator==(const WindowRates&) const = default;
};

/// What an AS would be billed for.
inline double billed_bits(const WindowRates& rates) {
  return std::max(rates.in.p95_bits, rates.out.p95_bits);
}

inline double larger_average(const WindowRates& rates) {
  return std::max(rates.in.average_bits, rates.out.average_bits);
}

/// Of the rates that there are, in any order; those up to `expected` that are missing are 0.
/// Requires: rates.size() <= expected.
RateSummary summarize(std::vector<double> rates, std::size_t expected);

/// The largest 95th percentile that any rates of this average can have: those of the percentile's
/// rank and above carry all of it. Requires: samples > 0.
double p95_bits_max(double average_bits, std::size_t samples);

/// Of a window's days, the oldest first, whether the store has any flow.
using DaysWithFlows = std::vector<bool>;

/// The days that count.
inline std::size_t count_days(const DaysWithFlows& days) {
  return static_cast<std::size_t>(std::count(days.begin(), days.end(), true));
}

/// The averages of one AS over the days that count.
struct AsVolume {
  Asn asn{};
  double in_bits = 0;
  double out_bits = 0;

  double total_bits() const { return in_bits + out_bits; }
  bool operator==(const AsVolume&) const = default;
};

/// What all AS exchange with us.
struct Volumes {
  /// The last moment that counts, and how long before it counting begins.
  UnixTime end{};
  Duration window{0};
  /// Ascending by AS number, each once; AS 0 is what shows no AS.
  std::vector<AsVolume> remote{};
  /// What the bridge counted as "other", beyond --series.limit.
  AsVolume folded{};
  DaysWithFlows days{};
  /// Series whose AS is neither a number nor "other".
  std::size_t series_unread = 0;

  std::size_t days_that_count() const { return count_days(days); }
};

/// Of one of our routers.
struct RouterVolume {
  std::string hostname{};
  double in_bits = 0;
  double out_bits = 0;

  bool operator==(const RouterVolume&) const = default;
};

/// What is known of an AS whose rates were fetched.
struct AsTraffic {
  Asn asn{};
  WindowRates window{};
  WindowRates short_window{};
  /// Averages of all the window's days, the oldest first.
  std::vector<double> in_days{};
  std::vector<double> out_days{};
  /// The one with most first.
  std::vector<RouterVolume> routers{};
};

/// The rates of some AS, and how far they can be trusted to be those of the largest.
struct Examination {
  /// The one with the largest bill first, then by AS number.
  std::vector<AsTraffic> traffic{};
  /// How many were examined for that.
  std::size_t examined = 0;
  /// No AS that was not examined can have a larger 95th percentile; absent: all were.
  std::optional<double> unexamined_p95_bits_max{};
};

}  // namespace flowbridge
