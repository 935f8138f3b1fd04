// How the delivery loop finds out what a destination does not take: trials of quarantined series
// (R19), and probes of its age limit (R20).

#include "base/rfc3339.h"
#include "bridge/delivery_loop.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// R20: a destination that takes a time now soon takes it no more.
constexpr Duration kGapEndsAfter = 5min;

}  // namespace

bool DeliveryLoop::begin_trial() {
  while (!trials_due_.empty()) {
    const SeriesId series = trials_due_.back();
    trials_due_.pop_back();
    // The file has no checksum: a damaged number may be that of no series.
    if (series.value() >= queue_->accounts().accounts().size()) continue;
    const SeriesAccount& account = queue_->accounts().account(series);
    if (!account.has_value()) continue;
    const bool zero = quarantine_.first_value_is_zero(series);
    samples_.clear();
    if (account.gauge() != nullptr) {
      samples_.push_back(gauge_sample(series));
    } else {
      append_value(samples_, series, zero ? Counts{} : account.value, options_.measures);
    }
    sent_series_->take_out(cursor_.tick, samples_);
    if (samples_.empty()) continue;
    trial_ = series;
    timestamp_ = cursor_.tick;
    enqueued_ += samples_.size();
    sender_.begin(samples_.size(), Refusable::kWholly);
    state_ = State::kSending;
    return true;
  }
  return false;
}

// After the cursor: a restart that finds it before the tick must plan the same once more.
Result<void> DeliveryLoop::forget_let_in() {
  Quarantine judged = quarantine_;
  if (!judged.forget_let_in()) return {};
  if (Result<void> stored = store(judged); !stored) return stored;
  quarantine_ = std::move(judged);
  return {};
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
  // It was sent once more after a probe had shown that later times are taken.
  if (taken_from_) return begin_gap();
  // Of a young stage the question is only whether the receiver takes anything (R19).
  const bool may_be_too_old = refusable(now) == Refusable::kDoubtful;
  const UnixTime newest = may_be_too_old ? newest_journaled().value_or(timestamp_) : timestamp_;
  probe_.emplace(timestamp_, std::min(newest, now.wall));
  sender_.begin(1, Refusable::kProbe);
  return {};
}

void DeliveryLoop::settle_probe(const Now& now) {
  const bool accepted = sender_.refused().empty();
  const AgeProbe::Finding finding = probe_->answered(accepted);
  if (finding == AgeProbe::Finding::kTryNext) return sender_.begin(1, Refusable::kProbe);
  if (finding == AgeProbe::Finding::kTakenFrom) taken_from_ = probe_->time();
  // Where nothing is taken, not even a sample of ours, this is no question of age, unless the
  // newest tick is old, too: a bridge that was away itself has still to close those of its absence.
  // One series that is alone in its stage would be given up for it.
  const bool nothing_taken = finding == AgeProbe::Finding::kNothingTaken;
  const bool is_asked_of_now = is_young(probe_->time(), now);
  probe_.reset();
  const bool judge_singly = finding == AgeProbe::Finding::kNotTooOld ||
                            (nothing_taken && is_asked_of_now && samples_.size() > 1);
  // A young stage that nobody takes may be too old when somebody does.
  const bool is_age_settled =
      finding == AgeProbe::Finding::kNotTooOld || refusable(now) == Refusable::kDoubtful;
  if (judge_singly && is_age_settled) not_too_old_at_ = now.wall;
  poisoned_ = finding == AgeProbe::Finding::kNotTooOld;
  sender_.begin(samples_.size(), refusable(now));
  if (nothing_taken && !judge_singly) sender_.hold(now.monotonic);
}

Result<void> DeliveryLoop::begin_gap() {
  // What was taken the last time that the stage was sent.
  const std::size_t taken = sender_.accepted();
  Cursor moved = cursor_;
  moved.skip_until = *taken_from_ + kGapEndsAfter;
  moved.delivered += taken;
  if (Result<void> stored = cursor_file_.store(encode(moved)); !stored) return stored;
  ports_.log.write(LogLevel::kError, "destination takes nothing that old, windows are skipped",
                   {{"destination", options_.name},
                    {"from", rfc3339(timestamp_)},
                    {"until", rfc3339(*moved.skip_until)},
                    {"answer", last_error_},
                    {"advice", "give it an out-of-order window as long as its longest outage"}});
  cursor_ = moved;
  delivered_ += taken;
  skipped_too_old_ += queue_->samples_waiting() - taken;
  taken_from_.reset();
  state_ = State::kReading;
  // As after a restart, which would find the same.
  return make_queue_again();
}

}  // namespace flowbridge
