#include "bridge/delivery_loop.h"

#include "journal/disk_steps.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// How long a step waits for answers while requests are out.
constexpr Duration kCollectWait = 200ms;
/// How long the loop sleeps when there is nothing to send; new ticks wake it.
constexpr Duration kIdleWait = 1s;
constexpr Duration kWaitMax = 1s;
/// How soon a secret that cannot be read, or a token that is not given, is asked for again.
constexpr Duration kAuthWait = 200ms;
constexpr Duration kNoSpaceWait = 1s;
/// R20: an older stage that is refused may be too old, which says nothing about its series.
constexpr Duration kYoungStage = 30min;

/// Whether there are info gauges, the journal says.
DeliveryOptions with_info(DeliveryOptions options) {
  options.measures.add(Measure::kInfo);
  return options;
}

}  // namespace

DeliveryLoop::DeliveryLoop(const DeliveryPorts& ports, const DeliveryOptions& options,
                           CursorFile cursor_file)
    : ports_(ports),
      options_(with_info(options)),
      wire_labels_({.instance = options.instance,
                    .relabel = options.relabel,
                    .limits = receiver_row(options.receiver).limits}),
      cursor_file_(std::move(cursor_file)),
      maker_(wire_labels_, {.measures = options_.measures, .limits = options.limits}),
      sender_(options.sender, options.seed),
      protocol_(options.protocol),
      auth_(options.auth, ports.read_file),
      own_(ports.scrape, wire_labels_, options.own_metrics) {}

Result<std::unique_ptr<DeliveryLoop>> DeliveryLoop::recover(const DeliveryPorts& ports,
                                                            const DeliveryOptions& options) {
  Result<CursorFile> cursor_file = CursorFile::open(ports.directory, kCursorFileName);
  if (!cursor_file) return cursor_file.error();
  std::unique_ptr<DeliveryLoop> loop(new DeliveryLoop(ports, options, *std::move(cursor_file)));
  if (Result<void> restored = loop->restore(); !restored) return restored.error();
  return loop;
}

Result<void> DeliveryLoop::restore() {
  if (cursor_file_.value().empty()) {
    // What is left from before is about what an earlier destination was sent.
    if (Result<void> stored = store(quarantine_); !stored) return stored;
    Result<void> removed = remove_if_present(ports_.directory, kGapFileName);
    if (!removed) return removed;
    cursor_ = StageQueue::begin_at_end(ports_.journal);
    if (Result<void> begun = begin_labels(); !begun) return begun;
    if (Result<void> stored = cursor_file_.store(encode(cursor_)); !stored) return stored;
  } else {
    Result<Cursor> cursor = decode_cursor(cursor_file_.value());
    if (!cursor) return cursor.error();
    cursor_ = *cursor;
  }
  const Result<std::optional<GapPosition>> inside = read_gap();
  if (!inside) return inside.error();
  if (Result<void> restored = restore_quarantine(*inside); !restored) return restored;
  if (*inside) given_up_ = (*inside)->gap.tally;
  const bool tick_done = cursor_.stages_settled == kAllStages && cursor_.tick != UnixTime{};
  if (tick_done) delivered_until_ = cursor_.tick;
  // Other labels are other series: the destination has seen none of them (R10).
  if (cursor_.labels_hash != wire_labels_.hash()) {
    if (Result<void> begun = begin_labels(); !begun) return begun;
  }
  // Nor what other limits kept from it.
  if (cursor_.limits_hash != wire_labels_.limits_hash()) {
    cursor_.limits_hash = wire_labels_.limits_hash();
    cursor_.measures_contacted = 0;
  }
  // Neither has it seen what a measure counted while it was not sent.
  cursor_.measures_contacted =
      static_cast<std::uint8_t>(cursor_.measures_contacted & options_.measures.bits());
  set_floor(*inside ? (*inside)->sequence : cursor_.next());
  if (tick_done) quarantine_.let_in(cursor_.tick);
  return make_queue(*inside);
}

// Inside a gap the quarantine's own file is as old as the cursor.
Result<void> DeliveryLoop::restore_quarantine(const std::optional<GapPosition>& inside) {
  if (inside) return quarantine_.restore(inside->quarantine);
  const auto kept = read_replaced_file(ports_.directory, kQuarantineFileName);
  if (!kept) return kept.error();
  if (!*kept) return {};
  return quarantine_.restore(**kept);
}

