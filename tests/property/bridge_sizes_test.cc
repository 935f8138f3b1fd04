// Before a receiver that takes 100 kB at a time, whatever it says of more: nothing is lost, and the
// size is found within twenty requests and kept.

#include "support/bridge_world.h"
#include "support/known_receivers.h"

#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::size_t kBodyBytesMax = 100'000;
constexpr std::uint32_t kSeries = 10'000;

struct Narrow {
  const char* name;
  ReceiverOptions options;
  /// The connection is broken, as proxies do that read no further.
  bool is_silent;

  friend void PrintTo(const Narrow& narrow, std::ostream* out) { *out << narrow.name; }
};

ReceiverOptions with_413(ReceiverOptions options) {
  options.too_large_status = 413;
  return options;
}

class BridgeSizes : public ::testing::TestWithParam<Narrow> {
 protected:
  BridgeSizes() : world_(7, options()) {
    world_.http.answers_instead = [this](const HttpRequest& request) {
      ++requests_;
      std::optional<HttpCompletion> answer;
      if (request.body.size() <= kBodyBytesMax) return answer;
      ++too_large_;
      if (GetParam().is_silent) answer.emplace().text = "connection reset by peer";
      return answer;
    };
  }

  static WorldOptions options() {
    WorldOptions options;
    options.receiver = GetParam().options;
    options.receiver.body_bytes_max = kBodyBytesMax;
    options.delivery.sender.samples_per_request_max = 20'000;
    return options;
  }

  void send_tick() {
    requests_ = too_large_ = 0;
    for (std::uint32_t i = 0; i < kSeries; ++i) {
      world_.produce_one(0, 1000 + i, 500, world_.now.wall);
    }
    world_.run_until_idle();
  }

  BridgeWorld world_;
  int requests_ = 0;
  int too_large_ = 0;
};

TEST_P(BridgeSizes, AreFoundWithinTwentyRequestsAndKeptAndNothingIsLost) {
  send_tick();
  EXPECT_GT(too_large_, 0);
  EXPECT_LE(too_large_, 20);
  EXPECT_LE(requests_ - too_large_, 20);
  for (int tick = 0; tick < 3; ++tick) {
    send_tick();
    EXPECT_EQ(too_large_, 0) << tick;
    EXPECT_LE(requests_, 10) << tick;
  }
  const auto report = world_.hub().snapshot().deliveries.front();
  EXPECT_EQ(report->samples_rejected.front().count, 0u);
  world_.check();
}

INSTANTIATE_TEST_SUITE_P(Narrow, BridgeSizes,
                         ::testing::Values(Narrow{"SaysSo1", with_413(cortex()), false},
                                           Narrow{"SaysSo2", prometheus_3(), false},
                                           Narrow{"BreaksTheConnection1", cortex(), true},
                                           Narrow{"BreaksTheConnection2", prometheus_3(), true}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace flowbridge
