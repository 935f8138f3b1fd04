// One of two destinations takes connections and never answers, for an hour: the other one is sent
// every tick as soon as without it, and memory does not grow.

#include "posix/directory.h"
#include "support/bridge_program.h"
#include "support/log.h"
#include "support/scripted_record_source.h"
#include "support/temporary_directory.h"
#include "support/write_request.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <malloc.h>

namespace flowbridge {
namespace {

constexpr Duration kStep = 100ms;
constexpr Duration kHour = 1h;
constexpr std::uint32_t kAs = 500;

/// Takes everything, and notes how long after its time each tick came.
class Taker final : public HttpClient {
 public:
  explicit Taker(const Now& now) : now_(now) {}

  void start(HttpRequest request) override {
    ++requests;
    const auto series = parse_write_request(request.body);
    ASSERT_TRUE(series && !series->empty());
    const UnixTime tick = series->front().samples.front().timestamp;
    // With its last request it is there.
    came_at_[tick] = now_.wall;
    HttpCompletion& done = done_.emplace_back();
    done.id = request.id;
    done.status = 204;
  }
  std::vector<HttpCompletion> collect(Duration) override { return std::exchange(done_, {}); }
  void cancel_all() override { done_.clear(); }

  std::vector<Duration> latencies() const {
    std::vector<Duration> sorted;
    for (const auto& [tick, came] : came_at_) sorted.push_back(came - tick);
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  std::uint64_t requests = 0;

 private:
  const Now& now_;
  std::map<UnixTime, UnixTime> came_at_;
  std::vector<HttpCompletion> done_;
};

/// Takes connections, and never says a word: all that comes is the end of the time.
class BlackHole final : public HttpClient {
 public:
  explicit BlackHole(const Now& now) : now_(now) {}

  void start(HttpRequest request) override {
    ++requests;
    out_.push_back({now_.monotonic + request.timeout, std::move(request)});
    out_max = std::max(out_max, out_.size());
  }
  std::vector<HttpCompletion> collect(Duration) override {
    std::vector<HttpCompletion> done;
    for (Out& out : out_) {
      if (out.ends > now_.monotonic) continue;
      HttpCompletion& timed_out = done.emplace_back();
      timed_out.id = out.request.id;
      timed_out.text = "timed out";
      timed_out.body = std::move(out.request.body);
    }
    std::erase_if(out_, [this](const Out& out) { return out.ends <= now_.monotonic; });
    return done;
  }
  void cancel_all() override { out_.clear(); }

  std::uint64_t requests = 0;
  std::size_t out_max = 0;

 private:
  struct Out {
    MonotonicTime ends;
    HttpRequest request;
  };

  const Now& now_;
  std::vector<Out> out_;
};

struct Outcome {
  std::vector<Duration> latencies;
  std::uint64_t requests = 0;
  /// From the tenth minute to the end; of everything, the broker too.
  std::int64_t heap_growth = 0;
  std::uint64_t samples_pending_max = 0;
  std::uint64_t requests_of_other = 0;
  std::size_t out_max_of_other = 0;
};

std::int64_t heap_bytes() {
  return static_cast<std::int64_t>(mallinfo2().uordblks);
}

// A disk of its own, so that what a journal keeps is not memory.
class BlackHoleTest : public ::testing::Test {
 protected:
  static DeliveryOptions destination(const std::string& name) {
    DeliveryOptions options;
    options.name = name;
    options.protocol = ProtocolSetting::kV1;
    return options;
  }

  static Outcome run_for_an_hour(bool has_black_hole) {
    const TemporaryDirectory directory;
    Now now;
    now.wall = unix_ms(1'700'000'000'000);
    ScriptedBroker broker;
    broker.add_partitions("pmacct.acct", 1);
    ScriptedRecordSource source(broker, {.topics = {"pmacct.acct"}});
    Taker taker(now);
    Taker other_taker(now);
    BlackHole black_hole(now);
    CapturingLog log;
    BridgeProgramOptions options;
    options.classes.own_as = {Asn(64496)};
    options.ingest.partitions.start.kind = StartPosition::Kind::kEarliest;
    options.deliveries = {destination("good"), destination("other")};
    HttpClient* const other = has_black_hole ? static_cast<HttpClient*>(&black_hole) : &other_taker;
    auto root = open_directory(directory.path());
    EXPECT_TRUE(root);
    auto started = BridgeProgram::start(
        {.root = *std::move(root), .source = source, .http = {&taker, other}, .log = log}, options);
    EXPECT_TRUE(started);
    BridgeProgram& program = **started;

    Outcome outcome;
    const UnixTime begin = now.wall;
    std::int64_t heap_before = 0;
    std::uint32_t next = 0;
    for (; now.wall < begin + kHour; now.wall += kStep, now.monotonic += kStep) {
      if (heap_before == 0 && now.wall >= begin + 10min) heap_before = heap_bytes();
      for (int i = 0; i < 2; ++i, ++next) {
        const std::string payload = R"({"event_type":"purge","label":"bdr1","as_src":)" +
                                    std::to_string(1000 + next % kAs) +
                                    R"(,"as_dst":64496,"packets":1,"bytes":500})";
        broker.append({"pmacct.acct", 0}, {.payload = payload, .timestamp = now.wall});
      }
      EXPECT_TRUE(program.ingest().step(now));
      for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(program.delivery(i).step(now));
      for (const auto& report : program.hub().snapshot().deliveries) {
        if (report->name == "good") continue;
        outcome.samples_pending_max =
            std::max(outcome.samples_pending_max, report->samples_pending);
      }
    }
    outcome.heap_growth = heap_bytes() - heap_before;
    outcome.latencies = taker.latencies();
    outcome.requests = taker.requests;
    outcome.requests_of_other = black_hole.requests;
    outcome.out_max_of_other = black_hole.out_max;
    return outcome;
  }

  static Duration p99(const Outcome& outcome) {
    return outcome.latencies.at(outcome.latencies.size() * 99 / 100);
  }
};

TEST_F(BlackHoleTest, OfOneDestinationIsNotSeenByTheOtherNorInMemory) {
  const Outcome without = run_for_an_hour(false);
  const Outcome with = run_for_an_hour(true);
  ASSERT_GT(without.latencies.size(), 200u);
  EXPECT_EQ(with.latencies.size(), without.latencies.size());
  EXPECT_EQ(with.requests, without.requests);
  EXPECT_LT(10 * p99(with).count(), 11 * p99(without).count());
  EXPECT_GT(with.requests_of_other, 10u) << "it was tried all the time";
  EXPECT_LE(with.out_max_of_other, SenderOptions{}.in_flight_max);
  EXPECT_LE(with.samples_pending_max, 2u * kAs) << "of the ticks that are planned";
  EXPECT_LT(with.heap_growth - without.heap_growth, 256 * 1024);
}

}  // namespace
}  // namespace flowbridge
