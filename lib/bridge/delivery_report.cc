// What the delivery loop says about itself.

#include "bridge/delivery_loop.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kPublishEvery = 100ms;

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

void DeliveryLoop::watch_auth() {
  const Error* const problem = auth_.problem();
  const std::string text = problem == nullptr ? std::string() : problem->message();
  if (text == reported_auth_problem_) return;
  reported_auth_problem_ = text;
  if (problem == nullptr) {
    ports_.log.write(LogLevel::kInfo, "secrets of a destination are at hand again",
                     {{"destination", options_.name}});
  } else {
    ports_.log.write(LogLevel::kError, "a secret of a destination cannot be had",
                     {{"destination", options_.name}, {"error", text}});
  }
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
  if (protocol_.is_known()) report.protocol = protocol_name(protocol_.current());
  report.samples_enqueued = enqueued_;
  report.samples_delivered = delivered_;
  report.samples_rejected = {{"refused", refused_}};
  report.samples_skipped = {
      {"quarantined", skipped_}, {"too_old", skipped_too_old_}, {"quota", skipped_over_quota_}};
  for (const LabelVerdict why : kLabelVerdicts) {
    if (why == LabelVerdict::kSent) continue;
    report.samples_skipped.push_back({label_verdict_name(why), skipped_for_labels_[why]});
  }
  report.samples_pending = enqueued_ - delivered_ - refused_ - skipped_ - skipped_too_old_ -
                           skipped_over_quota_ - skipped_for_labels_.sum();
  GapTally skipped = cursor_.skipped;
  if (given_up_) skipped += *given_up_;
  report.ticks_skipped = {{"too_old", skipped.too_old.ticks}, {"quota", skipped.over_quota.ticks}};
  report.bytes_skipped = {{"too_old", skipped.too_old.bytes}, {"quota", skipped.over_quota.bytes}};
  report.samples_retried = sender_.retried_samples();
  report.requests_retried = requests_retried_;
  for (const auto& [code, count] : requests_by_code_) {
    report.requests_by_code.push_back({code, count});
  }
  report.own_pushes = {{"accepted", own_.accepted()}, {"failed", own_.failed()}};
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
  report.series_colliding = sent_series_->waiting_count();
  if (sender_.hold() != Hold::kNone) {
    report.held_because = std::string(hold_text(sender_.hold())) + ": " + last_error_;
  } else if (!reported_auth_problem_.empty()) {
    report.held_because = reported_auth_problem_;
  }
  return report;
}

}  // namespace flowbridge
