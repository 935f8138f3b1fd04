#include "posix/loop_runner.h"

#include "posix/clock.h"

#include <atomic>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

// Long enough that no machine is too slow, and never waited for in full.
constexpr Duration kPatience = 30s;

StepWait wait_long(const Now& now) {
  return {now.monotonic + 1h};
}

TEST(LoopRunner, StepsAgainUntilFinished) {
  std::atomic<int> steps = 0;
  LoopRunner loop({.name = "test"}, [&](const Now&, const std::stop_token&) -> StepResult {
    if (++steps < 100) return StepAgain();
    return StepFinished();
  });
  ASSERT_TRUE(loop.wait_ended(kPatience));
  EXPECT_EQ(steps, 100);
  EXPECT_FALSE(loop.failure().has_value());
}

TEST(LoopRunner, AFailureEndsTheLoopAndIsReportedToItsOwner) {
  std::atomic<int> steps = 0;
  std::atomic<int> ends = 0;
  {
    LoopRunner loop({.name = "test", .on_end = [&] { ++ends; }},
                    [&](const Now&, const std::stop_token&) -> StepResult {
                      ++steps;
                      return Error(ErrorCode::kIo, "the disk is gone");
                    });
    ASSERT_TRUE(loop.wait_ended(kPatience));
    ASSERT_TRUE(loop.failure().has_value());
    EXPECT_EQ(loop.failure()->message(), "the disk is gone");
  }
  EXPECT_EQ(steps, 1);
  EXPECT_EQ(ends, 1);
}

TEST(LoopRunner, AWakeEndsAWait) {
  std::atomic<int> steps = 0;
  LoopRunner loop({.name = "test"}, [&](const Now& now, const std::stop_token&) -> StepResult {
    if (++steps == 2) return StepFinished();
    return wait_long(now);
  });
  EXPECT_FALSE(loop.wait_ended(0ms));
  loop.wake();
  EXPECT_TRUE(loop.wait_ended(kPatience));
}

TEST(LoopRunner, AWakeDuringAStepIsNotLost) {
  std::atomic<LoopRunner*> self = nullptr;
  std::atomic<int> steps = 0;
  LoopRunner loop({.name = "test"}, [&](const Now& now, const std::stop_token&) -> StepResult {
    if (++steps == 2) return StepFinished();
    self.wait(nullptr);
    self.load()->wake();
    return wait_long(now);
  });
  self = &loop;
  self.notify_all();
  EXPECT_TRUE(loop.wait_ended(kPatience));
}

TEST(LoopRunner, AWaitEndsByItself) {
  std::atomic<int> steps = 0;
  MonotonicTime until;
  MonotonicTime woke;
  LoopRunner loop({.name = "test"}, [&](const Now& now, const std::stop_token&) -> StepResult {
    if (++steps == 1) {
      until = now.monotonic + 1ms;
      return StepWait{until};
    }
    woke = now.monotonic;
    return StepFinished();
  });
  ASSERT_TRUE(loop.wait_ended(kPatience));
  EXPECT_GE(woke, until);
}

TEST(LoopRunner, AStopEndsTheWaitAndLetsTheStepFinish) {
  std::atomic<int> steps_after_stop = 0;
  LoopRunner loop({.name = "test"}, [&](const Now& now, const std::stop_token& stop) -> StepResult {
    if (!stop.stop_requested()) return wait_long(now);
    // Coming to an end takes several steps, and waits between them.
    if (++steps_after_stop < 3) return StepWait{now.monotonic + 1ms};
    return StepFinished();
  });
  loop.request_stop();
  EXPECT_TRUE(loop.wait_ended(kPatience));
  EXPECT_EQ(steps_after_stop, 3);
}

TEST(LoopRunner, ALoopThatDoesNotFinishIsLetGoByItsDestructor) {
  std::atomic<int> ends = 0;
  {
    LoopRunner loop(
        {.name = "test", .on_end = [&] { ++ends; }},
        [](const Now& now, const std::stop_token&) -> StepResult { return wait_long(now); });
    loop.request_stop();
    EXPECT_FALSE(loop.wait_ended(1ms));
  }
  EXPECT_EQ(ends, 0);
}

}  // namespace
}  // namespace flowbridge
