#pragma once
/// A real Prometheus that accepts remote write, as a child of the test.
///
/// The packaged server on a free loopback port with an empty store in a temporary directory: the
/// judge of our requests, and of our model of it.
///
/// Lifetime: runs from start() to destruction, which ends the process by its id and removes its
///           directory; it dies with the test, too.
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
#include "support/write_request.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

class PrometheusProcess {
 public:
  static Result<std::unique_ptr<PrometheusProcess>> start();
  PrometheusProcess(const PrometheusProcess&) = delete;
  PrometheusProcess& operator=(const PrometheusProcess&) = delete;
  ~PrometheusProcess();

  std::string write_url() const;

  /// The raw samples that a selector like `up{job="a"}` matches in the `range` that ends,
  /// inclusive, at `end`. Stale markers are not among them. Fails: kUnavailable, with the server's
  /// answer.
  Result<std::vector<WrittenSeries>> samples(const std::string& selector, UnixTime end,
                                             Duration range) const;

 private:
  class Child;
  explicit PrometheusProcess(std::unique_ptr<Child> child);

  std::unique_ptr<Child> child_;
};

}  // namespace flowbridge
