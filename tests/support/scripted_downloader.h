#pragma once
/// Servers in memory: what each URL answers, as the test says.
///
/// A served file has validators and answers 304 to them, as a web server does. A script may put
/// other answers in front of it, once each.
///
/// Lifetime: owns its answers.      Threads: one, but wake().
/// Fails:    never; a URL that nobody serves is kUnreachable.
/// Units:    a download takes no time: collect() has it at once.
///
///   ScriptedDownloader web;
///   web.serve("https://a.example/asn.txt", "15169 GOOGLE, US\n");
///   web.once("https://a.example/asn.txt", {.status = 429, .headers = {{"retry-after", "60"}}});

#include "port/downloader.h"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace flowbridge {

class ScriptedDownloader final : public Downloader {
 public:
  /// From now on the URL has this file, with validators of its own.
  void serve(const std::string& url, std::string body);
  /// The next request to the URL, or the one after those already scripted, is answered so.
  void once(const std::string& url, Download answer);
  /// From now on the URL is answered by the function.
  void answer_with(const std::string& url, std::function<Download(const DownloadRequest&)> answer);
  void remove(const std::string& url);

  const std::vector<DownloadRequest>& requests() const { return requests_; }
  std::size_t requests_to(const std::string& url) const;
  void forget_requests() { requests_.clear(); }

  void start(DownloadRequest request) override;
  std::optional<Download> collect(Duration wait) override;
  DownloadProgress progress() const override { return {}; }
  void cancel() override { running_.reset(); }
  void wake() override {}

 private:
  struct ServedFile {
    std::string body;
    std::string etag;
  };

  Download answer(const DownloadRequest& request);

  // By the URL without its query.
  std::map<std::string, ServedFile> files_;
  std::map<std::string, std::function<Download(const DownloadRequest&)>> functions_;
  std::map<std::string, std::deque<Download>> scripts_;
  std::vector<DownloadRequest> requests_;
  std::optional<DownloadRequest> running_;
  int editions_ = 0;
};

}  // namespace flowbridge
