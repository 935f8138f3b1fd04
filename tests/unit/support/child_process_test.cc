#include "support/child_process.h"

#include "support/temporary_directory.h"

#include <csignal>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace flowbridge {
namespace {

using ::testing::EndsWith;

/// Starts a shell script.
ChildProcess shell(const std::string& script) {
  Result<ChildProcess> child = ChildProcess::start({.command = {"sh", "-c", script}});
  EXPECT_TRUE(child) << child.error().message();
  return *std::move(child);
}

TEST(ChildProcess, ItsLinesAreReadOneByOne) {
  ChildProcess child = shell("echo one; echo; printf three");
  EXPECT_EQ(child.read_line(10s), "one");
  EXPECT_EQ(child.read_line(10s), "");
  EXPECT_EQ(child.read_line(10s), "three");
  EXPECT_EQ(child.read_line(10s), std::nullopt);
}

TEST(ChildProcess, ItReadsWhatIsWrittenToIt) {
  ChildProcess child = shell("read line; echo \"got $line\"; cat");
  EXPECT_TRUE(child.write_line("hello"));
  EXPECT_EQ(child.read_line(10s), "got hello");
  EXPECT_TRUE(child.write_line("more"));
  child.close_stdin();
  EXPECT_EQ(child.read_rest(10s), "more\n");
  EXPECT_EQ(child.wait(10s), ExitStatus{.code = 0});
}

TEST(ChildProcess, ALineThatDoesNotComeIsAbsentAfterItsTime) {
  ChildProcess child = shell("read line");
  EXPECT_EQ(child.read_line(10ms), std::nullopt);
  EXPECT_EQ(child.wait(0ms), std::nullopt);
}

TEST(ChildProcess, ItsExitCodeIsTold) {
  EXPECT_EQ(shell("exit 3").wait(10s), ExitStatus{.code = 3});
}

TEST(ChildProcess, ItsErrorOutputIsKept) {
  ChildProcess child = shell("echo wrong >&2");
  child.wait(10s);
  EXPECT_EQ(child.error_output(), "wrong\n");
}

TEST(ChildProcess, StopLetsItEndCleanly) {
  ChildProcess child = shell("trap 'exit 7' TERM; echo ready; while :; do read line || :; done");
  EXPECT_EQ(child.read_line(10s), "ready");
  child.close_stdin();
  EXPECT_EQ(child.stop(10s), ExitStatus{.code = 7});
}

TEST(ChildProcess, StopKillsWhatDoesNotEnd) {
  ChildProcess child = shell("trap '' TERM; echo ready; while :; do read line || :; done");
  EXPECT_EQ(child.read_line(10s), "ready");
  EXPECT_EQ(child.stop(20ms), (ExitStatus{.code = -1, .signal = SIGKILL}));
}

TEST(ChildProcess, ItDiesWithItsObject) {
  pid_t pid = 0;
  {
    const ChildProcess child = shell("read line");
    pid = child.pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST(ChildProcess, WritingToOneThatHasEndedIsNotTheEndOfTheTest) {
  ChildProcess child = shell("exit 0");
  child.wait(10s);
  EXPECT_FALSE(child.write_line("hello"));
}

TEST(ChildProcess, AProgramThatIsNotThereIsNotFound) {
  const Result<ChildProcess> child = ChildProcess::start({.command = {"/nonexistent/program"}});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code(), ErrorCode::kNotFound);
}

TEST(ChildProcess, EnvironmentAndDirectoryAreItsOwn) {
  const TemporaryDirectory directory;
  Result<ChildProcess> child = ChildProcess::start({.command = {"sh", "-c", "echo $COLOUR; pwd"},
                                                    .environment = {"COLOUR=green"},
                                                    .working_directory = directory.path()});
  ASSERT_TRUE(child);
  EXPECT_EQ(child->read_line(10s), "green");
  EXPECT_THAT(child->read_line(10s).value_or(""), EndsWith(directory.path()));
}

TEST(TemporaryDirectory, IsRemovedWithItsFiles) {
  std::string path;
  {
    const TemporaryDirectory directory;
    path = directory.path();
    std::ofstream(directory.file("a")) << "text";
    EXPECT_EQ(access(path.c_str(), F_OK), 0);
  }
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

TEST(FreePort, IsAPort) {
  EXPECT_GT(free_port(), 1023);
}

}  // namespace
}  // namespace flowbridge
