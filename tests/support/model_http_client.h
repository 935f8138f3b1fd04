#pragma once
/// An HttpClient whose server is a ReceiverModel, with a network that fails as networks do.
///
/// Lifetime: borrows the model.      Threads: one.
/// Fails:    as told: each request draws its fate from the seed.
/// Units:    chances are per thousand requests.
///
///   ModelHttpClient http(receiver, 7);
///   http.chances = {.answer_lost = 100, .unavailable = 50};

#include "port/http_client.h"
#include "support/receiver_model.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <vector>

namespace flowbridge {

struct NetworkChances {
  /// Stored, and the connection cut before the answer.
  int answer_lost = 0;
  /// Cut before it arrived.
  int request_lost = 0;
  /// 503, nothing stored.
  int unavailable = 0;
  /// 429, with the receiver's Retry-After.
  int throttled = 0;
};

class ModelHttpClient final : public HttpClient {
 public:
  ModelHttpClient(ReceiverModel& receiver, std::uint64_t seed)
      : receiver_(receiver), random_(seed) {}

  void start(HttpRequest request) override;
  std::vector<HttpCompletion> collect(Duration wait) override;
  void cancel_all() override { done_.clear(); }

  NetworkChances chances{};
  /// Nobody answers.
  bool down = false;
  /// Every answer has this status, and nothing is stored.
  std::optional<int> scripted_status;
  /// What it returns is the answer; otherwise the receiver is asked. Not while nobody answers.
  std::function<std::optional<HttpCompletion>(const HttpRequest&)> answers_instead;
  /// Called when the caller waits for answers.
  std::function<void(Duration)> waits;
  UnixTime wall{};

 private:
  ReceiverModel& receiver_;
  std::mt19937_64 random_;
  std::vector<HttpCompletion> done_;
};

}  // namespace flowbridge
