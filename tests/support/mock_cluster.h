#pragma once
/// A mock Kafka in a child process.
///
/// Starts mock_cluster_main.cc, which says what the commands do. They are synchronous: when one
/// returns, records are in the log.
///
/// Lifetime: the child ends with the object, and with this process if that dies first.
/// Threads:  one.
/// Fails:    a refused command aborts the test program and prints why; there is no test without it.
/// Units:    as librdkafka's mock: brokers are numbered from 1.
/// Bounds:   a partition keeps 5 MiB of bytes as they were sent, and drops the oldest.
///
///   MockCluster kafka({.brokers = 1});
///   kafka.command("create flows 3");
///   options.brokers = kafka.address();

#include <cstdio>
#include <string>

#include <sys/types.h>

namespace flowbridge {

struct MockClusterOptions {
  int brokers = 1;
  /// How the records are sent: none, gzip, snappy, lz4, zstd.
  std::string compression = "none";
};

class MockCluster {
 public:
  explicit MockCluster(const MockClusterOptions& options = {});
  ~MockCluster();
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  const std::string& address() const { return address_; }
  void command(const std::string& line);

 private:
  std::string read_line();

  pid_t child_ = -1;
  int to_child_ = -1;
  std::FILE* from_child_ = nullptr;
  std::string address_;
};

}  // namespace flowbridge
