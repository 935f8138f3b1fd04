#pragma once
/// From the journal to one destination: the second of the two kinds of loop.
///
/// A step collects answers, starts requests, and when a stage is settled makes that durable before
/// it looks at the next one (R17). A destination that is slow or down stands still here and nowhere
/// else: the journal keeps what it has not taken, or, if the options say so, as much of it as there
/// is room for (R22).
///
/// Lifetime: borrows all its ports.      Threads: one.
/// Fails:    step: kCorrupt, kNotFound, kIo of journal or cursor: end the process. A destination
///           that does not answer, or refuses, is no failure.
/// Units:    as in base/time.h.
///
///   Result<std::unique_ptr<DeliveryLoop>> loop = DeliveryLoop::recover(ports, options);
///   Result<StepOutcome> step = (*loop)->step(now);
///   if ((*loop)->idle()) break;   // everything durable is delivered

#include "auth/authenticator.h"
#include "base/log.h"
#include "bridge/own_metrics.h"
#include "bridge/request_maker.h"
#include "bridge/sent_series.h"
#include "bridge/stage_queue.h"
#include "bridge/step.h"
#include "bridge/wire_labels.h"
#include "delivery/age_probe.h"
#include "delivery/cursor.h"
#include "delivery/gap.h"
#include "delivery/protocol_choice.h"
#include "delivery/quarantine.h"
#include "delivery/sender.h"
#include "journal/cursor.h"
#include "port/http_client.h"
#include "telemetry/hub.h"

#include <functional>
#include <limits>
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
  /// Without relabel_problems().
  RelabelOptions relabel{};
  /// What it takes as it is: nothing else is sent.
  ReceiverProfile receiver = ReceiverProfile::kAuto;
  ProtocolSetting protocol = ProtocolSetting::kAuto;
  AuthenticatorOptions auth{};
  /// Secrets that answers may repeat, beside the URL's and those of `auth`: a proxy's.
  std::vector<std::string> more_secrets{};
  Duration request_timeout = 30s;
  SenderOptions sender{};
  RequestLimits limits{};
  OwnMetricsOptions own_metrics{};
  /// R22. By kDropOldest the journal's quota bounds how long the destination may be away, and no
  /// other one ever waits for it.
  WhenFull when_full = WhenFull::kBlock;
  /// Seeds the jitter.
  std::uint64_t seed = 0;
};

