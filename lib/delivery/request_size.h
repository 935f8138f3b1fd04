#pragma once
/// How many samples a request may hold, as a receiver's answers tell, or their absence.
///
/// One that finds a request too large says 413, and half of it is the limit then. A proxy may break
/// the connection instead, which looks like any outage. So of a request that meets silence again
/// and again one sample is tried. Once that is taken, the whole is sent again. If it is taken, too,
/// it was an outage, and the limit is what it was. If it is not, but the one sample is once more,
/// then size is what brings silence: half of it is the limit, and is tried in the same way.
///
/// All of these are the same samples: near a limit of bytes, some of as many pass.
///
/// A limit holds for an hour, then twice of it is tried: receivers are configured anew.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never. Requires: the limit to begin with is not 0.
/// Units:    samples; times are monotonic.
///
///   RequestSize size(2000);
///   send(samples.first(size.next(now)));
///   size.too_large(2000, now);
///   EXPECT_EQ(size.next(now), 1000u);

#include "base/time.h"

#include <cstddef>
#include <optional>

namespace flowbridge {

class RequestSize {
 public:
  explicit RequestSize(std::size_t limit);

  /// Of the next request.
  std::size_t next(MonotonicTime now);
  /// As far as is known.
  std::size_t max() const { return max_; }
  /// It is being found out whether size brings silence: only one request may be out, and what was
  /// taken is sent once more together with what follows it.
  bool is_being_found() const { return failed_.has_value(); }

  /// A request was read, whatever the receiver thinks of it.
  void taken(MonotonicTime now);
  /// What became of a request of so many samples.
  void too_large(std::size_t samples, MonotonicTime now);
  void met_silence(std::size_t samples);
  /// From now on other samples are sent, which tell nothing of those before.
  void forget_silence();

 private:
  void learn(std::size_t max, MonotonicTime now);

  std::size_t limit_;
  std::size_t max_;
  // When more than max_ is tried.
  std::optional<MonotonicTime> grows_at_;

  /// What is sent while it is being found out whether size brings silence.
  enum class Trial {
    kOne,
    kAll,
    /// All of them met silence after one was taken: is it still?
    kOneAgain,
  };

  int silences_ = 0;
  // So many met silence; absent: nothing is to be found out.
  std::optional<std::size_t> failed_;
  Trial trial_ = Trial::kOne;
};

}  // namespace flowbridge
