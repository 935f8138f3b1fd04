#include "support/scripted_downloader.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace flowbridge {
namespace {

std::string without_query(const std::string& url) {
  return url.substr(0, url.find('?'));
}

std::string sent_header(const DownloadRequest& request, std::string_view name) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace

void ScriptedDownloader::serve(const std::string& url, std::string body) {
  files_[url] = {std::move(body), "\"edition-" + std::to_string(++editions_) + "\""};
}

void ScriptedDownloader::once(const std::string& url, Download answer) {
  scripts_[url].push_back(std::move(answer));
}

void ScriptedDownloader::answer_with(const std::string& url,
                                     std::function<Download(const DownloadRequest&)> answer) {
  functions_[url] = std::move(answer);
}

void ScriptedDownloader::remove(const std::string& url) {
  files_.erase(url);
  functions_.erase(url);
}

std::size_t ScriptedDownloader::requests_to(const std::string& url) const {
  return static_cast<std::size_t>(std::count_if(
      requests_.begin(), requests_.end(),
      [&url](const DownloadRequest& request) { return without_query(request.url) == url; }));
}

void ScriptedDownloader::start(DownloadRequest request) {
  FB_CHECK(!running_);
  requests_.push_back(request);
  running_ = std::move(request);
}

std::optional<Download> ScriptedDownloader::collect(Duration) {
  if (!running_) return std::nullopt;
  const DownloadRequest request = *std::exchange(running_, std::nullopt);
  return answer(request);
}

Download ScriptedDownloader::answer(const DownloadRequest& request) {
  const std::string url = without_query(request.url);
  if (std::deque<Download>& script = scripts_[url]; !script.empty()) {
    Download next = std::move(script.front());
    script.pop_front();
    return next;
  }
  if (const auto function = functions_.find(url); function != functions_.end()) {
    return function->second(request);
  }
  Download download;
  const auto file = files_.find(url);
  if (file == files_.end()) {
    download.fault = DownloadFault::kUnreachable;
    download.error = "nobody there";
    return download;
  }
  download.headers = {{"etag", file->second.etag}};
  if (sent_header(request, "If-None-Match") == file->second.etag) {
    download.status = 304;
    return download;
  }
  download.status = 200;
  download.body = file->second.body;
  if (download.body.size() > request.bytes_max) {
    download.body.clear();
    download.fault = DownloadFault::kTooLarge;
  }
  return download;
}

}  // namespace flowbridge