struct DeliveryPorts {
  Directory& journal_directory;
  JournalIndex& journal;
  /// The destination's own: cursor, quarantine, gap, label claims.
  Directory& directory;
  HttpClient& http;
  Hub& hub;
  Log& log;
  /// Of secrets; needed if the options name a file of them.
  FileReader read_file = {};
  /// What is pushed of ourselves (R23); empty: nothing.
  std::function<Scrape()> scrape = {};
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
    kReading,    // no stage is at hand
    kWaiting,    // a stage is at hand whose time has not come (R18)
    kSending,    // a stage, a trial or a probe is being sent
    kLettingGo,  // what the journal has no room for is passed over (R22)
  };

  /// Not one of the sender's, which begin with 1, nor a token's.
  static constexpr std::uint64_t kOwnRequest = std::numeric_limits<std::uint64_t>::max();

  struct SentAs {
    WireProtocol protocol = WireProtocol::kV1;
    /// Of the secrets.
    std::uint64_t auth_version = 0;
    /// What an answer must not repeat.
    std::vector<std::string> secrets{};
  };

  DeliveryLoop(const DeliveryPorts& ports, const DeliveryOptions& options, CursorFile cursor_file);
  Result<void> restore();
  /// These labels are new to the destination.
  Result<void> begin_labels();
  Result<void> restore_quarantine(const std::optional<GapPosition>& inside);
  Result<void> make_queue(const std::optional<GapPosition>& inside);
  /// From what is durable, as a restart would.
  Result<void> make_queue_again();
  /// Goes on with the series that are sent, or refused for their labels, as of the cursor.
  Result<void> make_sent_series(const GapPosition* inside);
  Result<LabelsInGap> read_labels(const GapPosition* inside) const;

  Result<StepOutcome> read(const Now& now);
  StepOutcome wait_or_begin(const Now& now);
  void begin_stage(const Now& now);
  static bool is_young(UnixTime time, const Now& now);
  Refusable refusable(const Now& now) const;
  void watch_age(const Now& now);
  /// The stage was refused, and may be too old.
  Result<void> doubt(const Now& now);
  void settle_probe(const Now& now);
  /// Goes on after what the destination takes no more (R20).
  Result<void> begin_gap();
  void end_gap(const GapTally& tally);
  /// The durable place inside a gap, if that is where the destination stands.
  Result<std::optional<GapPosition>> read_gap() const;
  /// Gives up the journal's oldest part if it is asked to (R22).
  Result<void> watch_room();
  Result<void> begin_letting_go();
  Result<StepOutcome> let_go();
  Result<void> settle_floor();
  /// Moves the cursor over what is read and has nothing to send, if the journal wants room.
  Result<void> rest();
  void set_floor(Sequence sequence);
  /// Nothing is known of the front stage.
  void forget_stage();
  /// Starts the next trial of a quarantined series, if one is due (R19).
  bool begin_trial();
  Result<StepOutcome> send(const Now& now);
  Result<StepOutcome> settle(const Now& now);
  Result<StepOutcome> go_on(const Result<void>& decided) const;
  /// Starts what may start now.
  void start_requests(const Now& now);
  std::string make_body(const SendRequest& request, WireProtocol protocol);
  void start(const SendRequest& request, const Now& now);
  struct Outgoing {
    std::uint64_t id = 0;
    std::string body;
    WireProtocol protocol = WireProtocol::kV1;
    int attempt = 0;
  };
  void post(Outgoing request, const Now& now);
  void count_answer(const HttpCompletion& completion);
  /// R23.
  OwnBacklog own_backlog() const;
  void push_own(const Now& now);
  void own_answered(const HttpCompletion& completion);
  void fetch_token(HttpRequest request);
  void take_answers(const Now& now);
  void take(const HttpCompletion& completion, const Now& now);
  void judge(const HttpCompletion& completion, const Now& now);
  Answer answer_of(const HttpCompletion& completion, const SentAs& sent, const Now& now);
  void log_refusal(HttpCompletion completion, const SentAs& sent, Answer answer);
  Result<void> settle_stage();
  void note_refused(const QueuedStage& settled, Quarantine& judged) const;
  /// Lets in what has got labels that were another's.
  void note_admitted(const QueuedStage& settled, Quarantine& judged) const;
  /// What was let in is like any other series from the next tick on.
  Result<void> forget_let_in();
  Result<void> settle_trial();
  /// Makes it durable; it takes the place of quarantine_ only then.
  Result<void> store(const Quarantine& quarantine);
  Result<void> store_label_claims(bool ends_gap);
  void watch_hold();
  void watch_auth();
  void publish(const Now& now);
  std::optional<UnixTime> newest_journaled() const;
  DeliveryReport report(const Now& now) const;

  // Constant after construction.
  DeliveryPorts ports_;
  DeliveryOptions options_;
  WireLabels wire_labels_;

  CursorFile cursor_file_;
  Cursor cursor_;
  // Made anew from the cursor and the gap's file when the destination skips something.
  std::optional<StageQueue> queue_;
  // Of its accounts.
  std::optional<SentSeries> sent_series_;
  Quarantine quarantine_;
  RequestMaker maker_;
  Sender sender_;
  ProtocolChoice protocol_;
  Authenticator auth_;
  OwnMetrics own_;
  bool fetches_token_ = false;
  // Came while a step waited for them: the next one judges them by its own time.
  std::vector<HttpCompletion> arrived_;
  // Of the requests that are out.
  std::map<std::uint64_t, SentAs> sent_as_;

  State state_ = State::kReading;
  // What is being sent: the front stage without what is quarantined or not sent for its labels, or
  // one series' trial.
  UnixTime timestamp_{};
  std::vector<PlannedSample> samples_;
  // Taken out of the front stage.
  SkippedSamples taken_out_;
  std::optional<SeriesId> trial_;
  std::optional<AgeProbe> probe_;
  // What probes have found of the front stage (R20): the destination takes what is not older.
  std::optional<UnixTime> taken_from_;
  // A probe at the front stage's time was taken while the stage itself was not (R19).
  bool poisoned_ = false;
  // When the front stage was found to be refused for something else. Not for ever: it may grow too
  // old while nobody answers.
  UnixTime not_too_old_at_{};
  // Still to be tried at the cursor's tick, the next one last.
  std::vector<SeriesId> trials_due_;
  // R22: where the floor must move to; nothing is started then.
  std::optional<Sequence> moves_to_;
  // What a gap has taken so far that is durable in its file.
  std::optional<GapTally> given_up_;

  Hold reported_hold_ = Hold::kNone;
  std::string reported_auth_problem_;
  std::string last_error_;
  std::optional<MonotonicTime> published_at_;
  std::uint64_t enqueued_ = 0;
  std::uint64_t delivered_ = 0;
  std::uint64_t refused_ = 0;
  // Planned before their series was quarantined.
  std::uint64_t skipped_ = 0;
  SkippedSamples skipped_for_labels_;
  // Planned, and too old when they should have been sent.
  std::uint64_t skipped_too_old_ = 0;
  // Planned before the journal had no more room for what came before.
  std::uint64_t skipped_over_quota_ = 0;
  std::uint64_t requests_retried_ = 0;
  std::uint64_t bytes_sent_ = 0;
  std::map<std::string, std::uint64_t> requests_by_code_;
  DurationHistogram request_duration_;
  std::optional<UnixTime> last_success_;
  // The newest tick of which everything is settled.
  std::optional<UnixTime> delivered_until_;
};

}  // namespace flowbridge
