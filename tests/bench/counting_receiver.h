#pragma once
/// The other end of a push: a process that takes every request, counts what is in it, and says 204.
///
/// It is the same for everybody who is measured, and does what any receiver must: read the body,
/// uncompress it, and look at each series. It keeps nothing.
///
/// Lifetime: serves from construction to destruction, which ends the process.
/// Threads:  one; construct it while there is no other.
/// Fails:    aborts if it cannot serve, or is sent what is no remote write.
/// Units:    samples; each series of a request has one.
///
///   CountingReceiver receiver;
///   push_to(receiver.url());
///   receiver.samples();

#include "base/time.h"

#include <atomic>
#include <cstdint>
#include <string>

#include <sys/types.h>

namespace flowbridge {

class CountingReceiver {
 public:
  CountingReceiver();
  CountingReceiver(const CountingReceiver&) = delete;
  CountingReceiver& operator=(const CountingReceiver&) = delete;
  ~CountingReceiver();

  std::string url() const;
  /// Since the last reset.
  std::uint64_t samples() const { return counters_->samples; }
  std::uint64_t requests() const { return counters_->requests; }
  std::uint64_t body_bytes() const { return counters_->body_bytes; }
  void reset();
  /// False: there were not so many within the time.
  bool wait_for(std::uint64_t samples, Duration limit) const;

 private:
  // In memory that both processes see.
  struct Counters {
    std::atomic<std::uint64_t> samples;
    std::atomic<std::uint64_t> requests;
    std::atomic<std::uint64_t> body_bytes;
  };

  Counters* counters_;
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
};

}  // namespace flowbridge
