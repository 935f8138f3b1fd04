#pragma once
/// Samples of one destination as requests, in the version of remote write that it is spoken to in.
///
/// Keeps what encoding needs of every series, so that a sample costs little more than its copy. In
/// 2.0 each series says what its metric is and when its counter was 0; in 1.0 metrics are told
/// once a minute, in the first request of a stage.
///
/// Lifetime: owns its caches, for the version in use only; borrows the labels.      Threads: one.
/// Fails:    never. Requires: the accounts define the samples' series, and none is one that the
///           destination is not sent.
/// Units:    a request has one timestamp (R18).
/// Bounds:   RequestLimits per request; caches as bridge/label_cache.h and the texts of the series.
///
///   RequestMaker maker(wire_labels, {.measures = measures});
///   MadeRequest made = maker.make(WireProtocol::kV2, accounts, {timestamp, samples});
///   if (made.samples < samples.size()) send_later(samples.subspan(made.samples));

#include "base/time.h"
#include "bridge/label_cache.h"
#include "bridge/wire_labels.h"
#include "metric/wire_protocol.h"
#include "remote_write/protocol.h"
#include "remote_write/request_encoder.h"
#include "remote_write/request_encoder_v2.h"
#include "remote_write/symbol_table.h"
#include "series/accounts.h"
#include "series/measure.h"
#include "series/tick_plan.h"
#include "telemetry/own_samples.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

struct RequestMakerOptions {
  /// Those that are sent.
  MeasureSet measures{Measure::kBytes};
  RequestLimits limits{};
};

struct RequestSamples {
  UnixTime timestamp{};
  /// Not empty.
  std::span<const PlannedSample> samples;
  /// They are the first of a stage.
  bool begins_stage = false;
};

struct MadeRequest {
  std::string body;
  /// So many of the samples fit, at least one.
  std::size_t samples = 0;
};

class RequestMaker {
 public:
  RequestMaker(const WireLabels& labels, const RequestMakerOptions& options);

  MadeRequest make(WireProtocol protocol, const Accounts& accounts, const RequestSamples& request);
  /// R20: one sample of our own at this time.
  std::string make_probe(WireProtocol protocol, UnixTime timestamp);
  /// R23: our own metrics, at least the first; `samples` says how many metrics. Not empty.
  MadeRequest make_own(WireProtocol protocol, UnixTime timestamp,
                       std::span<const OwnMetric> metrics);

  /// The series' number is given to another.
  void drop(SeriesId series);

 private:
  void use(WireProtocol protocol);
  MadeRequest make_v1(const Accounts& accounts, const RequestSamples& request);
  MadeRequest make_v2(const Accounts& accounts, const RequestSamples& request);
  void add_own_v1(UnixTime timestamp, const OwnMetric& metric);
  void add_own_v2(UnixTime timestamp, const OwnMetric& metric, std::vector<WireSymbol>& used);
  void tell_metrics(UnixTime timestamp);
  const FamilySymbols& family_symbols(std::size_t family);

  const WireLabels& wire_labels_;
  const RequestMakerOptions options_;
  WireProtocol used_ = WireProtocol::kV1;

  LabelCache labels_;
  RequestEncoder encoder_;
  // The stage at which 1.0 was last told what metrics are.
  std::optional<UnixTime> metrics_told_at_;

  SymbolTable table_;
  SymbolCache symbols_;
  // By family; absent: not used yet.
  std::vector<std::optional<FamilySymbols>> families_;
  RequestEncoderV2 encoder_v2_;
};

}  // namespace flowbridge
