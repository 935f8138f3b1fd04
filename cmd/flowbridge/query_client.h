#pragma once
/// Asks a Prometheus-compatible query API, one query at a time.
///
/// Lifetime: borrows the HTTP client; the reader and the clock must stay callable.
/// Threads:  the client's.
/// Fails:    kUnavailable: no answer, or one that may be another later. kInvalid: it refuses, and
///           something must change. Messages say what to do, with the store's own words, and hold
///           no secret.
/// Units:    a query takes as long as options.timeout at most.
/// Bounds:   an answer of more than kAnswerBytesMax is refused.
///
///   QueryClient client({.target = target, .timeout = 2min}, {http, read_file, read_now});
///   Result<std::string> answer = client.ask(query);

#include "base/result.h"
#include "base/time.h"
#include "flowbridge/authenticated_client.h"
#include "flowbridge/query_target.h"
#include "peering/store_query.h"

#include <string>

namespace flowbridge {

struct QueryClientOptions {
  QueryTarget target{};
  Duration timeout = 2min;
};

class QueryClient {
 public:
  QueryClient(QueryClientOptions options, const AuthenticatedClientPorts& ports);

  Result<std::string> ask(const StoreQuery& query);

 private:
  Result<std::string> read(HttpCompletion answer) const;
  /// What went wrong, with the store's own words if they hold no secret.
  Error failed(ErrorCode code, const std::string& what, const HttpCompletion& answer) const;

  const QueryClientOptions options_;
  AuthenticatedClient client_;
};

}  // namespace flowbridge
