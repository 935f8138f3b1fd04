#pragma once
/// Asks a Prometheus-compatible query API, one query at a time; again where the store has no time
/// for it now.
///
/// Lifetime: borrows the HTTP client; the reader and the clock must stay callable.
/// Threads:  the client's.
/// Fails:    kUnavailable: no answer, or one that may be another later. kInvalid: it refuses, and
///           something must change. Messages say what to do, with the store's own words, and hold
///           no secret.
/// Units:    an attempt takes as long as options.timeout at most; between attempts it is as long as
///           the store asks for, kAskAgainMax at most.
/// Bounds:   an answer of more than kAnswerBytesMax is refused.
///
///   QueryClient client({.target = target, .timeout = 2min, .wait = sleep_for},
///                      {http, read_file, read_now});
///   Result<std::string> answer = client.ask(query);

#include "base/result.h"
#include "base/time.h"
#include "flowbridge/authenticated_client.h"
#include "flowbridge/query_target.h"
#include "peering/store_query.h"

#include <functional>
#include <optional>
#include <string>

namespace flowbridge {

struct QueryClientOptions {
  QueryTarget target{};
  Duration timeout = 2min;
  /// Blocks for as long. Requires: it is given.
  std::function<void(Duration)> wait{};
};

inline constexpr int kAskAttempts = 4;
inline constexpr Duration kAskAgainMax = 1min;

class QueryClient {
 public:
  QueryClient(QueryClientOptions options, const AuthenticatedClientPorts& ports);

  Result<std::string> ask(const StoreQuery& query);

 private:
  /// The answer to one attempt, and to another one with secrets that were read again.
  Result<HttpCompletion> attempt(const StoreQuery& query);
  /// How long to wait before the next attempt; absent: there is no use in one.
  std::optional<Duration> ask_again_after(const HttpCompletion& answer, int attempts) const;
  Result<std::string> read(HttpCompletion answer) const;
  /// What went wrong, with the store's own words if they hold no secret.
  Error failed(ErrorCode code, const std::string& what, const HttpCompletion& answer) const;

  const QueryClientOptions options_;
  AuthenticatedClient client_;
  /// It is there, and is a query API.
  bool has_answered_ = false;
};

}  // namespace flowbridge
