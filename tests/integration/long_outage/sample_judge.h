#pragma once
/// Whether every sample that arrives is the one that the traffic asks for next.
///
/// A series begins with a 0 at the tick before its first rise, then comes at every tick with the
/// sum of its rises, to the end of the traffic; beyond it, at some later ticks, with the same
/// value. No sample is older than the newest of all. A sample that is sent again may come again.
/// Holds a sum per series, so that hundreds of millions of samples can be judged as they pass.
///
/// Once it takes only what is newer than a time, there is one gap, which ends at one tick F for all
/// (R21): there a series that it knows has its sum, and one that was born meanwhile a 0, whose next
/// sample has its sum and comes at the first tick after F + 5 min. So two samples that are at most
/// 5 min apart differ by what rose between them, and no rate over 5 min shows the gap. Samples of
/// flowbridge_probe may come at any time, with value 1.
///
/// Lifetime: borrows the traffic.      Threads: any; one at a time gets on.
/// Fails:    never; what is wrong is counted, and the first of it kept as text.
/// Units:    as in traffic.h.
///
///   SampleJudge judge(traffic);
///   const int status = judge.take(body) ? 204 : 400;   // as it was posted
///   EXPECT_EQ(judge.verdict().faults, 0u) << judge.verdict().first_fault;

#include "base/hash_map.h"
#include "base/mutex.h"
#include "integration/long_outage/traffic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct JudgeVerdict {
  std::uint64_t requests = 0;
  std::uint64_t samples = 0;
  /// Equal to the newest of their series.
  std::uint64_t repeated = 0;
  /// Series that have a sample.
  std::uint64_t begun = 0;
  /// Of them, those that began with a 0 where the gap ended.
  std::uint64_t begun_after_gap = 0;
  /// Series that have every sample up to the traffic's last tick.
  std::uint64_t complete = 0;
  /// Of a series; probes do not count here, nor among the samples.
  UnixTime newest{};
  std::uint64_t probes = 0;
  /// Requests with a sample that was too old.
  std::uint64_t refused = 0;
  /// F.
  std::optional<UnixTime> gap_end;
  std::uint64_t faults = 0;
  std::string first_fault;
};

class SampleJudge {
 public:
  explicit SampleJudge(const Traffic& traffic);

  /// The body of a remote write 1.0 request. False: it is refused, and nothing of it counts.
  bool take(std::string_view body);
  /// From now on, requests with an older sample are refused.
  void take_only_from(UnixTime oldest);
  JudgeVerdict verdict() const;

 private:
  struct State {
    UnixTime newest{};
    std::uint64_t sum = 0;
    bool begun = false;
    /// It began with a 0 where the gap ended, and its sum does not say yet what it has counted.
    bool owes = false;
  };
  /// A series as the request has it.
  struct Posted {
    /// The encoded labels: the same bytes every time, as the encoder keeps them.
    std::string_view labels;
    UnixTime timestamp;
    double value = 0;
  };

  static bool read(std::string_view message, std::vector<Posted>& posted);
  static bool read_series(std::string_view message, Posted& posted);
  void judge(const Posted& posted) FB_REQUIRES(mutex_);
  void judge(std::uint32_t series, const Posted& posted) FB_REQUIRES(mutex_);
  void judge_probe(const Posted& posted) FB_REQUIRES(mutex_);
  /// When a series must have its next sample.
  UnixTime wanted(std::uint32_t series) const FB_REQUIRES(mutex_);
  bool in_turn(std::uint32_t series, UnixTime timestamp) FB_REQUIRES(mutex_);
  void go_on(std::uint32_t series, UnixTime timestamp) FB_REQUIRES(mutex_);
  void fault(const std::string& what) FB_REQUIRES(mutex_);

  const Traffic& traffic_;
  mutable Mutex mutex_;
  HashMap<std::string, std::uint32_t> by_labels_ FB_GUARDED_BY(mutex_);
  std::vector<State> states_ FB_GUARDED_BY(mutex_);
  std::optional<UnixTime> oldest_ FB_GUARDED_BY(mutex_);
  JudgeVerdict verdict_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge
