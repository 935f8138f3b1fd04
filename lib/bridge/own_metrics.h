#pragma once
/// What the bridge says about itself, pushed to a destination (R23).
///
/// A sample that is stamped now moves a receiver's newest time, and flows that are older than that
/// by more than the receiver's window are then refused for ever. So nothing is pushed while flows
/// of such an age may still come: while what is delivered ends longer ago, unless all is delivered
/// and Kafka has been read to its end. What is not pushed, or not taken, is not kept: a minute
/// later there are newer figures.
///
/// Lifetime: owns what is being pushed; borrows the labels.      Threads: one, the delivery loop's.
/// Fails:    never.
/// Units:    as in telemetry/own_samples.h.
/// Bounds:   one scrape; one request at a time.
///
///   if (own.may_begin(now, backlog)) own.begin(now);
///   if (!own.is_out() && !own.left().empty()) own.sent(post(own.left()));
///   if (answer) own.answered(accepted);

#include "base/time.h"
#include "bridge/wire_labels.h"
#include "telemetry/hub.h"
#include "telemetry/own_samples.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

struct OwnMetricsOptions {
  /// More often says little more and costs a hosted store's user.
  Duration period = 1min;
  /// How much older than now flows may be that a receiver takes after a sample of now. Prometheus
  /// takes an hour, if its clock is ours; more where it has an out-of-order window.
  Duration backlog_max = 30min;

  bool operator==(const OwnMetricsOptions&) const = default;
};

/// How old flows may be that a destination has still to be sent.
struct OwnBacklog {
  /// Absent: nothing was delivered yet.
  std::optional<UnixTime> delivered_until{};
  /// There is nothing else to be seen than what is delivered.
  bool all_delivered = false;
};

/// Kafka is read to its end, and all of it is in the journal.
bool has_read_all(const Snapshot& loops);

class OwnMetrics final {
 public:
  /// Without a function nothing is pushed.
  OwnMetrics(std::function<Scrape()> scrape, const WireLabels& labels,
             const OwnMetricsOptions& options);

  /// It is time, and no flow suffers by it.
  bool may_begin(const Now& now, const OwnBacklog& backlog) const;
  void begin(const Now& now);
  /// Drops what was not sent.
  void give_up();

  /// Of one scrape, what was not sent yet.
  std::span<const OwnMetric> left() const { return std::span(metrics_).subspan(sent_); }
  UnixTime timestamp() const { return timestamp_; }
  /// The first metrics of left() are in a request. Requires: none is out.
  void sent(std::size_t metrics);
  bool is_out() const { return is_out_; }
  /// After a refusal the rest is not sent either.
  void answered(bool accepted);

  /// Requests.
  std::uint64_t accepted() const { return accepted_; }
  std::uint64_t failed() const { return failed_; }

 private:
  std::function<Scrape()> scrape_;
  const WireLabels& labels_;
  const OwnMetricsOptions options_;

  std::optional<MonotonicTime> begun_at_;
  UnixTime timestamp_{};
  std::vector<OwnMetric> metrics_;
  std::size_t sent_ = 0;
  bool is_out_ = false;
  std::uint64_t accepted_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace flowbridge
