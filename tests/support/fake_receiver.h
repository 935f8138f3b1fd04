#pragma once
/// A remote write receiver on a loopback port, real down to the TCP resets.
///
/// Answers by script while there is one, and after that as its ReceiverModel says. For what a
/// delivery loop must survive: statuses, Retry-After, delays, connections that die before or after
/// the samples were stored, answers cut short.
///
/// Lifetime: serves from construction to destruction, which ends delays and open connections.
/// Threads:  any; the model is handed out as a copy.
/// Fails:    aborts if no loopback port can be bound.
/// Units:    milliseconds.
///
///   FakeReceiver receiver;
///   receiver.script({.status = 503, .headers = {{"Retry-After", "1"}}});
///   http.start({.id = 1, .url = receiver.url(), .body = body});
///   ... EXPECT_EQ(receiver.requests().size(), 1u);

#include "base/time.h"
#include "port/http_client.h"
#include "support/receiver_model.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

enum class Accident {
  kNone,
  kResetBeforeReading,  // the connection dies when only the head of the request was read
  kResetBeforeStoring,  // the connection dies without an answer, and nothing is stored
  kResetAfterStoring,   // the model takes the request, and the connection dies without an answer
  kTruncatedAnswer,     // the model takes the request, and the answer's body breaks off
};

/// What happens to one request.
struct ScriptedAnswer {
  /// Absent: the model takes the request and says. Present: this, and nothing is stored.
  std::optional<int> status = std::nullopt;
  std::vector<HttpHeader> headers = {};
  std::string text = {};
  /// Before anything else happens; a destroyed receiver does not finish it.
  Duration delay{0};
  Accident accident = Accident::kNone;
};

struct ReceivedRequest {
  /// Requests on one connection have one number; connections are numbered from 0.
  std::uint64_t connection = 0;
  std::string method;
  std::string path;
  std::vector<HttpHeader> headers;
  std::string body;

  /// The value of a header, whatever its case; absent if it did not come.
  std::optional<std::string> header(const std::string& name) const;
};

class FakeReceiver {
 public:
  explicit FakeReceiver(ReceiverOptions options = {});
  FakeReceiver(const FakeReceiver&) = delete;
  FakeReceiver& operator=(const FakeReceiver&) = delete;
  ~FakeReceiver();

  /// `http://127.0.0.1:<port>/api/v1/write`
  std::string url() const;

  /// Appends to the script; each request uses up one answer.
  void script(ScriptedAnswer answer);
  void refuse_series(ReceiverModel::SeriesPredicate refuses);
  /// What it returns happens to a request; absent: the script and the model say. Called by the
  /// receiver's threads, one at a time, for requests that are read whole.
  void decide_by(std::function<std::optional<ScriptedAnswer>(const ReceivedRequest&)> decide);
  /// What the model's future limit counts from; 1970 at first.
  void set_now(UnixTime now);

  /// All that arrived so far, in order.
  std::vector<ReceivedRequest> requests() const;
  ReceiverModel model() const;
  /// Waits until `count` requests have arrived; false if that takes longer than `limit`.
  bool wait_for_requests(std::size_t count, Duration limit = 10s) const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace flowbridge
