#pragma once
/// The embedded Kafka of a test: the mockkafka program, started and told what to do
/// (mockkafka/commands.h).
///
/// Lifetime: owns the process.      Threads: one.
/// Fails:    start aborts the test program if mockkafka does not come up, and command if it
///           refuses: nothing can be tested.
/// Units:    as mockkafka's.
/// Bounds:   a partition keeps 5 MiB of bytes as they were sent, and drops the oldest.
///
///   MockKafka kafka = MockKafka::start({.topics = {"flows:3"}});
///   kafka.command("down");

#include "support/child_process.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

class MockKafka {
 public:
  struct Options {
    /// NAME:PARTITIONS
    std::vector<std::string> topics = {};
    /// 0: any free one.
    std::uint16_t port = 0;
    std::vector<std::string> arguments = {};
  };

  static MockKafka start(const Options& options);

  /// HOST:PORT, for bootstrap.servers.
  const std::string& address() const { return address_; }
  /// The answer to a command: "ok" or "error …".
  std::string tell(const std::string& command);
  /// As tell; the answer must be "ok".
  void command(const std::string& command);
  ChildProcess& process() { return process_; }

 private:
  MockKafka(ChildProcess process, std::string address)
      : process_(std::move(process)), address_(std::move(address)) {}

  ChildProcess process_;
  std::string address_;
};

}  // namespace flowbridge
