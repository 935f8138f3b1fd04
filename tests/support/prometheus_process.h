#pragma once
/// A real Prometheus that accepts remote write, as a child of the test.
///
/// The packaged server on a free loopback port with an empty store in a temporary directory: the
/// judge of our requests, of our model of it, and of the oracle. It keeps samples of the last ten
/// years.
///
/// Lifetime: runs from start() to destruction, which ends the process and removes its directory; it
///           dies with the test, too.
/// Threads:  one.
/// Fails:    start() gives kNotFound where there is no such program (skip the test), kUnavailable
///           if it does not come up.
/// Units:    as in metric/label.h.
///
///   auto prometheus = PrometheusProcess::start();
///   if (!prometheus) GTEST_SKIP() << prometheus.error().message();
///   post(body, (*prometheus)->write_url());

#include "base/result.h"
#include "base/time.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"
#include "support/write_request.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

class PrometheusProcess {
 public:
  static Result<std::unique_ptr<PrometheusProcess>> start();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string write_url() const { return url() + "/api/v1/write"; }

  /// Sends one request, as generated code writes it: the bridge's own encoder is not to be trusted
  /// by what judges the bridge. The HTTP status, or 0 if there was none.
  int write(const std::vector<WrittenSeries>& series) const;

  /// The raw samples that a selector like `up{job="a"}` matches in the `range` that ends,
  /// inclusive, at `end`. Stale markers are not among them. Fails: kUnavailable, with the server's
  /// answer.
  Result<std::vector<WrittenSeries>> samples(const std::string& selector, UnixTime end,
                                             Duration range) const;

 private:
  PrometheusProcess(std::unique_ptr<TemporaryDirectory> directory, ChildProcess process,
                    std::uint16_t port);
  /// False if the server ended, or took too long.
  bool wait_until_ready();

  const std::unique_ptr<TemporaryDirectory> directory_;
  ChildProcess process_;
  const std::uint16_t port_;
};

}  // namespace flowbridge
