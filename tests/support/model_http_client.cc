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
  if (down || happens(chances.request_lost)) {
    completion.text = "connection refused";
  } else if (scripted_status) {
    completion.status = *scripted_status;
    completion.text = "scripted";
  } else if (happens(chances.unavailable)) {
    completion.status = 503;
  } else if (happens(chances.throttled)) {
    completion.status = 429;
    completion.headers.push_back({"retry-after", "1"});
  } else {
    const ReceiverAnswer answer = receiver_.write(request.body, wall);
    if (happens(chances.answer_lost)) {
      completion.text = "connection reset";
    } else {
      completion.status = answer.status;
      completion.text = answer.text;
    }
  }
  completion.body = std::move(request.body);
  done_.push_back(std::move(completion));
}

std::vector<HttpCompletion> ModelHttpClient::collect(Duration) {
  return std::exchange(done_, {});
}

}  // namespace flowbridge
