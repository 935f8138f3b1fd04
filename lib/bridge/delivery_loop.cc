#include "bridge/delivery_loop.h"

#include "base/crc32c.h"
#include "base/retry_after.h"
#include "remote_write/labels.h"
#include "series/labels.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// How long a step waits for answers while requests are out.
constexpr Duration kCollectWait = 200ms;
/// How long the loop sleeps when there is nothing to send; new ticks wake it.
constexpr Duration kIdleWait = 1s;
constexpr Duration kWaitMax = 1s;
constexpr Duration kNoSpaceWait = 1s;
/// R20: an older stage that is refused may be too old, which says nothing about its series.
constexpr Duration kYoungStage = 30min;

/// What all labels depend on beside the journal.
std::uint64_t labels_hash(const DeliveryOptions& options) {
  return crc32c(options.instance);
}

}  // namespace

DeliveryLoop::DeliveryLoop(const DeliveryPorts& ports, const DeliveryOptions& options,
                           CursorFile cursor_file)
    : ports_(ports),
      options_(options),
      cursor_file_(std::move(cursor_file)),
      labels_(options.instance),
      probe_labels_(encode_labels(probe_labels(options.instance))),
      sender_(options.sender, options.seed) {
  // Whether there are any, the journal says.
  options_.measures.add(Measure::kInfo);
}

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
    // One that is left from before is about what an earlier destination was sent.
    if (Result<void> stored = store(quarantine_); !stored) return stored;
    cursor_ = StageQueue::begin_at_end(ports_.journal);
    cursor_.labels_hash = labels_hash(options_);
    if (Result<void> stored = cursor_file_.store(encode(cursor_)); !stored) return stored;
  } else {
    Result<Cursor> cursor = decode_cursor(cursor_file_.value());
    if (!cursor) return cursor.error();
    cursor_ = *cursor;
    if (Result<std::string> kept = read_replaced_file(ports_.directory, kQuarantineFileName)) {
      if (Result<void> restored = quarantine_.restore(*kept); !restored) return restored;
    } else if (kept.error().code() != ErrorCode::kNotFound) {
      return kept.error();
    }
  }
  const bool tick_done = cursor_.stages_settled == kAllStages && cursor_.tick != UnixTime{};
  if (tick_done) delivered_until_ = cursor_.tick;
  // Other labels are other series: the destination has seen none of them (R10).
  if (cursor_.labels_hash != labels_hash(options_)) {
    cursor_.labels_hash = labels_hash(options_);
    cursor_.measures_contacted = 0;
  }
  // Neither has it seen what a measure counted while it was not sent.
  cursor_.measures_contacted =
      static_cast<std::uint8_t>(cursor_.measures_contacted & options_.measures.bits());
  ports_.journal.set_floor(options_.name, std::max(cursor_.sequence, kFirstSequence));
  if (tick_done) quarantine_.let_in(cursor_.tick);
  return make_queue();
}

Result<void> DeliveryLoop::make_queue() {
  queue_.emplace(ports_.journal_directory, ports_.journal,
                 StageQueueOptions{.measures = options_.measures});
  queue_->on_series = [this](SeriesId series) { labels_.drop(series); };
  queue_->on_forgotten = [this](SeriesId series) { quarantine_.forget(series); };
  const MeasureSet contacted = MeasureSet::from_bits(cursor_.measures_contacted);
  return queue_->recover(cursor_, options_.measures.without(contacted));
}

Result<StepOutcome> DeliveryLoop::step(const Now& now) {
  Result<StepOutcome> step = [&]() -> Result<StepOutcome> {
    switch (state_) {
      case State::kReading:
        return read(now);
      case State::kWaiting:
        return wait_or_begin(now);
      case State::kSending:
        return send(now);
    }
    FB_CHECK(false);
  }();
  watch_hold();
  publish(now);
  return step;
}

Result<StepOutcome> DeliveryLoop::read(const Now& now) {
  const std::uint64_t planned = queue_->samples_planned();
  const Result<Filled> filled = queue_->fill({quarantine_.members(), quarantine_.returning()});
  if (!filled) return filled.error();
  enqueued_ += queue_->samples_planned() - planned;
  if (*filled == Filled::kReadOn) return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  if (*filled == Filled::kNothing) return StepOutcome{StepOutcome::Next::kWait, kIdleWait};
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
  sender_.begin(samples_.size(), refusable(now));
  state_ = State::kSending;
}

Refusable DeliveryLoop::refusable(const Now& now) const {
  const bool may_be_too_old = now.wall - std::max(timestamp_, not_too_old_at_) > kYoungStage;
  return may_be_too_old ? Refusable::kDoubtful : Refusable::kSingly;
}

// A stage grows old while nobody answers, or while it is held.
void DeliveryLoop::watch_age(const Now& now) {
  if (!trial_ && !probe_) sender_.take_refusals_as(refusable(now));
}