Result<void> DeliveryLoop::make_queue(const std::optional<GapPosition>& inside) {
  queue_.emplace(ports_.journal_directory, ports_.journal,
                 StageQueueOptions{.measures = options_.measures});
  queue_->on_series = [this](SeriesId series) { maker_.drop(series); };
  queue_->on_forgotten = [this](SeriesId series) {
    quarantine_.forget(series);
    sent_series_->forget(series);
  };
  const MeasureSet contacted = MeasureSet::from_bits(cursor_.measures_contacted);
  const GapPosition* const position = inside ? &*inside : nullptr;
  Result<void> recovered = queue_->recover(cursor_, position, options_.measures.without(contacted));
  return recovered ? make_sent_series(position) : recovered;
}

Result<StepOutcome> DeliveryLoop::step(const Now& now) {
  if (own_.is_out()) take_answers(now);
  Result<StepOutcome> step = [&]() -> Result<StepOutcome> {
    if (Result<void> watched = watch_room(); !watched) return watched.error();
    switch (state_) {
      case State::kReading:
        return read(now);
      case State::kWaiting:
        return wait_or_begin(now);
      case State::kSending:
        return send(now);
      case State::kLettingGo:
        return let_go();
    }
    FB_CHECK(false);
  }();
  watch_hold();
  watch_auth();
  publish(now);
  if (!step) return step;
  push_own(now);
  if (!own_.is_out() || step->next != StepOutcome::Next::kWait) return step;
  arrived_ = ports_.http.collect(kCollectWait);
  return StepOutcome{StepOutcome::Next::kAgain, 0ms};
}

Result<StepOutcome> DeliveryLoop::read(const Now& now) {
  const std::uint64_t planned = queue_->samples_planned();
  const Result<Filled> filled = queue_->fill({quarantine_.members(), quarantine_.returning()});
  if (!filled) return filled.error();
  enqueued_ += queue_->samples_planned() - planned;
  if (*filled == Filled::kReadOn) return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  if (*filled == Filled::kNothing) {
    if (Result<void> rested = rest(); !rested) return go_on(rested);
    return StepOutcome{StepOutcome::Next::kWait, kIdleWait};
  }
  state_ = State::kWaiting;
  return wait_or_begin(now);
}

StepOutcome DeliveryLoop::wait_or_begin(const Now& now) {
  const Duration early = queue_->front()->stage.timestamp - now.wall;
  if (early > 0ms) return {StepOutcome::Next::kWait, std::min<Duration>(early, kWaitMax)};
  begin_stage(now);
  return {StepOutcome::Next::kAgain, 0ms};
}

void DeliveryLoop::begin_stage(const Now& now) {
  const Stage& stage = queue_->front()->stage;
  timestamp_ = stage.timestamp;
  samples_ = stage.samples;
  // Planned before the series was refused.
  std::erase_if(samples_, [&](const PlannedSample& sample) {
    return quarantine_.members().contains(sample.series);
  });
  taken_out_ = sent_series_->take_out(timestamp_, samples_);
  sender_.begin(samples_.size(), refusable(now));
  state_ = State::kSending;
}

bool DeliveryLoop::is_young(UnixTime time, const Now& now) {
  return now.wall - time <= kYoungStage;
}

Refusable DeliveryLoop::refusable(const Now& now) const {
  const bool may_be_too_old = !is_young(std::max(timestamp_, not_too_old_at_), now);
  if (may_be_too_old) return Refusable::kDoubtful;
  return poisoned_ ? Refusable::kPoisoned : Refusable::kSingly;
}

// A stage grows old while nobody answers, or while it is held.
void DeliveryLoop::watch_age(const Now& now) {
  if (!trial_ && !probe_) sender_.take_refusals_as(refusable(now));
}

Result<StepOutcome> DeliveryLoop::send(const Now& now) {
  watch_age(now);
  take_answers(now);
  if (!moves_to_) start_requests(now);
  if (sender_.settled()) return settle(now);
  if (sender_.doubted()) return go_on(doubt(now));
  if (sender_.in_flight() > 0 || fetches_token_) {
    arrived_ = ports_.http.collect(kCollectWait);
    return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  }
  if (!auth_.is_ready(now)) return StepOutcome{StepOutcome::Next::kWait, kAuthWait};
  const std::optional<MonotonicTime> retry_at = sender_.retry_at();
  if (!retry_at || *retry_at <= now.monotonic) return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  const auto left = std::chrono::ceil<Duration>(*retry_at - now.monotonic);
  return StepOutcome{StepOutcome::Next::kWait, std::min<Duration>(left, kWaitMax)};
}

Result<StepOutcome> DeliveryLoop::settle(const Now& now) {
  if (probe_) {
    settle_probe(now);
    return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  }
  return go_on(trial_ ? settle_trial() : settle_stage());
}

