#pragma once
/// A real Prometheus with a store of its own, written to by remote write 1.0.
///
/// Lifetime: owns the process and its directory.      Threads: one.
/// Fails:    start: kNotFound where there is no prometheus (skip the test), kUnavailable if it does
///           not come up.
/// Units:    as the oracle's.
///
///   auto prometheus = RealPrometheus::start();
///   if (!prometheus) GTEST_SKIP() << prometheus.error().message();
///   EXPECT_EQ((*prometheus)->write(series), 204);

#include "base/result.h"
#include "oracle/answer.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

class RealPrometheus {
 public:
  static Result<std::unique_ptr<RealPrometheus>> start();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Sends one request; the HTTP status, or 0 if there was none.
  long write(const std::vector<FoundSeries>& series);

 private:
  RealPrometheus(std::unique_ptr<TemporaryDirectory> directory, ChildProcess process,
                 std::uint16_t port)
      : directory_(std::move(directory)), process_(std::move(process)), port_(port) {}

  const std::unique_ptr<TemporaryDirectory> directory_;
  ChildProcess process_;
  const std::uint16_t port_;
};

/// A WriteRequest, before compression, written by hand: the bridge's own encoder is not to be
/// trusted by what judges the bridge. https://prometheus.io/docs/specs/prw/remote_write_spec/
std::string encode_write_request(const std::vector<FoundSeries>& series);

}  // namespace flowbridge
