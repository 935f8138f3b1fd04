#include "curl/downloader.h"

#include "base/check.h"
#include "curl/file_transfer.h"
#include "curl/handle.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include <curl/curl.h>

namespace flowbridge {

class CurlDownloader::Engine {
 public:
  explicit Engine(CurlDownloaderOptions options)
      : options_{std::move(options.authorities_file), options.stall_time},
        multi_(make_multi_handle()) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() { cancel(); }

  void start(DownloadRequest request);
  std::optional<Download> collect(Duration wait);
  DownloadProgress progress() const;
  void cancel();
  void wake();

 private:
  void drive();

  // Constant after construction.
  const CurlUse use_;
  const FileTransfer::Options options_;
  const MultiHandle multi_;
  // Used by the downloader's thread only; in the multi handle until it is done.
  std::unique_ptr<FileTransfer> running_;
  // Any thread.
  std::atomic<bool> is_woken_ = false;
};

void CurlDownloader::Engine::start(DownloadRequest request) {
  FB_CHECK(!running_);
  running_ = std::make_unique<FileTransfer>(std::move(request), options_);
  if (running_->is_done()) return;
  FB_CHECK(curl_multi_add_handle(multi_.get(), running_->easy()) == CURLM_OK);
}

std::optional<Download> CurlDownloader::Engine::collect(Duration wait) {
  using Stopwatch = std::chrono::steady_clock;
  const Stopwatch::time_point deadline = Stopwatch::now() + wait;
  while (true) {
    drive();
    const bool is_woken = is_woken_.exchange(false);
    if (!running_) return std::nullopt;
    if (running_->is_done()) break;
    const auto rest = std::chrono::ceil<Duration>(deadline - Stopwatch::now());
    if (is_woken || rest.count() <= 0) return std::nullopt;
    constexpr Duration kLongestPoll = 60s;
    const auto poll_ms = static_cast<int>(std::min(rest, kLongestPoll).count());
    FB_CHECK(curl_multi_poll(multi_.get(), nullptr, 0, poll_ms, nullptr) == CURLM_OK);
  }
  Download done = running_->take();
  running_.reset();
  return done;
}

DownloadProgress CurlDownloader::Engine::progress() const {
  return running_ ? running_->progress() : DownloadProgress{};
}

void CurlDownloader::Engine::cancel() {
  if (running_ && !running_->is_done()) {
    curl_multi_remove_handle(multi_.get(), running_->easy());
  }
  running_.reset();
}

void CurlDownloader::Engine::wake() {
  is_woken_.store(true);
  FB_CHECK(curl_multi_wakeup(multi_.get()) == CURLM_OK);
}

void CurlDownloader::Engine::drive() {
  int running = 0;
  FB_CHECK(curl_multi_perform(multi_.get(), &running) == CURLM_OK);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // Copied first: removing the handle frees the message.
    const CURLcode result = message->data.result;
    FB_CHECK(running_ && message->easy_handle == running_->easy());
    curl_multi_remove_handle(multi_.get(), running_->easy());
    running_->end(result);
  }
}

CurlDownloader::CurlDownloader(CurlDownloaderOptions options)
    : engine_(std::make_unique<Engine>(std::move(options))) {}
CurlDownloader::~CurlDownloader() = default;

void CurlDownloader::start(DownloadRequest request) {
  engine_->start(std::move(request));
}
std::optional<Download> CurlDownloader::collect(Duration wait) {
  return engine_->collect(wait);
}
DownloadProgress CurlDownloader::progress() const {
  return engine_->progress();
}
void CurlDownloader::cancel() {
  engine_->cancel();
}
void CurlDownloader::wake() {
  engine_->wake();
}

}  // namespace flowbridge
