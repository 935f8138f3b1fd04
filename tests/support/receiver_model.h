#pragma once
/// A remote write receiver without a socket: Prometheus's rules on what it takes.
///
/// Holds every sample that it accepted, and answers as Prometheus 2.42 does (whole request rolled
/// back), as Mimir, Thanos and Cortex do (the good part stored), or as VictoriaMetrics does
/// (everything stored); support/known_receivers.h has them by name. The rules are held to a real
/// Prometheus by tests/integration/remote_write.
///
/// Lifetime: owns what it stores.      Threads: one.
/// Fails:    never; a refusal is an answer.
/// Units:    as in metric/label.h. Out of bounds means strictly older than the newest stored sample
///           of any series minus `out_of_bounds_after`.
///
///   ReceiverModel receiver;
///   EXPECT_EQ(receiver.write(body, now).status, 204);
///   EXPECT_THAT(receiver.samples(labels), ElementsAre(WrittenSample{t0, value_bits(0)}));

#include "base/time.h"
#include "metric/family.h"
#include "metric/label.h"
#include "support/write_headers.h"
#include "support/write_request.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// What happens to the good samples of a request that has a bad one.
enum class RefusalRule {
  kWholeRequest,    // Prometheus, remote write 1.0: the first bad sample rolls all of it back
  kBadSamplesOnly,  // Mimir, Thanos, Cortex: they are stored, and the answer is an error
  kNothing,         // VictoriaMetrics: there are no bad samples
};

/// What becomes of a remote write 2.0 request.
enum class VersionTwo {
  kTakenForEmpty,  // it is read as 1.0, in which its fields mean nothing: success (Prometheus 2.42,
                   // VictoriaMetrics)
  kUnsupported,    // 415, by its content type (Cortex)
  kUndecodable,    // 400
  kSpoken,         // good samples are stored, the answer says how many (Prometheus since 2.54)
  kSpokenIfExact,  // the same, but read as 1.0 if a header is written otherwise (Thanos)
};

/// What an answer says of when to come again, if it is 429.
enum class RetryAfter {
  kNotSaid,      // Prometheus, Cortex, VictoriaMetrics
  kOneSecond,    // a proxy's before any of them
  kFiveSeconds,  // Thanos
  kByAttempt,    // Mimir: 6 s, doubled with each Retry-Attempt, up to 96 s; without its jitter
};

/// What becomes of a series that has more or longer labels. The answer says that all is well.
enum class OverLimit {
  kIgnored,  // VictoriaMetrics since 1.108
  kCut,      // before: the last labels are left out, names and values end where they must
};

/// What VictoriaMetrics takes and does not store as it is.
struct StoredLimits {
  OverLimit over_limit = OverLimit::kIgnored;
  std::size_t labels_max = 40;
  std::size_t name_bytes_max = 256;
  std::size_t value_bytes_max = 4096;
  Duration age_max = 31 * 24h;
  Duration ahead_max = 48h;
};

enum class SampleVerdict {
  kStored,
  kEqualDuplicate,   // time and value of the newest sample: accepted, nothing to store
  kDroppedSilently,  // a second sample of its time, or an older one, in one request: accepted
  kOtherValue,       // the newest sample's time with another value
  kOutOfOrder,       // older than the newest sample
  kOutOfBounds,      // too old for the store as a whole
  kTooFarAhead,      // beyond now + future_limit
  kSeriesRefused,    // by the test's own predicate
  kInvalidLabels,    // no labels, or a name twice
  kIgnored,          // beyond StoredLimits: accepted, not stored
  kCut,              // beyond them: stored under other labels
};

struct ReceiverOptions {
  RefusalRule refusal_rule = RefusalRule::kWholeRequest;
  int accepted_status = 204;
  int refused_status = 400;
  /// Half of Prometheus's two-hour block.
  Duration out_of_bounds_after = 1h;
  /// Prometheus before 2.50 answers 500 to that if it has an out-of-order window.
  int out_of_bounds_status = 400;
  /// Prometheus has one of 10 minutes since 2.54; 2.42 has none.
  std::optional<Duration> future_limit = std::nullopt;
  /// Prometheus 2.42 takes invalid labels for a failure of its own.
  int invalid_labels_status = 500;
  std::size_t body_bytes_max = std::size_t{32} * 1024 * 1024;
  /// Of a larger body.
  int too_large_status = 413;
  VersionTwo version_two = VersionTwo::kTakenForEmpty;
  /// In 2.0 a refused sample counts as written: Thanos.
  bool counts_refused_as_written = false;
  RetryAfter retry_after = RetryAfter::kOneSecond;
  std::optional<StoredLimits> stored_limits = std::nullopt;
};

