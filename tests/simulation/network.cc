#include "simulation/network.h"

#include "support/write_request_v2.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

constexpr SampleVerdict kForbidden[] = {SampleVerdict::kOtherValue, SampleVerdict::kOutOfOrder,
                                        SampleVerdict::kTooFarAhead, SampleVerdict::kInvalidLabels,
                                        SampleVerdict::kDroppedSilently};

std::uint64_t forbidden_verdicts(const ReceiverModel& receiver, bool is_shared) {
  std::uint64_t count = 0;
  for (const SampleVerdict verdict : kForbidden) count += receiver.verdicts(verdict);
  // While others write, what is sent may have become too old (R20).
  if (!is_shared) count += receiver.verdicts(SampleVerdict::kOutOfBounds);
  return count;
}

/// Of what is asked and told of the bridge itself, any may be refused.
bool is_own_request(const std::string& body, const WriteHeaders& headers) {
  const auto has_own = [](const auto& request) {
    return request && !request->empty() && is_own(request->front().labels);
  };
  if (!names_version_two(headers)) return has_own(parse_write_request(body));
  const auto request = parse_write_request_v2(body);
  return request && !request->series.empty() && is_own(request->series.front().labels);
}

}  // namespace

void Network::start(HttpRequest request) {
  ++requests_;
  if (requests_until_death_ > 0 && --requests_until_death_ == 0) death_();
  Flight flight;
  const Duration there = draw_.duration(0ms, plan_.latency_max / 2);
  const Duration back = draw_.duration(0ms, plan_.latency_max / 2);
  flight.arrives = now_ + there;
  flight.answered = flight.arrives + back;
  HttpCompletion completion;
  completion.id = request.id;
  completion.elapsed = there + back;
  flight.completion = std::move(completion);
  flight.headers = write_headers(request.headers);
  flight.body = std::move(request.body);
  const int draw = draw_.number(0, 999);
  int end = plan_.request_lost;
  if (!reachable_ || draw < end) {
    flight.lost = true;
  } else if (draw < (end += plan_.answer_lost)) {
    flight.answer_lost = true;
  } else if (draw < (end += plan_.arrives_late)) {
    flight.answer_lost = true;
    flight.answered = now_ + request.timeout;
    flight.arrives = flight.answered + draw_.duration(0ms, 2min);
  } else if (draw < (end += plan_.unavailable)) {
    flight.scripted_status = draw_.pick<int>({500, 502, 503, 504});
  } else if (draw < (end += plan_.throttled)) {
    flight.is_throttled = true;
  }
  flights_.push_back(std::move(flight));
}

void Network::arrive(Flight& flight) {
  flight.arrived = true;
  if (flight.lost) return;
  ReceiverAnswer answer;
  if (flight.is_throttled) {
    answer = receiver_.throttle(flight.headers);
  } else if (flight.scripted_status) {
    answer.status = *flight.scripted_status;
  } else {
    const std::uint64_t before = forbidden_verdicts(receiver_, is_shared_);
    answer = receiver_.write(flight.body, flight.arrives, flight.headers);
    // Nobody waits for the answer to what comes too late; then it may well be refused.
    const bool forbidden = forbidden_verdicts(receiver_, is_shared_) > before;
    if (flight.completion && forbidden && !is_own_request(flight.body, flight.headers)) {
      forbidden_.push_back(answer.text.empty() ? "a sample was dropped silently" : answer.text);
    }
  }
  if (!flight.completion || flight.answer_lost) return;
  flight.completion->status = answer.status;
  flight.completion->text = std::move(answer.text);
  flight.completion->headers = std::move(answer.headers);
}

void Network::advance(UnixTime now) {
  now_ = std::max(now_, now);
  if (is_shared_ && reachable_) receiver_.others_write(now_);
  while (true) {
    Flight* next = nullptr;
    for (Flight& flight : flights_) {
      const bool due = !flight.arrived && flight.arrives <= now_;
      if (due && (next == nullptr || flight.arrives < next->arrives)) next = &flight;
    }
    if (next == nullptr) break;
    arrive(*next);
  }
  std::erase_if(flights_,
                [](const Flight& flight) { return flight.arrived && !flight.completion; });
}

std::vector<HttpCompletion> Network::collect(Duration) {
  advance(now_);
  std::vector<HttpCompletion> done;
  for (Flight& flight : flights_) {
    if (!flight.completion || flight.answered > now_) continue;
    if (!flight.completion->status) flight.completion->text = "no answer";
    flight.completion->body = flight.body;
    done.push_back(*std::exchange(flight.completion, std::nullopt));
  }
  std::erase_if(flights_,
                [](const Flight& flight) { return flight.arrived && !flight.completion; });
  return done;
}

void Network::sender_died() {
  for (Flight& flight : flights_) {
    flight.completion.reset();
    flight.lost = flight.lost || draw_.chance(500);
  }
  requests_until_death_ = 0;
}

void Network::die_at_request(std::uint64_t nth, std::function<void()> death) {
  requests_until_death_ = nth;
  death_ = std::move(death);
}

}  // namespace flowbridge
