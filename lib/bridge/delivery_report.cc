// The delivery loop's trials of quarantined series, its probes, and what it says about itself.

#include "base/rfc3339.h"
#include "bridge/delivery_loop.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kPublishEvery = 100ms;
/// R20: a destination that takes a time now soon takes it no more.
constexpr Duration kGapEndsAfter = 5min;

const char* hold_text(Hold hold) {
  switch (hold) {
    case Hold::kNone:
      return "";
    case Hold::kRefused:
      return "it refuses everything";
    case Hold::kMisconfigured:
      return "it calls the request wrong";
  }
  FB_CHECK(false);
}

}  // namespace

bool DeliveryLoop::begin_trial() {
  while (!trials_due_.empty()) {
    const SeriesId series = trials_due_.back();
    trials_due_.pop_back();
    // The file has no checksum: a damaged number may be that of no series.
    if (series.value() >= queue_->accounts().accounts().size()) continue;
    const SeriesAccount& account = queue_->accounts().account(series);
    const bool has_value = account.state == SeriesAccount::State::kLive ||
                           account.state == SeriesAccount::State::kExpired;
    if (!has_value) continue;
    samples_.clear();
    const bool zero = quarantine_.first_value_is_zero(series);
    for (const Measure measure : kMeasures) {
      if (!options_.measures.contains(measure)) continue;
      const auto value = static_cast<double>(zero ? 0 : measured(account.value, measure));
      samples_.push_back({series, measure, value_bits(value)});
    }
    trial_ = series;
    timestamp_ = cursor_.tick;
    enqueued_ += samples_.size();
    sender_.begin(samples_.size(), Refusable::kWholly);
    state_ = State::kSending;
    return true;
  }
  return false;
}

Result<void> DeliveryLoop::settle_trial() {
  Quarantine judged = quarantine_;
  if (sender_.refused().empty()) {
    judged.accepted(*trial_, cursor_.tick);
  } else {
    judged.refused(*trial_, cursor_.tick);
  }
  if (Result<void> stored = store(judged); !stored) return stored;
  quarantine_ = std::move(judged);
  delivered_ += sender_.accepted();
  refused_ += sender_.refused().size();
  trial_.reset();
  state_ = State::kReading;
  if (!begin_trial()) quarantine_.let_in(cursor_.tick);
  return {};
}

Result<void> DeliveryLoop::doubt(const Now& now) {
  // It was sent once more after a probe had shown its time to be too old.
  if (age_ == Age::kTooOld) return begin_gap();
  const UnixTime newest = newest_journaled().value_or(timestamp_);
  probe_.emplace(timestamp_, std::min(newest, now.wall));
  sender_.begin(1, Refusable::kProbe);
  return {};
}

void DeliveryLoop::settle_probe(const Now& now) {
  const bool accepted = sender_.refused().empty();
  const AgeProbe::Finding finding = probe_->answered(accepted);
  if (finding == AgeProbe::Finding::kTryNext) return sender_.begin(1, Refusable::kProbe);
  taken_from_ = probe_->time();
  probe_.reset();
  if (finding == AgeProbe::Finding::kNotTooOld) age_ = Age::kNotTooOld;
  if (finding == AgeProbe::Finding::kTakenFrom) age_ = Age::kTooOld;
  sender_.begin(samples_.size(), refusable(now));
  if (finding == AgeProbe::Finding::kNothingTaken) sender_.hold(now.monotonic);
}

Result<void> DeliveryLoop::begin_gap() {
  Cursor moved = cursor_;
  moved.skip_until = taken_from_ + kGapEndsAfter;
  if (Result<void> stored = cursor_file_.store(encode(moved)); !stored) return stored;
  ports_.log.write(LogLevel::kError, "destination takes nothing that old, windows are skipped",
                   {{"destination", options_.name},
                    {"from", rfc3339(timestamp_)},
                    {"until", rfc3339(*moved.skip_until)},
                    {"answer", last_error_}});
  cursor_ = moved;
  skipped_too_old_ += queue_->samples_waiting();
  age_ = Age::kUnknown;
  state_ = State::kReading;
  // As after a restart, which would find the same.
  return make_queue();
}

void DeliveryLoop::watch_hold() {
  const Hold hold = sender_.hold();
  if (hold == reported_hold_) return;
  reported_hold_ = hold;
  if (hold == Hold::kNone) {
    ports_.log.write(LogLevel::kInfo, "destination takes samples again",
                     {{"destination", options_.name}});
    return;
  }
  ports_.log.write(
      LogLevel::kError, "destination is held, nothing is dropped",
      {{"destination", options_.name}, {"because", hold_text(hold)}, {"answer", last_error_}});
}

void DeliveryLoop::publish(const Now& now) {
  if (published_at_ && now.monotonic - *published_at_ < kPublishEvery && !idle()) return;
  published_at_ = now.monotonic;
  ports_.hub.publish(report(now));
}

// What we have read of the journal is little more than what is delivered; ingest knows its end.
std::optional<UnixTime> DeliveryLoop::newest_journaled() const {
  const Snapshot loops = ports_.hub.snapshot();
  const std::optional<UnixTime> read = queue_->newest_tick();
  // Absent is less than any time.
  return loops.ingest ? std::max(read, loops.ingest->windows.newest_tick) : read;
}

DeliveryReport DeliveryLoop::report(const Now& now) const {
  DeliveryReport report;
  report.name = options_.name;
  report.url = options_.url;
  report.protocol = "1.0";
  report.samples_enqueued = enqueued_;
  report.samples_delivered = delivered_;
  report.samples_rejected = {{"refused", refused_}};
  report.samples_skipped = {{"quarantined", skipped_}, {"too_old", skipped_too_old_}};
  report.samples_pending = enqueued_ - delivered_ - refused_ - skipped_ - skipped_too_old_;
  report.ticks_skipped = cursor_.ticks_skipped;
  report.bytes_skipped = cursor_.bytes_skipped;
  report.samples_retried = sender_.retried_samples();
  report.requests_retried = requests_retried_;
  for (const auto& [code, count] : requests_by_code_) {
    report.requests_by_code.push_back({code, count});
  }
  report.bytes_sent = bytes_sent_;
  report.request_duration = request_duration_;
  report.requests_in_flight = sender_.in_flight();
  if (const auto retry_at = sender_.retry_at(); retry_at && *retry_at > now.monotonic) {
    report.backoff = std::chrono::duration_cast<Duration>(*retry_at - now.monotonic);
  }
  report.last_success = last_success_;
  report.ticks_pending = queue_->ticks_pending();
  report.highest_journaled = newest_journaled();
  report.highest_delivered = delivered_until_;
  report.series_quarantined = quarantine_.entries().size();
  if (sender_.hold() != Hold::kNone) {
    report.held_because = std::string(hold_text(sender_.hold())) + ": " + last_error_;
  }
  return report;
}

}  // namespace flowbridge
