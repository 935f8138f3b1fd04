#include "posix/signals.h"

#include "support/result_matchers.h"

#include <thread>

#include <unistd.h>

namespace flowbridge {
namespace {

// Long enough that no machine is too slow, and never waited for in full.
constexpr Duration kPatience = 30s;

class SignalsTest : public testing::Test {
 protected:
  SignalsTest() : signals_(Signals::open().value()) {}

  static void send(int number) { ASSERT_EQ(::kill(::getpid(), number), 0); }
  Signals& signals() { return *signals_; }

 private:
  std::unique_ptr<Signals> signals_;
};

TEST_F(SignalsTest, TheWaitEndsWithItsTime) {
  EXPECT_EQ(signals().wait(0ms), SignalRequest::kNone);
}

TEST_F(SignalsTest, TerminationAsksToStop) {
  send(SIGTERM);
  EXPECT_EQ(signals().wait(kPatience), SignalRequest::kStop);
}

TEST_F(SignalsTest, AnInterruptFromTheKeyboardAsksToStop) {
  send(SIGINT);
  EXPECT_EQ(signals().wait(kPatience), SignalRequest::kStop);
}

TEST_F(SignalsTest, AHangupAsksToReloadAsOftenAsItComes) {
  for (int i = 0; i < 3; ++i) {
    send(SIGHUP);
    EXPECT_EQ(signals().wait(kPatience), SignalRequest::kReload);
  }
  EXPECT_EQ(signals().wait(0ms), SignalRequest::kNone);
}

TEST_F(SignalsTest, SomethingElseMayEndTheWait) {
  std::jthread other([this] { signals().interrupt(); });
  EXPECT_EQ(signals().wait(kPatience), SignalRequest::kInterrupted);
  EXPECT_EQ(signals().wait(0ms), SignalRequest::kNone);
}

using SignalsDeathTest = SignalsTest;

TEST_F(SignalsDeathTest, ASecondRequestEndsTheProcessAtOnce) {
  const auto stop_twice = [this] {
    send(SIGTERM);
    EXPECT_EQ(signals().wait(kPatience), SignalRequest::kStop);
    send(SIGTERM);
    ::_exit(0);
  };
  EXPECT_EXIT(stop_twice(), testing::ExitedWithCode(128 + SIGTERM), "");
}

TEST_F(SignalsDeathTest, TheSecondRequestMayBeTheOtherSignal) {
  const auto stop_twice = [this] {
    send(SIGTERM);
    EXPECT_EQ(signals().wait(kPatience), SignalRequest::kStop);
    send(SIGINT);
    ::_exit(0);
  };
  EXPECT_EXIT(stop_twice(), testing::ExitedWithCode(128 + SIGINT), "");
}

}  // namespace
}  // namespace flowbridge
