#pragma once
/// A tick as samples: R9–R12, R14–R17.
///
/// Given the accounts just after a tick and what the tick changed, says which samples a destination
/// gets, in stages of one timestamp each. It is a pure function of the journal and of what the
/// destination has contacted before, so a resend after a crash is the same to the bit.
///
/// Lifetime: borrows nothing beyond the call.      Threads: any.
/// Fails:    never.
/// Units:    a stage's timestamp is UnixTime; stages come in rising order of timestamps, samples in
///           order of series and measure, each series once per stage.
///
///   for (Stage& stage : plan_tick(accounts, changes, {.measures = sent})) send(stage);

#include "base/hash_map.h"
#include "metric/label.h"
#include "series/accounts.h"
#include "series/measure.h"

#include <vector>

namespace flowbridge {

struct PlannedSample {
  SeriesId series;
  Measure measure = Measure::kBytes;
  ValueBits value = 0;

  bool operator==(const PlannedSample&) const = default;
};

/// The order of stages within a tick.
enum class StageKind : std::uint8_t {
  kAnchors = 0,      // at P: the old value of what rises, where it has no sample there (R15)
  kLateAnchors = 1,  // at P + 1 ms: where the sample at P is a stale marker
  kSamples = 2,      // at T: values and stale markers (R16, R12)
};

struct Stage {
  UnixTime tick{};
  StageKind kind = StageKind::kAnchors;
  UnixTime timestamp{};
  std::vector<PlannedSample> samples;
};

struct PlanOptions {
  MeasureSet measures{Measure::kBytes};
  /// R10: measures that this destination has never been sent. Their live series get their old value
  /// at P, and so do live info gauges.
  MeasureSet first_contact{};
  /// R19: series that are kept out of shared requests.
  const HashSet<SeriesId>* left_out = nullptr;
  /// R21: series whose value is sent at T, live and due or not.
  const HashSet<SeriesId>* returning = nullptr;
};

/// A gap in what a destination was sent, up to this tick.
struct GapEnd {
  /// The first tick that it was not sent.
  UnixTime begin{};
  /// Series that it has never accepted, with what they begin with.
  const HashMap<SeriesId, Counts>& unaccepted;
};

/// A sample of each measure, in order.
void append_value(std::vector<PlannedSample>& samples, SeriesId series, const Counts& value,
                  MeasureSet measures);
/// R14: what an info gauge says as long as it is true.
PlannedSample gauge_sample(SeriesId series);

/// Empty stages are left out.
std::vector<Stage> plan_tick(const Accounts& accounts, const TickChanges& changes,
                             const PlanOptions& options);

/// R21: the tick at which a gap ends: what the destination knows has its true value, without an
/// anchor; what it has never accepted has what it begins with, which is 0 if it was born in the
/// gap.
Stage plan_return(const Accounts& accounts, UnixTime tick, const PlanOptions& options,
                  const GapEnd& gap);

/// R16: whether a live counter that last rose at `last_rise` is sent at `tick`.
bool is_due(SeriesId series, UnixTime tick, Duration width, UnixTime last_rise);
/// R16: whether it is `series`' turn to be sent at `tick`, whatever it does; once a minute it is.
bool has_turn(SeriesId series, UnixTime tick, Duration width);

}  // namespace flowbridge
