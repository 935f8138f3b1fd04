#pragma once
/// The HTTP client, with a crash point before a request and before and after its answer.
///
/// For a plan that needs a refusal it answers 400 by itself to every request with one certain
/// series, which the destination then never sees.
///
/// Lifetime: borrows the plan; owns what it wraps.      Threads: one.
/// Fails:    as what it wraps; or the process dies.
/// Units:    as the port.
///
///   CrashingHttpClient http(std::make_unique<CurlHttpClient>(), plan);

#include "port/http_client.h"
#include "support/crash_points.h"

#include <memory>

namespace flowbridge {

/// What the refusals that it makes up say.
inline constexpr const char* kMadeUpRefusal = "refused for a crash point";

class CrashingHttpClient final : public HttpClient {
 public:
  CrashingHttpClient(std::unique_ptr<HttpClient> real, CrashPlan& plan)
      : real_(std::move(real)), plan_(plan) {}

  void start(HttpRequest request) override;
  std::vector<HttpCompletion> collect(Duration wait) override;
  void cancel_all() override;

 private:
  /// Whether the request has the series that is refused; of the first request one is chosen.
  bool is_refused(const HttpRequest& request);

  const std::unique_ptr<HttpClient> real_;
  CrashPlan& plan_;
  std::optional<std::string> refused_series_;
  // Answers that came before they were asked for.
  std::vector<HttpCompletion> early_;
};

}  // namespace flowbridge
