#include "support/crashing_http_client.h"

#include "support/write_request.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace flowbridge {

namespace {

constexpr int kBadRequest = 400;

}  // namespace

void CrashingHttpClient::start(HttpRequest request) {
  plan_.pass(CrashPoint::kHttpBeforeStart);
  if (plan_.need() == CrashNeed::kRefusal && is_refused(request)) {
    HttpCompletion refusal;
    refusal.id = request.id;
    refusal.status = kBadRequest;
    refusal.text = kMadeUpRefusal;
    refusal.body = std::move(request.body);
    early_.push_back(std::move(refusal));
    return;
  }
  real_->start(std::move(request));
  plan_.pass(CrashPoint::kHttpAfterStart);
  if (!plan_.is_for(CrashPoint::kHttpSent)) return;
  // Time for the connection, and for the destination to read.
  std::ranges::move(real_->collect(2ms), std::back_inserter(early_));
  plan_.pass(CrashPoint::kHttpSent);
}

std::vector<HttpCompletion> CrashingHttpClient::collect(Duration wait) {
  std::vector<HttpCompletion> done = std::exchange(early_, {});
  std::ranges::move(real_->collect(done.empty() ? wait : 0ms), std::back_inserter(done));
  for (std::size_t i = 0; i < done.size(); ++i) plan_.pass(CrashPoint::kHttpAnswered);
  return done;
}

void CrashingHttpClient::cancel_all() {
  early_.clear();
  real_->cancel_all();
}

bool CrashingHttpClient::is_refused(const HttpRequest& request) {
  const std::optional<std::vector<WrittenSeries>> series = parse_write_request(request.body);
  if (!series || series->empty()) return false;
  if (!refused_series_) refused_series_ = to_string(series->front().labels);
  return std::ranges::any_of(*series, [this](const WrittenSeries& one) {
    return to_string(one.labels) == refused_series_;
  });
}

}  // namespace flowbridge
