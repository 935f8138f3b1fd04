// The machine's clock is set back while librdkafka waits: what it does with the C library's timed
// wait then happens here, without touching the machine's clock.

#include "kafka/record_source.h"
#include "support/mock_kafka.h"
#include "support/recording_sink.h"

#include <atomic>
#include <chrono>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <threads.h>

namespace {

constexpr int kSetBackSeconds = 5;
std::atomic<bool> clock_is_set_back = false;

}  // namespace

// Defined in the executable, it goes before glibc's. A wait ends at a time of day, and that comes
// later by as much as the clock was set back.
extern "C" int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  using Function = int (*)(cnd_t*, mtx_t*, const timespec*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "cnd_timedwait"));
  timespec later = *until;
  if (clock_is_set_back.load()) later.tv_sec += kSetBackSeconds;
  return real(condition, mutex, &later);
}

namespace flowbridge {
namespace {

constexpr PollLimits kPoll = {.records_max = 1000, .wait = 50ms};

TEST(KafkaClock, APollKeepsItsTimeWhenTheClockIsSetBackMeanwhile) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  kafka.command("numbers flows 0 0 10 0");
  KafkaOptions options;
  options.brokers = kafka.address();
  options.topics = {"flows"};
  options.fetch_wait_max = 20ms;
  Result<std::unique_ptr<RecordSource>> source = open_kafka(std::move(options));
  ASSERT_TRUE(source.has_value());
  const TopicPartition p0{"flows", 0};
  RecordingSink sink;
  (*source)->assign(p0, 0);
  const auto poll_until = [&](std::size_t records) {
    for (int i = 0; i < 600 && sink.records[p0].size() < records; ++i) (*source)->poll(sink, kPoll);
    return sink.records[p0].size() == records;
  };
  ASSERT_TRUE(poll_until(10));

  clock_is_set_back = true;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) (*source)->poll(sink, kPoll);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(kSetBackSeconds) / 2);
  clock_is_set_back = false;

  kafka.command("numbers flows 0 10 10 0");
  EXPECT_TRUE(poll_until(20));
}

}  // namespace
}  // namespace flowbridge
