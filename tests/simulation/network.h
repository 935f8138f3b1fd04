#pragma once
/// The way to one destination: requests take time, get lost, and arrive when nobody waits any more.
///
/// A request that is under way is not called back by the death of its sender; it arrives, or not.
/// What the receiver says to it then is heard by nobody.
///
/// Lifetime: borrows the receiver; outlives the runs of the program.      Threads: one.
/// Fails:    as planned, by chance from the seed.
/// Units:    `now` is the true time, which is the receiver's.
///
///   Network network(receiver, plan, seed);
///   network.advance(now);          // what is due arrives
///   network.sender_died();

#include "port/http_client.h"
#include "simulation/draw.h"
#include "simulation/plan.h"
#include "support/receiver_model.h"

#include <functional>
#include <optional>
#include <vector>

namespace flowbridge {

class Network final : public HttpClient {
 public:
  Network(ReceiverModel& receiver, const DestinationPlan& plan, Draw draw)
      : receiver_(receiver), plan_(plan.network), is_shared_(plan.is_shared), draw_(draw) {}

  void start(HttpRequest request) override;
  std::vector<HttpCompletion> collect(Duration wait) override;
  void cancel_all() override { sender_died(); }

  /// The true time goes on; requests arrive in their order.
  void advance(UnixTime now);
  void sender_died();

  /// Nobody answers.
  void set_reachable(bool reachable) { reachable_ = reachable; }
  /// Everything arrives and is answered from now on.
  void heal() {
    reachable_ = true;
    plan_ = NetworkPlan{.latency_max = 0ms};
  }
  /// Calls `death` in the middle of the nth start() from now.
  void die_at_request(std::uint64_t nth, std::function<void()> death);

  /// What was refused although the rules forbid it to happen: R17, R18.
  std::vector<std::string> take_forbidden_refusals() { return std::exchange(forbidden_, {}); }
  std::uint64_t requests() const { return requests_; }

 private:
  struct Flight {
    std::string body;
    WriteHeaders headers;
    UnixTime arrives;
    /// Absent: the sender is dead or has given up.
    std::optional<HttpCompletion> completion;
    UnixTime answered;
    bool arrived = false;
    bool lost = false;
    bool answer_lost = false;
    bool is_throttled = false;
    std::optional<int> scripted_status;
  };

  void arrive(Flight& flight);

  ReceiverModel& receiver_;
  NetworkPlan plan_;
  const bool is_shared_;
  Draw draw_;
  UnixTime now_{};
  bool reachable_ = true;
  std::vector<Flight> flights_;
  std::vector<std::string> forbidden_;
  std::uint64_t requests_ = 0;
  std::uint64_t requests_until_death_ = 0;
  std::function<void()> death_;
};

}  // namespace flowbridge