// What is decided stays decided; it is made durable when there is room.
Result<StepOutcome> DeliveryLoop::go_on(const Result<void>& decided) const {
  if (decided) return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  if (decided.error().code() != ErrorCode::kNoSpace) return decided.error();
  ports_.log.write(LogLevel::kError, "disk is full, delivery pauses",
                   {{"destination", options_.name}, {"error", decided.error().message()}});
  return StepOutcome{StepOutcome::Next::kWait, kNoSpaceWait};
}

Result<void> DeliveryLoop::store(const Quarantine& quarantine) {
  return replace_file(ports_.directory, kQuarantineFileName, quarantine.encode());
}

void DeliveryLoop::note_refused(const QueuedStage& settled, Quarantine& judged) const {
  std::optional<SeriesId> last;
  for (const std::size_t index : sender_.refused()) {
    const PlannedSample& sample = samples_[index];
    // One refusal, however many of its measures are.
    if (std::exchange(last, sample.series) == sample.series) continue;
    const auto is_in = [&](const std::vector<SeriesId>& sorted) {
      return std::binary_search(sorted.begin(), sorted.end(), sample.series);
    };
    const SeriesAccount& account = queue_->accounts().account(sample.series);
    // A gauge has no 0 that it could begin with.
    const bool is_first = account.counter() != nullptr &&
                          (settled.first_contact || is_in(settled.born) || is_in(settled.begun));
    judged.put(sample.series, {.tick = settled.tick, .accepted_before = !is_first});
    const std::optional<LabelSet> labels =
        wire_labels_.find(queue_->accounts(), sample.series, sample.measure);
    ports_.log.write(LogLevel::kError, "destination refuses a series, it is tried alone from now",
                     {{"destination", options_.name},
                      {"series", to_string(labels.value())},
                      {"answer", last_error_}});
  }
}

void DeliveryLoop::forget_stage() {
  taken_from_.reset();
  poisoned_ = false;
  not_too_old_at_ = UnixTime{};
}

Result<void> DeliveryLoop::settle_stage() {
  const QueuedStage& settled = *queue_->front();
  const bool tick_done = settled.stages_settled == kAllStages;
  Quarantine judged = quarantine_;
  bool quarantine_changed =
      !sender_.refused().empty() || settled.gap || !sent_series_->admitted().empty();
  // Before they are noted, because a refusal ends a return.
  for (const SeriesId series : settled.begun) {
    if (sent_series_->is_sent(series)) judged.begin(series, settled.tick);
  }
  note_refused(settled, judged);
  note_admitted(settled, judged);
  for (const SeriesId series : settled.forgotten) {
    quarantine_changed = quarantine_changed || judged.entries().contains(series);
    judged.forget(series);
    sent_series_->forget(series);
  }
  // The quarantine first: a cursor beyond it would let the refused samples go unnoticed.
  if (quarantine_changed) {
    if (Result<void> stored = store(judged); !stored) return stored;
  }
  if (Result<void> stored = store_label_claims(settled.gap.has_value()); !stored) return stored;
  Cursor moved = cursor_;
  moved.sequence = settled.sequence;
  moved.tick = settled.tick;
  moved.stages_settled = settled.stages_settled;
  moved.measures_contacted =
      static_cast<std::uint8_t>(moved.measures_contacted | settled.contacted.bits());
  moved.delivered += sender_.accepted();
  moved.rejected += sender_.refused().size();
  if (settled.gap) {
    moved.skip_until.reset();
    moved.skipped += *settled.gap;
  }
  if (Result<void> stored = cursor_file_.store(encode(moved)); !stored) return stored;
  quarantine_ = std::move(judged);
  cursor_ = moved;
  delivered_ += sender_.accepted();
  refused_ += sender_.refused().size();
  skipped_ += settled.stage.samples.size() - samples_.size() - taken_out_.sum();
  skipped_for_labels_ += taken_out_;
  sent_series_->settled();
  forget_stage();
  set_floor(cursor_.next());
  if (settled.gap) end_gap(*settled.gap);
  // Anchors are at the tick before, and end what is sent at that time.
  if (tick_done || settled.stage.kind == StageKind::kAnchors) {
    delivered_until_ = settled.stage.timestamp;
  }
  queue_->pop();
  state_ = State::kReading;
  if (!tick_done) return {};
  if (Result<void> forgotten = forget_let_in(); !forgotten) return forgotten;
  if (quarantine_.members().empty()) return {};
  trials_due_ = quarantine_.due(cursor_.tick);
  std::reverse(trials_due_.begin(), trials_due_.end());
  if (!begin_trial()) quarantine_.let_in(cursor_.tick);
  return {};
}

}  // namespace flowbridge
