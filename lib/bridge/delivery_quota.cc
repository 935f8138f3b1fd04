// How the delivery loop gives up what the journal has no room for (R22).

#include "base/check.h"
#include "base/rfc3339.h"
#include "bridge/delivery_loop.h"
#include "journal/disk_steps.h"

#include <algorithm>

namespace flowbridge {

// One that is left from a gap that has ended is behind the cursor.
Result<std::optional<GapPosition>> DeliveryLoop::read_gap() const {
  const auto kept = read_replaced_file(ports_.directory, kGapFileName);
  if (!kept) return kept.error();
  if (!*kept) return std::optional<GapPosition>();
  Result<GapPosition> inside = decode_gap_position(**kept);
  if (!inside) return inside.error();
  if (inside->sequence <= cursor_.sequence) return std::optional<GapPosition>();
  return std::optional(*std::move(inside));
}

Result<void> DeliveryLoop::make_queue_again() {
  const Result<std::optional<GapPosition>> inside = read_gap();
  if (!inside) return inside.error();
  return make_queue(*inside);
}

void DeliveryLoop::set_floor(Sequence sequence) {
  ports_.journal.set_floor(options_.name, std::max(sequence, kFirstSequence), options_.when_full);
}

// Batches may follow the newest tick, and checkpoints them: while consumption pauses no other tick
// closes, and a cursor that stays at it would keep the whole log before those checkpoints.
Result<void> DeliveryLoop::rest() {
  const bool moves = queue_->position() > cursor_.next() && !queue_->gap() && !cursor_.skip_until;
  if (!moves || !ports_.journal.wants_room()) return {};
  FB_CHECK(cursor_.stages_settled == kAllStages);
  Cursor moved = cursor_;
  moved.sequence = queue_->position() - 1;
  if (Result<void> stored = cursor_file_.store(encode(moved)); !stored) return stored;
  cursor_ = moved;
  set_floor(cursor_.next());
  return {};
}

// What is under way is waited for, and nothing more is started. What nobody answers may arrive
// later, as after a crash: it is older then than what ends the gap.
Result<void> DeliveryLoop::watch_room() {
  if (state_ == State::kLettingGo) return {};
  moves_to_ = ports_.journal.next_floor(options_.name);
  const bool is_decided = state_ == State::kSending && sender_.settled();
  const bool is_busy = sender_.in_flight() > 0 || fetches_token_ || is_decided;
  return moves_to_ && !is_busy ? begin_letting_go() : Result<void>{};
}

Result<void> DeliveryLoop::begin_letting_go() {
  // What was taken of the stage, or of a trial; a probe is neither.
  const std::size_t taken = state_ == State::kSending && !probe_ ? sender_.accepted() : 0;
  const std::size_t tried = trial_ ? samples_.size() : 0;
  if (!trial_) cursor_.delivered += taken;
  delivered_ += taken;
  skipped_over_quota_ += queue_->samples_waiting() + tried - taken;
  trial_.reset();
  trials_due_.clear();
  probe_.reset();
  forget_stage();
  // As after a restart, which would try none of them before the next tick either.
  if (cursor_.stages_settled == kAllStages) quarantine_.let_in(cursor_.tick);
  state_ = State::kLettingGo;
  return make_queue_again();
}

Result<StepOutcome> DeliveryLoop::let_go() {
  const Result<Filled> passed = queue_->pass_to(*moves_to_);
  if (!passed) return passed.error();
  if (*passed == Filled::kReadOn) return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  return go_on(settle_floor());
}

Result<void> DeliveryLoop::settle_floor() {
  const GapPosition inside{.sequence = *moves_to_,
                           .gap = queue_->gap().value(),
                           .quarantine = quarantine_.encode(),
                           .labels = {.hash = wire_labels_.hash(),
                                      .claims = sent_series_->claims(),
                                      .unclaimed = sent_series_->unclaimed()}};
  // Before the journal may lose what is before it.
  Result<void> stored = replace_file(ports_.directory, kGapFileName, encode_gap_position(inside));
  if (!stored) return stored;
  set_floor(inside.sequence);
  if (!given_up_) {
    ports_.log.write(LogLevel::kError, "journal is full, a destination loses its oldest windows",
                     {{"destination", options_.name},
                      {"from", rfc3339(inside.gap.begin.value_or(cursor_.tick))},
                      {"answer", last_error_},
                      {"advice", "totals stay right; raise storage.limit for longer outages"}});
  }
  given_up_ = inside.gap.tally;
  state_ = State::kReading;
  return {};
}

void DeliveryLoop::end_gap(const GapTally& tally) {
  ports_.log.write(LogLevel::kInfo, "destination goes on after windows that were skipped",
                   {{"destination", options_.name},
                    {"at", rfc3339(cursor_.tick)},
                    {"too_old", tally.too_old.ticks},
                    {"over_quota", tally.over_quota.ticks},
                    {"bytes", tally.too_old.bytes + tally.over_quota.bytes}});
  if (!given_up_) return;
  given_up_.reset();
  // The cursor is beyond it: one that stays means nothing.
  static_cast<void>(remove_if_present(ports_.directory, kGapFileName).has_value());
}

}  // namespace flowbridge
