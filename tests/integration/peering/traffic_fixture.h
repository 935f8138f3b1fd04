#pragma once
/// A month of traffic with 200 AS, from formulas by which every number of a report can be told
/// without one: nothing here knows how the program calculates.
///
/// AS 2001 to 2200. The first sixty exchange traffic all the time: in at a low rate, and in the
/// first `bursts` twelfths of an hour of each day at three times that; out at one rate. The others
/// send on one day only, at one rate. Beside them there are AS 0 and what was folded to "other".
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bytes per second, but for what says bits.
///
///   write_samples(file, {.unit = TimeUnit::kSeconds});

#include "base/time.h"

#include <cstdint>
#include <ostream>
#include <vector>

namespace flowbridge {

inline constexpr int kFixtureAs = 200;
inline constexpr int kSteadyAs = 60;
inline constexpr std::uint32_t kFirstAs = 2001;
/// 2026-10-01T00:00:00Z.
inline constexpr UnixTime kFixtureEnd = unix_ms(1'790'812'800'000);
inline constexpr std::int64_t kUnknownRate = 450;
inline constexpr std::int64_t kFoldedRate = 225;

/// Of the AS with this number, from 1.
struct FixtureAs {
  int number = 0;

  std::uint32_t asn() const { return kFirstAs + static_cast<std::uint32_t>(number) - 1; }
  bool is_steady() const { return number <= kSteadyAs; }
  const char* hostname() const { return number % 2 == 1 ? "edge-1" : "edge-2"; }
  /// Multiples of 36, so that averages are whole.
  std::int64_t low_rate() const { return 36 * (300 + std::int64_t{15} * (kSteadyAs - number)); }
  std::int64_t high_rate() const { return 3 * low_rate(); }
  /// Of a day's 288 samples. 14 are too few for the percentile, of 30 days and of 7; 15 suffice.
  int bursts() const { return number % 3 == 0 ? 14 : 15; }
  std::int64_t out_rate() const { return number % 7 == 0 ? 4 * low_rate() : low_rate() / 2; }
  /// From the window's begin.
  int only_day() const { return number % 30; }
  std::int64_t only_rate() const { return 1200 + 30 * number; }
};

/// What a report must say of one direction, in whole bits per second.
struct ExpectedRates {
  std::int64_t average_bits = 0;
  std::int64_t p95_bits = 0;
  int samples = 0;

  bool operator==(const ExpectedRates&) const = default;
};
ExpectedRates expected_in(const FixtureAs& as, int days);
ExpectedRates expected_out(const FixtureAs& as, int days);

/// By what they would be billed for, then by number.
std::vector<FixtureAs> expected_ranking();

enum class TimeUnit { kSeconds, kMilliseconds };

struct SampleOptions {
  TimeUnit unit = TimeUnit::kSeconds;
  /// Samples of a series; 300 is a multiple of it.
  int step_seconds = 300;
  /// Only AS with numbers that are multiples of it.
  int every = 1;
};
/// A sample of each series at each step of the 30 days.
void write_samples(std::ostream& out, const SampleOptions& options);

}  // namespace flowbridge
