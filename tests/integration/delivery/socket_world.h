#pragma once
/// The whole bridge on fakes, but for the last step: a real HTTP client and real sockets.
///
/// Lifetime: owns everything.      Threads: one, beside the receiver's.
/// Fails:    through GoogleTest.
/// Units:    the world's time passes as it is told to, that of sockets by itself.
///
///   SocketWorld sockets;
///   sockets.start({}, sockets.receiver.url());
///   sockets.deliver();
///   sockets.expect_exact();

#include "curl/http_client.h"
#include "support/bridge_world.h"
#include "support/child_process.h"
#include "support/fake_receiver.h"
#include "support/known_receivers.h"

#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace flowbridge {

/// Remote write 1.0, as real sockets add nothing to the choice of a version.
inline WorldOptions socket_world() {
  WorldOptions options = small_world();
  options.delivery.protocol = ProtocolSetting::kV1;
  options.delivery.request_timeout = 30s;
  return options;
}

class SocketWorld {
 public:
  explicit SocketWorld(const ReceiverOptions& options = prometheus_2_42()) : receiver(options) {}

  void start(CurlOptions curl, const std::string& url, WorldOptions options = socket_world()) {
    client.emplace(std::move(curl));
    options.client = &*client;
    options.delivery.url = url;
    world.emplace(7, options);
  }
  /// The bridge is started anew, with another way to its destination.
  void restart(const std::string& url) {
    world->options.delivery.url = url;
    world->kill();
  }

  void produce() { world->produce(100); }
  void deliver() {
    produce();
    world->run_until_idle();
  }
  /// Steps until so many answers have this code ("none": no answer).
  void run_until(const std::string& code, std::uint64_t count) {
    // Files are read again by the machine's time, and so it must pass.
    const auto has_come = [&] {
      for (int i = 0; i < 60 && answers(code) < count; ++i) {
        // A step is 5 ms of the monotonic clock.
        world->pass(5ms);
        world->now.monotonic -= 5ms;
        if (!world->step()) return true;
      }
      return answers(code) >= count;
    };
    EXPECT_TRUE(wait_until(60s, has_come)) << count << " times " << code;
    ASSERT_FALSE(world->error) << world->error->message();
  }

  std::uint64_t answers(const std::string& code) {
    for (const auto& delivery : world->hub().snapshot().deliveries) {
      for (const NamedCount& each : delivery->requests_by_code) {
        if (each.name == code) return each.count;
      }
    }
    return 0;
  }
  /// Requires: a step was made.
  std::shared_ptr<const DeliveryReport> report() {
    return world->hub().snapshot().deliveries.front();
  }

  /// Nothing is lost, nothing there twice, nothing waits.
  void expect_exact() { expect_exact(receiver.model()); }
  void expect_exact(const ReceiverModel& stored) {
    world->receiver = stored;
    world->check();
    EXPECT_EQ(report()->samples_rejected.front().count, 0u);
    EXPECT_EQ(report()->samples_pending, 0u);
    EXPECT_FALSE(report()->held_because);
  }

  FakeReceiver receiver;
  std::optional<CurlHttpClient> client;
  std::optional<BridgeWorld> world;
};

}  // namespace flowbridge
