#pragma once
/// Whether every sample that arrives is the one that the traffic asks for next.
///
/// A series begins with a 0 at the tick before its first rise, then comes at every tick with the
/// sum of its rises, to the end of the traffic; beyond it, at some later ticks, with the same
/// value. No sample is older than the newest of all. A sample that is sent again may come again.
/// Holds a sum per series, so that hundreds of millions of samples can be judged as they pass.
///
/// Lifetime: borrows the traffic.      Threads: any; one at a time gets on.
/// Fails:    never; what is wrong is counted, and the first of it kept as text.
/// Units:    as in traffic.h.
///
///   SampleJudge judge(traffic);
///   judge.take(body);                                 // as it was posted
///   EXPECT_EQ(judge.verdict().faults, 0u) << judge.verdict().first_fault;

#include "base/hash_map.h"
#include "base/mutex.h"
#include "integration/long_outage/traffic.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct JudgeVerdict {
  std::uint64_t requests = 0;
  std::uint64_t samples = 0;
  /// Equal to the newest of their series.
  std::uint64_t repeated = 0;
  /// Series that have every sample up to the traffic's last tick.
  std::uint64_t complete = 0;
  std::uint64_t faults = 0;
  std::string first_fault;
};

class SampleJudge {
 public:
  explicit SampleJudge(const Traffic& traffic);

  /// The body of a remote write 1.0 request.
  void take(std::string_view body);
  JudgeVerdict verdict() const;

 private:
  struct State {
    UnixTime newest{};
    std::uint64_t sum = 0;
    bool begun = false;
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
  void fault(const std::string& what) FB_REQUIRES(mutex_);

  const Traffic& traffic_;
  mutable Mutex mutex_;
  HashMap<std::string, std::uint32_t> by_labels_ FB_GUARDED_BY(mutex_);
  std::vector<State> states_ FB_GUARDED_BY(mutex_);
  UnixTime newest_ FB_GUARDED_BY(mutex_);
  JudgeVerdict verdict_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge
