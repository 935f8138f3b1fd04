#pragma once
/// A remote write 1.0 receiver without a socket: Prometheus's rules on what it takes.
///
/// Holds every sample that it accepted, and answers as Prometheus 2.42 does (whole request rolled
/// back) or as Mimir, Thanos and Cortex do (the good part stored). The rules are held to a real
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
#include "metric/label.h"
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
  /// A larger body gets 413.
  std::size_t body_bytes_max = std::size_t{32} * 1024 * 1024;
};

/// R20: not a flow's series, but a question about a time.
bool is_probe(const LabelSet& labels);
/// R14: not a flow's series, but what is known of an AS.
bool is_info_gauge(const LabelSet& labels);

struct ReceiverAnswer {
  int status = 0;
  std::string text;
};

class ReceiverModel {
 public:
  using SeriesPredicate = std::function<bool(const LabelSet&)>;

  explicit ReceiverModel(ReceiverOptions options = {}) : options_(options) {}

  /// One POST. `now` matters only to the future limit.
  ReceiverAnswer write(std::string_view body, UnixTime now);

  /// Somebody else's newest sample: what is out of bounds is held against it.
  void others_write(UnixTime time) { head_ = std::max(head_.value_or(time), time); }

  /// From now on samples of such series are refused.
  void refuse_series(SeriesPredicate refuses) { refuses_ = std::move(refuses); }

  /// All that is stored, oldest first.
  const std::map<LabelSet, std::vector<WrittenSample>>& series() const { return series_; }
  std::vector<WrittenSample> samples(const LabelSet& labels) const;
  /// But for probes.
  std::optional<UnixTime> newest() const { return newest_; }

  std::uint64_t requests() const { return requests_; }
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

  ReceiverAnswer judge_body(std::string_view body, UnixTime now);
  ReceiverAnswer judge_request(const std::vector<WrittenSeries>& request, UnixTime now);
  SampleVerdict judge_sample(const Pending& judged, UnixTime oldest, UnixTime now) const;
  ReceiverAnswer refusal(SampleVerdict verdict, const LabelSet& labels) const;
  void store(const std::vector<Pending>& pending);

  ReceiverOptions options_;
  SeriesPredicate refuses_;
  std::map<LabelSet, std::vector<WrittenSample>> series_;
  std::optional<UnixTime> newest_;
  // The store's time: of the newest sample, whoever wrote it.
  std::optional<UnixTime> head_;
  std::uint64_t requests_ = 0;
  std::map<int, std::uint64_t> answers_;
  std::map<SampleVerdict, std::uint64_t> verdicts_;
};

}  // namespace flowbridge
