#include "flowbridge/reloads.h"

#include "posix/clock.h"

#include <future>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kStart = unix_ms(1'700'000'000'000);

class ReloadsTest : public ::testing::Test {
 protected:
  ~ReloadsTest() override { reloads_.close(); }

  /// A worker that asks, and has left its request.
  std::future<std::string> ask() {
    std::future<void> is_asked = woken_.get_future();
    std::future<std::string> outcome = std::async(std::launch::async, [this] {
      const Result<void> reloaded = reloads_.request();
      return reloaded ? std::string("done") : reloaded.error().message();
    });
    is_asked.get();
    woken_ = std::promise<void>();
    return outcome;
  }
  void run(const Result<void>& outcome) {
    reloads_.run([&] { return outcome; }, [] { return Now{.wall = kStart + 1h, .monotonic = {}}; });
  }

  std::promise<void> woken_;
  Reloads reloads_{[this] { woken_.set_value(); }, kStart};
};

TEST_F(ReloadsTest, TellsWhoAskedHowItWent) {
  EXPECT_FALSE(reloads_.is_requested());
  std::future<std::string> first = ask();
  EXPECT_TRUE(reloads_.is_requested());
  run(Error(ErrorCode::kInvalid, "unknown key"));
  EXPECT_EQ(first.get(), "unknown key");
  EXPECT_FALSE(reloads_.is_requested());
  std::future<std::string> second = ask();
  run({});
  EXPECT_EQ(second.get(), "done");
}

TEST_F(ReloadsTest, ServesAllWhoHadAskedBeforeItBegan) {
  std::future<std::string> first = ask();
  std::future<std::string> second = ask();
  std::future<std::string> late;
  reloads_.run(
      [&]() -> Result<void> {
        late = ask();
        return {};
      },
      read_now);
  EXPECT_EQ(first.get(), "done");
  EXPECT_EQ(second.get(), "done");
  // The file may have changed after it was read.
  EXPECT_TRUE(reloads_.is_requested());
  run({});
  EXPECT_EQ(late.get(), "done");
}

TEST_F(ReloadsTest, LetsNobodyWaitForWhatDoesNotCome) {
  std::future<std::string> waiting = ask();
  reloads_.close();
  EXPECT_EQ(waiting.get(), "flowbridge is stopping");
  EXPECT_EQ(ask().get(), "flowbridge is stopping");
}

TEST_F(ReloadsTest, ReportsTheLastOneAndTheLastGoodOne) {
  EXPECT_TRUE(reloads_.report().last_reload_successful);
  EXPECT_EQ(reloads_.report().last_reload_success, kStart);
  run(Error(ErrorCode::kInvalid, "unknown key"));
  EXPECT_FALSE(reloads_.report().last_reload_successful);
  EXPECT_EQ(reloads_.report().last_reload_success, kStart);
  run({});
  EXPECT_TRUE(reloads_.report().last_reload_successful);
  EXPECT_EQ(reloads_.report().last_reload_success, kStart + 1h);
}

}  // namespace
}  // namespace flowbridge
