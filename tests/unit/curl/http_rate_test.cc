#include "support/fake_receiver.h"
#include "unit/curl/posting.h"

#include <chrono>
#include <string>

namespace flowbridge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using Stopwatch = std::chrono::steady_clock;

class HttpRateTest : public testing::Test {
 protected:
  HttpRequest request(std::uint64_t id, std::size_t bytes) {
    receiver_.script({.status = 204});
    return {.id = id, .url = receiver_.url(), .headers = {}, .body = std::string(bytes, 'x')};
  }
  static double seconds_since(Stopwatch::time_point began) {
    return std::chrono::duration<double>(Stopwatch::now() - began).count();
  }
  /// Collects until so many have come, and returns how many of them were taken.
  static int taken(CurlHttpClient& client, std::size_t count) {
    int taken = 0;
    for (std::size_t came = 0; came < count;) {
      const std::vector<HttpCompletion> done = client.collect(kPostPatience);
      for (const HttpCompletion& each : done) taken += each.status == 204 ? 1 : 0;
      came += done.size();
      if (done.empty()) break;
    }
    return taken;
  }

  FakeReceiver receiver_;
};

TEST_F(HttpRateTest, AllRequestsTogetherKeepToTheLimit) {
  constexpr std::size_t kBytes = 2'500;
  constexpr std::size_t kCount = 40;
  CurlHttpClient client({.rate_limit = 100'000});
  const auto began = Stopwatch::now();
  for (std::uint64_t id = 0; id < kCount; ++id) client.start(request(id, kBytes));
  EXPECT_EQ(taken(client, kCount), static_cast<int>(kCount));
  // 100 kB take 1 s. The first goes at once, and a little may be made up for.
  EXPECT_GE(seconds_since(began), 0.7);
  EXPECT_LE(seconds_since(began), 2.5);
}

TEST_F(HttpRateTest, OneLargeBodyKeepsToItAndIsGivenTheTime) {
  CurlHttpClient client({.rate_limit = 1'000'000});
  const auto began = Stopwatch::now();
  HttpRequest large = request(1, 1'000'000);
  large.timeout = 700ms;
  EXPECT_EQ(post_by(client, std::move(large)).status, 204);
  EXPECT_GE(seconds_since(began), 0.7);
}

TEST_F(HttpRateTest, TheTimeoutDoesNotRunWhileARequestWaits) {
  CurlHttpClient client({.rate_limit = 10'000});
  client.start(request(1, 4'000));
  HttpRequest second = request(2, 100);
  second.timeout = 200ms;
  client.start(std::move(second));
  EXPECT_EQ(taken(client, 2), 2);
}

TEST_F(HttpRateTest, OneThatWaitsCanBeCancelled) {
  CurlHttpClient client({.rate_limit = 1'000});
  client.start(request(1, 100'000));
  client.start(request(2, 10));
  EXPECT_THAT(client.collect(1ms), IsEmpty());
  client.cancel_all();
  EXPECT_THAT(client.collect(kPostPatience), IsEmpty());
}

}  // namespace
}  // namespace flowbridge
