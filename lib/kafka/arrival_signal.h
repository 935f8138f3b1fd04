#pragma once
/// Waits for librdkafka's queue by a descriptor.
///
/// librdkafka's own waits end at a time of day. If the clock is set back meanwhile, one that was to
/// last 100 ms lasts until that time comes again, be it tomorrow, unless something arrives; so we
/// let the queue write to a descriptor when something does, and wait for that.
///
/// Lifetime: borrows the client; the queue writes until this is destroyed.
/// Threads:  one; librdkafka's own write.
/// Fails:    aborts without descriptors. A signal that is missed costs one wait.
/// Units:    milliseconds.
///
///   signal.clear();                                           // before looking into the queue
///   if (rd_kafka_consumer_poll(client, 0) == nullptr) signal.wait(100ms);

#include "base/time.h"
#include "kafka/client_handle.h"

namespace flowbridge {

class ArrivalSignal {
 public:
  /// Of the queue that rd_kafka_consumer_poll() reads.
  explicit ArrivalSignal(rd_kafka_s& client);
  ~ArrivalSignal();
  ArrivalSignal(const ArrivalSignal&) = delete;
  ArrivalSignal& operator=(const ArrivalSignal&) = delete;

  /// Forgets what has arrived so far.
  void clear() const;
  /// Returns when something has arrived since clear(), or the time is over.
  void wait(Duration limit) const;

 private:
  QueueHandle queue_;
  int event_ = -1;
};

}  // namespace flowbridge
