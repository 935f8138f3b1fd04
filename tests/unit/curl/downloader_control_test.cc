#include "unit/curl/downloading.h"

#include <cstdlib>
#include <thread>

namespace flowbridge {
namespace {

using testing::SizeIs;

class DownloadControl : public Downloading {
 protected:
  /// A download that has begun and does not end.
  void start_endless() {
    route().body(lines_of_bytes(1'000)).dribble(kPatience);
    downloader_.start(request());
  }
  // Only collect() moves a download along.
  void drive_until_received(std::size_t count) {
    while (server_.requests().size() < count) EXPECT_EQ(collected(1ms), false);
  }
  bool collected(Duration wait) { return downloader_.collect(wait).has_value(); }
};

TEST_F(DownloadControl, CollectReturnsAtOnceIfNothingRuns) {
  EXPECT_FALSE(collected(kPatience));
}

TEST_F(DownloadControl, CollectReturnsNothingWhenItsWaitIsOver) {
  start_endless();
  EXPECT_FALSE(collected(5ms));
  EXPECT_FALSE(collected(0ms));
}

TEST_F(DownloadControl, WakeInterruptsCollectFromAnotherThread) {
  start_endless();
  std::jthread waker([this] {
    EXPECT_TRUE(server_.wait_for_requests(1));
    downloader_.wake();
  });
  EXPECT_FALSE(collected(kPatience));
}

TEST_F(DownloadControl, AnEarlyWakeIsNotLostAndCountsOnce) {
  start_endless();
  downloader_.wake();
  EXPECT_FALSE(collected(kPatience));
  downloader_.cancel();
  route().anew().body("x");
  EXPECT_EQ(fetch().status, 200);
}

TEST_F(DownloadControl, ACancelledDownloadIsNotCollectedAndTheNextOneMayStart) {
  start_endless();
  drive_until_received(1);
  downloader_.cancel();
  EXPECT_FALSE(collected(kPatience));
  route().anew().body("x");
  EXPECT_EQ(fetch().body, "x");
  downloader_.cancel();
}

TEST_F(DownloadControl, ADownloadThatIsDoneMayBeCancelled) {
  downloader_.start(request({{"X", "a\nb"}}));
  downloader_.cancel();
  EXPECT_FALSE(collected(kPatience));
}

TEST_F(DownloadControl, TellsHowMuchHasCome) {
  EXPECT_EQ(downloader_.progress().bytes, 0u);
  route().body(lines_of_bytes(1'000)).dribble(1ms);
  downloader_.start(request());
  EXPECT_EQ(downloader_.progress().bytes_total, std::nullopt);
  while (downloader_.progress().bytes < 10) ASSERT_FALSE(collected(1ms));
  EXPECT_LE(downloader_.progress().bytes, 1'000u);
  EXPECT_EQ(downloader_.progress().bytes_total, 1'000u);
  downloader_.cancel();
  EXPECT_EQ(downloader_.progress().bytes, 0u);
}

TEST_F(DownloadControl, KnowsNoTotalThatNobodyPromised) {
  route().body(lines_of_bytes(1'000)).chunked().dribble(1ms);
  downloader_.start(request());
  while (downloader_.progress().bytes < 10) ASSERT_FALSE(collected(1ms));
  EXPECT_EQ(downloader_.progress().bytes_total, std::nullopt);
}

class ProxyEnvironment : public Downloading {
 protected:
  static constexpr const char* kElsewhere = "http://asn.invalid/asn.txt";

  ~ProxyEnvironment() override { unsetenv("http_proxy"); }
};

// A proxy is asked for whole URLs; the server does not mind to be one.
TEST_F(ProxyEnvironment, IsUsed) {
  route().body("x");
  ASSERT_EQ(setenv("http_proxy", server_.url().c_str(), 1), 0);
  const Download done = fetch_url(kElsewhere);
  EXPECT_EQ(done.body, "x") << done.error;
  ASSERT_THAT(server_.requests(), SizeIs(1));
  EXPECT_EQ(server_.requests()[0].header("host"), "asn.invalid");
}

TEST_F(ProxyEnvironment, IsNotUsedIfAnotherIsGiven) {
  route().body("x");
  ASSERT_EQ(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
  DownloadRequest proxied = request();
  proxied.url = kElsewhere;
  proxied.proxy = server_.url();
  EXPECT_EQ(fetch(std::move(proxied)).body, "x");
}

using DownloadControlDeathTest = DownloadControl;

TEST_F(DownloadControlDeathTest, TwoDownloadsAtATimeAreABug) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  route().body("x");
  EXPECT_DEATH(
      {
        downloader_.start(request());
        downloader_.start(request());
      },
      "running_");
}

}  // namespace
}  // namespace flowbridge
