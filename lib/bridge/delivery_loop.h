#pragma once
/// From the journal to one destination: the second of the two kinds of loop.
///
/// A step collects answers, starts requests, and when a stage is settled makes that durable before
/// it looks at the next one (R17). A destination that is slow or down stands still here and nowhere
/// else: the journal keeps what it has not taken.
///
/// Lifetime: borrows all its ports.      Threads: one.
/// Fails:    step: kCorrupt, kNotFound, kIo of journal or cursor: end the process. A destination
///           that does not answer, or refuses, is no failure.
/// Units:    as in base/time.h.
///
///   Result<std::unique_ptr<DeliveryLoop>> loop = DeliveryLoop::recover(ports, options);
///   Result<StepOutcome> step = (*loop)->step(now);
///   if ((*loop)->idle()) break;   // everything durable is delivered

#include "base/log.h"
#include "bridge/label_cache.h"
#include "bridge/stage_queue.h"
#include "bridge/step.h"
#include "delivery/age_probe.h"
#include "delivery/cursor.h"
#include "delivery/quarantine.h"
#include "delivery/sender.h"
#include "journal/cursor.h"
#include "port/http_client.h"
#include "remote_write/protocol.h"
#include "remote_write/request_encoder.h"
#include "telemetry/hub.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct DeliveryOptions {
  /// Names the destination in metrics, logs and the state directory.
  std::string name;
  std::string url;
  std::string user_agent;
  /// The writer's stable name, a label of every series.
  std::string instance;
  MeasureSet measures{Measure::kBytes};
  Duration request_timeout = 30s;
  SenderOptions sender{};
  /// Seeds the jitter.
  std::uint64_t seed = 0;
};

struct DeliveryPorts {
  Directory& journal_directory;
  JournalIndex& journal;
  /// The destination's own: cursor and quarantine.
  Directory& directory;
  HttpClient& http;
  Hub& hub;
  Log& log;
};

class DeliveryLoop final {
 public:
  static Result<std::unique_ptr<DeliveryLoop>> recover(const DeliveryPorts& ports,
                                                       const DeliveryOptions& options);

  Result<StepOutcome> step(const Now& now);
  /// Everything that is durable in the journal is delivered.
  bool idle() const { return state_ == State::kReading && queue_->ticks_pending() == 0; }

 private:
  enum class State {
    kReading,  // no stage is at hand
    kWaiting,  // a stage is at hand whose time has not come (R18)
    kSending,  // a stage, a trial or a probe is being sent
  };

  DeliveryLoop(const DeliveryPorts& ports, const DeliveryOptions& options, CursorFile cursor_file);
  Result<void> restore();
  Result<void> make_queue();

  Result<StepOutcome> read(const Now& now);
  StepOutcome wait_or_begin(const Now& now);
  void begin_stage(const Now& now);
  Refusable refusable(const Now& now) const;
  void watch_age(const Now& now);
  /// The stage was refused, and may be too old.
  Result<void> doubt(const Now& now);
  void settle_probe(const Now& now);
  /// Goes on after what the destination takes no more (R20).
  Result<void> begin_gap();
  /// Starts the next trial of a quarantined series, if one is due (R19).
  bool begin_trial();
  Result<StepOutcome> send(const Now& now);
  Result<StepOutcome> settle(const Now& now);
  Result<StepOutcome> go_on(const Result<void>& decided) const;
  void encode_samples(const SendRequest& request);
  void start(const SendRequest& request);
  void judge(const HttpCompletion& completion, const Now& now);
  Result<void> settle_stage();
  void note_refused(const QueuedStage& settled, Quarantine& judged) const;
  Result<void> settle_trial();
  /// Makes it durable; it takes the place of quarantine_ only then.
  Result<void> store(const Quarantine& quarantine);
  void watch_hold();
  void publish(const Now& now);
  std::optional<UnixTime> newest_journaled() const;
  DeliveryReport report(const Now& now) const;

  // Constant after construction.
  DeliveryPorts ports_;
  DeliveryOptions options_;

  CursorFile cursor_file_;
  Cursor cursor_;
  // Made anew from the cursor at the beginning of a gap.
  std::optional<StageQueue> queue_;
  Quarantine quarantine_;
  LabelCache labels_;
  const std::string probe_labels_;
  RequestEncoder encoder_;
  Sender sender_;

  State state_ = State::kReading;
  // What is being sent: the front stage without what is quarantined, or one series' trial.
  UnixTime timestamp_{};
  std::vector<PlannedSample> samples_;
  std::optional<SeriesId> trial_;
  std::optional<AgeProbe> probe_;
  // What probes have found of the front stage (R20): the destination takes what is not older.
  std::optional<UnixTime> taken_from_;
  // When the front stage was found to be refused for something else. Not for ever: it may grow too
  // old while nobody answers.
  UnixTime not_too_old_at_{};
  // Still to be tried at the cursor's tick, the next one last.
  std::vector<SeriesId> trials_due_;

  Hold reported_hold_ = Hold::kNone;
  std::string last_error_;
  std::optional<MonotonicTime> published_at_;
  std::uint64_t enqueued_ = 0;
  std::uint64_t delivered_ = 0;
  std::uint64_t refused_ = 0;
  // Planned before their series was quarantined.
  std::uint64_t skipped_ = 0;
  // Planned, and too old when they should have been sent.
  std::uint64_t skipped_too_old_ = 0;
  std::uint64_t requests_retried_ = 0;
  std::uint64_t bytes_sent_ = 0;
  std::map<std::string, std::uint64_t> requests_by_code_;
  DurationHistogram request_duration_;
  std::optional<UnixTime> last_success_;
  // The newest tick of which everything is settled.
  std::optional<UnixTime> delivered_until_;
};

}  // namespace flowbridge
