#pragma once
/// A program started by a test: its lines, its exit, its end.
///
/// The child can never outlive the test: the destructor kills it, and the kernel does if the test
/// crashes. Its standard error goes to memory and can be read at any time; its standard output is a
/// pipe, read line by line.
///
/// Lifetime: the destructor kills and reaps the child.
/// Threads:  one. Start children from a thread that lives as long as they shall.
/// Fails:    start: kNotFound if there is no such program, kIo otherwise.
/// Units:    every wait has a deadline, in real time; only integration tests use this.
///
///   Result<ChildProcess> kafka = ChildProcess::start({.command = {"mockkafka",
///   "--topic=flows:3"}}); std::optional<std::string> line = kafka->read_line(10s);
///   EXPECT_EQ(kafka->stop(10s), ExitStatus{.code = 0});

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace flowbridge {

struct ExitStatus {
  /// What the program returned; -1 if a signal ended it.
  int code = -1;
  /// 0 if it ended by itself.
  int signal = 0;

  bool operator==(const ExitStatus&) const = default;
};
void PrintTo(const ExitStatus& status, std::ostream* out);

class ChildProcess {
 public:
  struct Options {
    /// The program, found by PATH if it has no slash, and its arguments.
    std::vector<std::string> command = {};
    /// NAME=VALUE, added to the test's own environment.
    std::vector<std::string> environment = {};
    /// False: it sees nothing of the test's own environment.
    bool inherits_environment = true;
    /// Empty: the test's own.
    std::string working_directory = {};
  };

  static Result<ChildProcess> start(const Options& options);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  pid_t pid() const { return pid_; }

  /// The next line of its standard output, without the newline. Absent: none came in time, or the
  /// output has ended.
  std::optional<std::string> read_line(Duration limit);
  /// All that is left of its standard output, until it ends or the time is over.
  std::string read_rest(Duration limit);
  /// False: the child no longer reads.
  bool write_line(std::string_view line);
  void close_stdin();
  /// Everything it has written to standard error so far.
  std::string error_output() const;

  /// Sends a signal; does nothing once the child was reaped.
  void send(int signal);
  /// Absent: it is still running.
  std::optional<ExitStatus> wait(Duration limit);
  /// SIGTERM, and SIGKILL if it is still there after `limit`.
  ExitStatus stop(Duration limit);

 private:
  ChildProcess() = default;
  /// False at the end of the output, or of the time.
  bool read_more(MonotonicTime deadline);
  void reap_killed();

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  int errors_ = -1;
  std::string pending_;
  std::optional<ExitStatus> exit_;
};

/// Asks again and again until the answer is yes (true) or the time is over (false).
bool wait_until(Duration limit, const std::function<bool()>& holds);

/// A TCP port of 127.0.0.1 that was free a moment ago, for programs that cannot choose one and
/// tell.
std::uint16_t free_port();

}  // namespace flowbridge