/// Not a flow's series, but about the bridge: its metrics (R23), and the question about a time
/// (R20).
bool is_own(const LabelSet& labels);
/// R14: not a flow's series, but what is known of an AS.
bool is_info_gauge(const LabelSet& labels);

struct ReceiverAnswer {
  int status = 0;
  std::string text;
  /// Names in lower case. In 2.0 they say how many samples were stored, or had been.
  std::vector<HttpHeader> headers{};
};

class ReceiverModel {
 public:
  using SeriesPredicate = std::function<bool(const LabelSet&)>;

  explicit ReceiverModel(ReceiverOptions options = {}) : options_(options) {}

  /// One POST. `now` matters only to limits of the future, and VictoriaMetrics's of the past.
  ReceiverAnswer write(std::string_view body, UnixTime now, const WriteHeaders& headers = {});
  /// One POST that comes too soon: 429.
  ReceiverAnswer throttle(const WriteHeaders& headers);

  /// Somebody else's newest sample: what is out of bounds is held against it.
  void others_write(UnixTime time) { head_ = std::max(head_.value_or(time), time); }

  /// From now on samples of such series are refused.
  void refuse_series(SeriesPredicate refuses) { refuses_ = std::move(refuses); }

  /// All that is stored, oldest first.
  const std::map<LabelSet, std::vector<WrittenSample>>& series() const { return series_; }
  std::vector<WrittenSample> samples(const LabelSet& labels) const;
  /// What was told of metrics, by their names.
  const std::map<std::string, MetricFamily>& families() const { return families_; }
  /// In 2.0: when a series' newest sample said that it had begun.
  std::optional<UnixTime> start(const LabelSet& labels) const;
  /// But for probes.
  std::optional<UnixTime> newest() const { return newest_; }

  std::uint64_t requests() const { return requests_; }
  /// Those whose headers said that they were 2.0, whatever became of them.
  std::uint64_t requests_of_version_two() const { return requests_of_version_two_; }
  std::uint64_t answers(int status) const;
  /// How often a sample met this verdict, also in requests that were rolled back.
  std::uint64_t verdicts(SampleVerdict verdict) const;

 private:
  struct Pending {
    const LabelSet* labels = nullptr;
    /// Null: the store has none yet.
    std::vector<WrittenSample>* stored = nullptr;
    WrittenSample sample;
  };

  ReceiverAnswer judge(std::string_view body, UnixTime now, const WriteHeaders& headers);
  ReceiverAnswer judge_body(std::string_view body, UnixTime now);
  ReceiverAnswer judge_body_v2(std::string_view body, UnixTime now);
  ReceiverAnswer judge_request(const std::vector<WrittenSeries>& request, UnixTime now,
                               RefusalRule rule);
  ReceiverAnswer take_all(const std::vector<WrittenSeries>& request, UnixTime now);
  SampleVerdict judge_sample(const Pending& judged, UnixTime oldest, UnixTime now) const;
  ReceiverAnswer refusal(SampleVerdict verdict, const LabelSet& labels) const;
  void store(const std::vector<Pending>& pending);
  std::uint64_t refusals() const;

  ReceiverOptions options_;
  SeriesPredicate refuses_;
  std::map<LabelSet, std::vector<WrittenSample>> series_;
  std::map<std::string, MetricFamily> families_;
  std::map<LabelSet, UnixTime> starts_;
  std::optional<UnixTime> newest_;
  // The store's time: of the newest sample, whoever wrote it.
  std::optional<UnixTime> head_;
  std::uint64_t requests_ = 0;
  std::uint64_t requests_of_version_two_ = 0;
  std::map<int, std::uint64_t> answers_;
  std::map<SampleVerdict, std::uint64_t> verdicts_;
};

/// Σ of the newest values of a metric's series.
double newest_total(const ReceiverModel& receiver, const std::string& metric);

}  // namespace flowbridge