Result<StepOutcome> DeliveryLoop::send(const Now& now) {
  watch_age(now);
  for (const HttpCompletion& completion : ports_.http.collect(0ms)) judge(completion, now);
  while (const std::optional<SendRequest> request = sender_.next(now.monotonic)) {
    start(*request);
  }
  if (sender_.settled()) return settle(now);
  if (sender_.doubted()) return go_on(doubt(now));
  if (sender_.in_flight() > 0) {
    for (const HttpCompletion& completion : ports_.http.collect(kCollectWait)) {
      judge(completion, now);
    }
    return StepOutcome{StepOutcome::Next::kAgain, 0ms};
  }
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

void DeliveryLoop::encode_samples(const SendRequest& request) {
  if (probe_) return encoder_.add(probe_labels_, probe_->time(), value_bits(1));
  for (std::size_t i = request.begin; i < request.end; ++i) {
    const PlannedSample& sample = samples_[i];
    const std::string& labels = labels_.get(queue_->accounts(), sample.series, sample.measure);
    encoder_.add(labels, timestamp_, sample.value);
  }
}

void DeliveryLoop::start(const SendRequest& request) {
  encode_samples(request);
  HttpRequest http;
  http.id = request.id;
  http.url = options_.url;
  for (RequestHeader& header :
       request_headers({options_.user_agent, static_cast<std::uint32_t>(request.attempt)})) {
    http.headers.push_back({std::move(header.name), std::move(header.value)});
  }
  http.body = encoder_.finish();
  http.timeout = options_.request_timeout;
  bytes_sent_ += http.body.size();
  if (request.attempt > 0) ++requests_retried_;
  ports_.http.start(std::move(http));
}

void DeliveryLoop::judge(const HttpCompletion& completion, const Now& now) {
  const Answer answer = flowbridge::judge(completion.status);
  std::optional<Duration> retry_after;
  for (const HttpHeader& header : completion.headers) {
    if (header.name == "retry-after")
      retry_after = parse_retry_after(header.value, now.wall, kRetryAfterMax);
  }
  const std::string code =
      completion.status ? std::to_string(*completion.status) : std::string("none");
  ++requests_by_code_[code];
  request_duration_.observe(completion.elapsed);
  if (answer == Answer::kAccepted) {
    last_success_ = now.wall;
  } else {
    last_error_ = code + ": " + completion.text;
    ports_.log.write(LogLevel::kWarn, "destination did not take a request",
                     {{"destination", options_.name},
                      {"status", code},
                      {"meaning", answer_name(answer)},
                      {"answer", completion.text}});
  }
  const bool server_error = completion.status == 500;
  sender_.answer(completion.id, answer,
                 {.now = now.monotonic, .server_error = server_error, .retry_after = retry_after});
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
    const LabelContext context{sample.measure, options_.instance};
    ports_.log.write(LogLevel::kError, "destination refuses a series, it is tried alone from now",
                     {{"destination", options_.name},
                      {"series", to_string(account_labels(queue_->accounts(), account, context))},
                      {"answer", last_error_}});
  }
}

Result<void> DeliveryLoop::settle_stage() {
  const QueuedStage& settled = *queue_->front();
  const bool tick_done = settled.stages_settled == kAllStages;
  Quarantine judged = quarantine_;
  bool quarantine_changed = !sender_.refused().empty() || settled.gap;
  // Before they are noted, because a refusal ends a return.
  for (const SeriesId series : settled.begun) judged.begin(series, settled.tick);
  note_refused(settled, judged);
  if (tick_done && judged.forget_let_in()) quarantine_changed = true;
  for (const SeriesId series : settled.forgotten) {
    quarantine_changed = quarantine_changed || judged.members().contains(series);
    judged.forget(series);
  }
  // The quarantine first: a cursor beyond it would let the refused samples go unnoticed.
  if (quarantine_changed) {
    if (Result<void> stored = store(judged); !stored) return stored;
  }
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
    moved.ticks_skipped += settled.gap->ticks;
    moved.bytes_skipped += settled.gap->bytes;
  }
  if (Result<void> stored = cursor_file_.store(encode(moved)); !stored) return stored;
  quarantine_ = std::move(judged);
  cursor_ = moved;
  delivered_ += sender_.accepted();
  refused_ += sender_.refused().size();
  skipped_ += settled.stage.samples.size() - samples_.size();
  taken_from_.reset();
  not_too_old_at_ = UnixTime{};
  ports_.journal.set_floor(options_.name, std::max(cursor_.sequence, kFirstSequence));
  // Anchors are at the tick before, and end what is sent at that time.
  if (tick_done || settled.stage.kind == StageKind::kAnchors) {
    delivered_until_ = settled.stage.timestamp;
  }
  queue_->pop();
  state_ = State::kReading;
  if (!tick_done || quarantine_.members().empty()) return {};
  trials_due_ = quarantine_.due(cursor_.tick);
  std::reverse(trials_due_.begin(), trials_due_.end());
  if (!begin_trial()) quarantine_.let_in(cursor_.tick);
  return {};
}

}  // namespace flowbridge
