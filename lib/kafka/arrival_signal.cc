#include "kafka/arrival_signal.h"

#include "base/check.h"

#include <cstdint>

#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace flowbridge {

ArrivalSignal::ArrivalSignal(rd_kafka_s& client)
    : queue_(rd_kafka_queue_get_consumer(&client)), event_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  FB_CHECK(queue_ != nullptr && event_ >= 0);
  // What an eventfd adds to its count; librdkafka keeps a copy.
  const std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue_.get(), event_, &one, sizeof(one));
}

ArrivalSignal::~ArrivalSignal() {
  rd_kafka_queue_io_event_enable(queue_.get(), -1, nullptr, 0);
  close(event_);
}

void ArrivalSignal::clear() const {
  std::uint64_t count = 0;
  static_cast<void>(read(event_, &count, sizeof(count)));
}

void ArrivalSignal::wait(Duration limit) const {
  pollfd waited{.fd = event_, .events = POLLIN, .revents = 0};
  // Interrupted by a signal or not: whoever calls looks into the queue next.
  static_cast<void>(poll(&waited, 1, milliseconds_of(limit)));
}

}  // namespace flowbridge
