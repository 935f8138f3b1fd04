// The whole bridge before each receiver that people run: every series is exact, and finding out
// which version of remote write it takes costs one request at most.

#include "support/bridge_world.h"
#include "support/known_receivers.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

WorldOptions world_of(const KnownReceiver& receiver) {
  WorldOptions options = small_world();
  options.receiver = receiver.options;
  return options;
}

class BridgeReceivers : public ::testing::TestWithParam<KnownReceiver> {
 protected:
  static bool speaks_two() { return GetParam().protocol == WireProtocol::kV2; }
};

TEST_P(BridgeReceivers, GetEverySampleAndOneRequestInVainAtMost) {
  const auto requests = [](const WorldOptions& options) {
    BridgeWorld world(3, options);
    world.produce(2000);
    world.run_until_idle();
    world.check();
    const std::uint64_t in_two = world.receiver.requests_of_version_two();
    const bool may_choose = options.delivery.protocol == ProtocolSetting::kAuto;
    EXPECT_EQ(in_two, speaks_two() ? world.receiver.requests() : may_choose ? 1 : 0);
    EXPECT_EQ(
        world.receiver.answers(options.receiver.accepted_status) + world.receiver.answers(415),
        world.receiver.requests());
    return world.receiver.requests();
  };
  WorldOptions told = world_of(GetParam());
  told.delivery.protocol = speaks_two() ? ProtocolSetting::kV2 : ProtocolSetting::kV1;
  const std::uint64_t in_vain = speaks_two() ? 0 : 1;
  EXPECT_EQ(requests(world_of(GetParam())), requests(told) + in_vain);
}

TEST_P(BridgeReceivers, GetEverySampleThroughCrashesAndABadNetwork) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    BridgeWorld world(seed, world_of(GetParam()));
    world.http.chances = {
        .answer_lost = 150, .request_lost = 100, .unavailable = 100, .throttled = 100};
    for (int round = 0; round < 12; ++round) {
      world.produce(60);
      world.run(5 + round);
      round % 3 == 0 ? world.kill() : world.crash();
      ASSERT_FALSE(world.error) << world.error->message();
    }
    world.http.chances = {};
    world.run_until_idle();
    world.check();
    EXPECT_EQ(world.hub().snapshot().deliveries.at(0)->protocol, speaks_two() ? "2.0" : "1.0");
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST_P(BridgeReceivers, GetEverySampleAfterAnOutageOfTheirOwn) {
  BridgeWorld world(11, world_of(GetParam()));
  world.produce(500);
  world.run_until_idle();
  world.http.down = true;
  world.produce(500);
  world.pass(10min);
  world.run(500);
  world.http.down = false;
  world.produce(500);
  world.run_until_idle();
  world.check();
}

INSTANTIATE_TEST_SUITE_P(Known, BridgeReceivers, ::testing::ValuesIn(known_receivers()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace flowbridge
