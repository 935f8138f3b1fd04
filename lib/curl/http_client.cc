#include "curl/http_client.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "curl/handle.h"
#include "curl/post_transfer.h"
#include "curl/send_pace.h"
#include "curl/tls_files.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <utility>

#include <curl/curl.h>

namespace flowbridge {

namespace {

using Stopwatch = std::chrono::steady_clock;

std::string why_unusable(const CurlOptions& options) {
  const Result<void> fine = check_curl_options(options);
  return fine ? std::string() : fine.error().message();
}

}  // namespace

class CurlHttpClient::Engine {
 public:
  explicit Engine(CurlOptions options)
      : options_(std::move(options)),
        unusable_(why_unusable(options_)),
        multi_(make_multi_handle()),
        tls_files_(options_.tls),
        pace_(options_.rate_limit) {
    const auto idle_max = static_cast<long>(options_.idle_connections_max);
    FB_CHECK(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, idle_max) == CURLM_OK);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() { cancel_all(); }

  void start(HttpRequest request);
  std::vector<HttpCompletion> collect(Duration wait);
  void cancel_all();
  void wakeup();

 private:
  /// Empty: it can be sent.
  std::string prepare(PostTransfer& transfer);
  void send(PostTransfer& transfer);
  void drive();
  void on_finished(PostTransfer& transfer, CURLcode result);
  void complete(PostTransfer& transfer);

  // Constant after construction.
  const CurlUse use_;
  const CurlOptions options_;
  const std::string unusable_;
  const MultiHandle multi_;
  // Used by the client's thread only.
  TlsFiles tls_files_;
  SendPace pace_;
  HashMap<std::uint64_t, std::unique_ptr<PostTransfer>> running_;
  // Those of them whose turn has not come.
  std::deque<PostTransfer*> waiting_;
  std::vector<HttpCompletion> finished_;
  // Any thread.
  std::atomic<bool> is_woken_ = false;
};

void CurlHttpClient::Engine::start(HttpRequest request) {
  auto owned = std::make_unique<PostTransfer>(std::move(request));
  PostTransfer& transfer = *owned;
  const bool is_new = running_.emplace(transfer.id(), std::move(owned)).second;
  FB_CHECK(is_new);
  std::string problem = prepare(transfer);
  if (!problem.empty()) {
    transfer.fail(std::move(problem));
    return complete(transfer);
  }
  waiting_.push_back(&transfer);
  drive();
}

std::string CurlHttpClient::Engine::prepare(PostTransfer& transfer) {
  if (!unusable_.empty()) return unusable_;
  tls_files_.refresh(Stopwatch::now());
  if (!tls_files_.material()) return tls_files_.problem()->message();
  return transfer.prepare(options_, tls_files_.material());
}

std::vector<HttpCompletion> CurlHttpClient::Engine::collect(Duration wait) {
  const Stopwatch::time_point deadline = Stopwatch::now() + wait;
  while (true) {
    drive();
    const bool is_woken = is_woken_.exchange(false);
    if (!finished_.empty() || running_.empty() || is_woken) break;
    const Stopwatch::time_point now = Stopwatch::now();
    if (now >= deadline) break;
    const auto until = waiting_.empty() ? deadline : std::min(deadline, pace_.next());
    constexpr Duration kLongestPoll = 60s;
    const auto rest = std::clamp(std::chrono::ceil<Duration>(until - now), 0ms, kLongestPoll);
    const auto poll_ms = static_cast<int>(rest.count());
    FB_CHECK(curl_multi_poll(multi_.get(), nullptr, 0, poll_ms, nullptr) == CURLM_OK);
  }
  return std::exchange(finished_, {});
}

void CurlHttpClient::Engine::cancel_all() {
  // One that waits is in no multi handle, which libcurl does not mind.
  for (const auto& [id, transfer] : running_) {
    curl_multi_remove_handle(multi_.get(), transfer->easy());
  }
  waiting_.clear();
  running_.clear();
  finished_.clear();
}

void CurlHttpClient::Engine::wakeup() {
  is_woken_.store(true);
  FB_CHECK(curl_multi_wakeup(multi_.get()) == CURLM_OK);
}

void CurlHttpClient::Engine::send(PostTransfer& transfer) {
  pace_.spend(transfer.body_bytes(), Stopwatch::now());
  FB_CHECK(curl_multi_add_handle(multi_.get(), transfer.easy()) == CURLM_OK);
}

void CurlHttpClient::Engine::drive() {
  while (!waiting_.empty() && pace_.next() <= Stopwatch::now()) {
    PostTransfer& transfer = *waiting_.front();
    waiting_.pop_front();
    transfer.begin(std::chrono::ceil<Duration>(pace_.time_for(transfer.body_bytes())));
    send(transfer);
  }
  int running = 0;
  FB_CHECK(curl_multi_perform(multi_.get(), &running) == CURLM_OK);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // Copied first: removing the handle frees the message.
    const CURLcode result = message->data.result;
    CURL* const easy = message->easy_handle;
    char* transfer = nullptr;
    FB_CHECK(curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer) == CURLE_OK);
    curl_multi_remove_handle(multi_.get(), easy);
    on_finished(*reinterpret_cast<PostTransfer*>(transfer), result);
  }
}

void CurlHttpClient::Engine::on_finished(PostTransfer& transfer, CURLcode result) {
  if (transfer.go_on(result)) return send(transfer);
  complete(transfer);
}

void CurlHttpClient::Engine::complete(PostTransfer& transfer) {
  finished_.push_back(transfer.take());
  running_.erase(finished_.back().id);
}

CurlHttpClient::CurlHttpClient(CurlOptions options)
    : engine_(std::make_unique<Engine>(std::move(options))) {}
CurlHttpClient::~CurlHttpClient() = default;

void CurlHttpClient::start(HttpRequest request) {
  engine_->start(std::move(request));
}
std::vector<HttpCompletion> CurlHttpClient::collect(Duration wait) {
  return engine_->collect(wait);
}
void CurlHttpClient::cancel_all() {
  engine_->cancel_all();
}
void CurlHttpClient::wakeup() {
  engine_->wakeup();
}

}  // namespace flowbridge
