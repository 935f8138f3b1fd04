#pragma once
/// Sends one stage after another: retries, halving, finding what is refused (R17, R19).
///
/// The Sender sees a stage as samples numbered from 0. It cuts them into requests, says which may
/// start now, and learns from answers. A stage is settled when every sample is accepted or known to
/// be refused by itself. It knows nothing of labels, bytes or sockets; the delivery loop carries
/// out what it decides.
///
/// A stage of which nothing at all is taken is not quarantined piece by piece: it is held, tried
/// again slowly, and a person is told. So is any stage while the receiver calls us misconfigured,
/// or when isolating took too many requests. A stage that may be too old is only doubted: it stops
/// at its first refusal, and the caller finds out (R20). So is one that meets the same server error
/// again and again: the receiver may be down, or choke on one of its samples (R19). To tell, what
/// was taken before is sent again now and then while that one is looked for. What was not
/// understood is sent again at once, and its caller chooses another version for it
/// (delivery/protocol_choice.h).
///
/// Lifetime: owns its state.      Threads: one.
/// Fails:    never. Requires: answer() names a request that is out.
/// Units:    samples; times are monotonic.
/// Bounds:   refusals per stage: kRefusalsMax; requests out: in_flight_max.
///
///   sender.begin(stage.samples.size(), Refusable::kSingly);
///   while (auto request = sender.next(now)) start(*request);
///   sender.answer(id, Answer::kAccepted, {.now = now});
///   if (sender.settled()) use(sender.refused());

#include "base/backoff.h"
#include "base/hash_map.h"
#include "base/time.h"
#include "delivery/request_size.h"
#include "metric/answer.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace flowbridge {

struct SenderOptions {
  /// Raising it saves requests and makes a refused one dearer.
  std::size_t samples_per_request_max = 2000;
  std::size_t in_flight_max = 4;
  BackoffOptions backoff{};
  /// While held: the first and the longest wait. A shorter first one notices sooner that a person
  /// has acted; less than 6 s is a third request within eight, which a receiver may call a retry.
  BackoffOptions held_backoff{.first = 10s, .last = 5min};
};

/// Samples [begin, end) of the stage.
struct SendRequest {
  std::uint64_t id = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  /// 0 the first time.
  int attempt = 0;
};

struct AnswerContext {
  MonotonicTime now{};
  /// It was a 500, by which Prometheus before 2.50 may mean that samples are too old.
  bool server_error = false;
  /// There was none: the connection broke, or the time was over.
  bool is_silence = false;
  std::optional<Duration> retry_after{};
};

/// Why nothing moves although there is something to send.
enum class Hold {
  kNone,
  kRefused,        // the receiver takes nothing of the stage
  kMisconfigured,  // it answers 401, 403, 404 or the like
};

/// What to make of refusals.
enum class Refusable {
  kSingly,  // find the refused samples; a stage of which nothing is taken is held, unless it is one
  kWholly,  // it is a trial: any of it may be refused, and its success says nothing of the stage
  kPoisoned,  // as kSingly, and server errors that persist are refusals: a probe is taken (R19)
  kDoubtful,  // R20: it may be too old; stop at the first refusal
  kProbe,     // R20: a sample of our own, whose success says nothing of the stage
};

class Sender {
 public:
  Sender(const SenderOptions& options, std::uint64_t seed);

  /// Starts a stage, from its beginning if it is the same again. Requires: nothing is in flight.
  void begin(std::size_t samples, Refusable refusable);
  /// From now on, as when it has grown old while nobody answered.
  void take_refusals_as(Refusable refusable) { refusable_ = refusable; }
  /// The stage just begun waits, as if it had been refused whole.
  void hold(MonotonicTime now) { hold_stage(Hold::kRefused, {.now = now}); }
  /// The next request that may start now.
  std::optional<SendRequest> next(MonotonicTime now);
  /// The request ends before `end`: more did not fit. The rest follows. Requires: it is out, and
  /// holds at least one sample.
  void shorten(std::uint64_t id, std::size_t end);
  void answer(std::uint64_t id, Answer answer, const AnswerContext& context);

  bool settled() const { return waiting_.empty() && out_.empty(); }
  /// Stopped by a refusal (kDoubtful) or by server errors (kSingly), and every request is answered.
  bool doubted() const { return doubted_ && out_.empty(); }
  /// Of the settled stage, in order.
  const std::vector<std::size_t>& refused() const { return refused_; }
  std::size_t samples() const { return samples_; }
  std::size_t accepted() const { return accepted_; }

  std::size_t in_flight() const { return out_.size(); }
  Hold hold() const { return hold_; }
  /// When next() may have something although nothing is out; absent if no wait is under way.
  std::optional<MonotonicTime> retry_at() const { return retry_at_; }
  std::uint64_t retried_samples() const { return retried_samples_; }
  /// As far as is known.
  std::size_t samples_per_request_max() const { return size_.max(); }

 private:
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
    int attempt = 0;
    /// It was taken before, and shows whether the receiver takes anything.
    bool is_control = false;
  };

  void accept(const Range& range);
  void refuse(const Range& range, MonotonicTime now);
  void stop_in_doubt(const Range& range);
  std::size_t refusals_max() const;
  /// Where the refusals of a row end sooner.
  void look_elsewhere();
  /// R19, R20: whether server errors have come often enough to be taken for a refusal.
  bool means_refusal(const AnswerContext& context);
  bool is_of_stage() const;
  void halve(const Range& range);
  void hold_stage(Hold why, const AnswerContext& context);
  void try_later(Range range, const AnswerContext& context);
  void finish(MonotonicTime now);

  SenderOptions options_;
  Backoff backoff_;
  Backoff held_backoff_;
  RequestSize size_;

  std::size_t samples_ = 0;
  Refusable refusable_ = Refusable::kSingly;
  std::deque<Range> waiting_;
  HashMap<std::uint64_t, Range> out_;
  std::vector<std::size_t> refused_;
  std::size_t accepted_ = 0;
  // One of the accepted.
  std::optional<std::size_t> taken_;
  std::size_t refusals_ = 0;
  std::size_t refused_in_a_row_ = 0;
  bool doubted_ = false;
  int server_errors_ = 0;

  std::uint64_t next_id_ = 1;
  std::optional<MonotonicTime> retry_at_;
  // After a failure, one request at a time until one goes well.
  bool one_at_a_time_ = false;
  Hold hold_ = Hold::kNone;
  std::uint64_t retried_samples_ = 0;
};

}  // namespace flowbridge
