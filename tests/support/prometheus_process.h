#pragma once
/// A real Prometheus that accepts remote write, as a child of the test.
///
/// A server on a free loopback port with an empty store in a temporary directory: the judge of our
/// requests, of our model of it, and of the oracle. It keeps samples of the last ten years.
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
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

/// The program that PROMETHEUS3_PROGRAM names, one that takes remote write 2.0; empty if it
/// names none: tests/e2e/run.sh version-two builds one.
std::string prometheus3_program();

/// Of a range query; at most 11 000.
struct EvaluationTimes {
  UnixTime first{};
  UnixTime last{};
  Duration step = 15s;
};

struct PrometheusProcessOptions {
  /// The packaged server, 2.42, unless another one is named.
  std::string program = "prometheus";
  /// Samples that are older than the newest hour are taken up to this age.
  Duration out_of_order_window{0};
  /// A directory with blocks to begin with, as promtool makes them, which are copied; empty: none.
  std::string blocks{};
  /// `--enable-feature`; empty: none.
  std::string features{};
};

class PrometheusProcess {
 public:
  static Result<std::unique_ptr<PrometheusProcess>> start(
      const PrometheusProcessOptions& options = {});

  /// Ends it as an operator would, and starts it on the same store: before 2.49 queries may fail or
  /// miss samples while out-of-order ones are compacted, which a fresh server does not for a
  /// minute. https://github.com/prometheus/prometheus/pull/13115
  Result<void> restart();

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
  /// What an expression gives at each of these times; the first one and the last one are among
  /// them.
  /// Fails: as samples().
  Result<std::vector<WrittenSeries>> evaluate(const std::string& expression,
                                              const EvaluationTimes& times) const;

 private:
  PrometheusProcess(std::unique_ptr<TemporaryDirectory> directory, ChildProcess process,
                    std::uint16_t port, std::vector<std::string> command);
  /// False if the server ended, or took too long.
  bool wait_until_ready();
  /// What it answers to a GET, if that is a matrix.
  Result<std::vector<WrittenSeries>> matrix(
      const std::string& path, const std::multimap<std::string, std::string>& parameters) const;

  const std::unique_ptr<TemporaryDirectory> directory_;
  ChildProcess process_;
  const std::uint16_t port_;
  const std::vector<std::string> command_;
};

}  // namespace flowbridge
