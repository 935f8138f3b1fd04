#include "support/model_http_client.h"

#include <utility>

namespace flowbridge {

void ModelHttpClient::start(HttpRequest request) {
  HttpCompletion completion;
  completion.id = request.id;
  completion.elapsed = 3ms;
  int draw = static_cast<int>(random_() % 1000);
  const auto happens = [&draw](int chance) {
    draw -= chance;
    return draw < 0;
  };
  std::optional<HttpCompletion> instead;
  if (!down && answers_instead) instead = answers_instead(request);
  if (instead) {
    instead->id = request.id;
    completion = *std::move(instead);
  } else if (down || happens(chances.request_lost)) {
    completion.text = "connection refused";
  } else if (scripted_status) {
    completion.status = *scripted_status;
    completion.text = "scripted";
  } else if (happens(chances.unavailable)) {
    completion.status = 503;
  } else {
    const WriteHeaders headers = write_headers(request.headers);
    const bool is_throttled = happens(chances.throttled);
    ReceiverAnswer answer =
        is_throttled ? receiver_.throttle(headers) : receiver_.write(request.body, wall, headers);
    if (!is_throttled && happens(chances.answer_lost)) {
      completion.text = "connection reset";
    } else {
      completion.status = answer.status;
      completion.text = std::move(answer.text);
      completion.headers = std::move(answer.headers);
    }
  }
  completion.body = std::move(request.body);
  done_.push_back(std::move(completion));
}

std::vector<HttpCompletion> ModelHttpClient::collect(Duration wait) {
  if (waits && wait > 0ms) waits(wait);
  return std::exchange(done_, {});
}

}  // namespace flowbridge
