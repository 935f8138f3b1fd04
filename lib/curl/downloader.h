#pragma once
/// The downloader port over libcurl: http, https and file URLs.
///
/// HTTP/1.1, and HTTP/2 where a TLS server offers it. A redirect is an answer, not followed: only
/// the caller knows which hosts it trusts, and which of its headers may go there. A file is asked
/// for gzipped and inflated here, so that one that was cut short is noticed and one that would fill
/// the memory is not.
///
/// Lifetime: owns its connections; destroying it ends a running download as cancel() does.
/// Threads:  one, but wake().
/// Fails:    never, as the port says. Texts are libcurl's, without anything secret.
/// Units:    milliseconds; but what has stalled is measured in whole seconds.
/// Bounds:   as the port. A body is held once; where its size is not told, address space for
///           bytes_max is reserved. The file of a file URL is read in one go, and must not be a
///           pipe; a directory is empty.
///
///   CurlDownloader downloader({});
///   downloader.start({.url = "https://ftp.ripe.net/ripe/asnames/asn.txt", .bytes_max = 1 << 27});
///   std::optional<Download> done = downloader.collect(1s);

#include "port/downloader.h"

#include <memory>
#include <optional>
#include <string>

namespace flowbridge {

struct CurlDownloaderOptions {
  /// A PEM file of the authorities to trust instead of the system's; empty: the system's.
  std::string authorities_file = {};
  /// How long a download may be slower than bytes_per_second_min; longer forgives more.
  Duration stall_time = 10s;
};

class CurlDownloader final : public Downloader {
 public:
  explicit CurlDownloader(CurlDownloaderOptions options = {});
  CurlDownloader(const CurlDownloader&) = delete;
  CurlDownloader& operator=(const CurlDownloader&) = delete;
  ~CurlDownloader() override;

  void start(DownloadRequest request) override;
  std::optional<Download> collect(Duration wait) override;
  DownloadProgress progress() const override;
  void cancel() override;
  void wake() override;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace flowbridge
