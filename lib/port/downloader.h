#pragma once
/// Files fetched by URL, one at a time, without blocking.
///
/// Whoever keeps copies of public files starts a download, goes on with its work, and collects the
/// file when it is there. Nothing is judged here: a refusal, a redirect and "not modified" are
/// answers like any other, and the caller decides. Real in curl, scripted in tests.
///
/// Lifetime: must outlive its user; destroying it ends a running download as cancel() does.
/// Threads:  one, but wake(), which any may call while the downloader lives.
/// Fails:    never; what goes wrong on the way is the Download's fault, with a text for the log.
/// Units:    bytes; milliseconds; a timeout runs from start() to the last byte.
/// Bounds:   a body has at most bytes_max bytes, inflated or not; that of an answer other than 2xx
///           at most kDownloadRefusalBytesMax, and kDownloadHeadersMax headers are kept.
///
///   downloader.start({.url = url, .headers = {{"If-None-Match", etag}}, .bytes_max = 8'000'000});
///   while (std::optional<Download> done = downloader.collect(1s)) …
///   if (!done->fault && done->status == 200) accept(std::move(done->body));

#include "base/time.h"
#include "port/http_client.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kDownloadRefusalBytesMax = 4096;
inline constexpr std::size_t kDownloadHeadersMax = 64;

struct DownloadRequest {
  /// http, https or file. User and password in it are sent, and named nowhere.
  std::string url;
  /// User-Agent, If-None-Match, a key; no other is invented but Accept-Encoding: gzip.
  std::vector<HttpHeader> headers = {};
  /// Of the body, once inflated; it ends the download, however little of it came on the wire.
  std::uint64_t bytes_max = 0;
  /// From start() to the last byte. Longer gives slow mirrors a chance, and holds up the next file.
  Duration timeout = 300s;
  /// Name lookup, TCP and TLS together.
  Duration connect_timeout = 10s;
  /// A download that is slower for 10 s has stalled; 0: none ever has.
  std::uint64_t bytes_per_second_min = 1000;
  /// The URL of a proxy; empty: the environment's (https_proxy, http_proxy, no_proxy).
  std::string proxy = {};
};

enum class DownloadFault {
  kUnreachable,  // no connection, or none to be trusted; a URL that cannot be used; no such file
  kTimeout,      // connecting, or all of it, took too long, or it stalled
  kBrokenOff,    // fewer bytes than promised; a gzip body cut short or wrong; closed too early
  kTooLarge,     // more than bytes_max
};

struct Download {
  /// Of an answer whose head came, with a fault, too. A file that was read is 200.
  std::optional<int> status;
  /// Of that answer, names in lower case, in the order they came.
  std::vector<HttpHeader> headers;
  /// Inflated if the answer's Content-Encoding was gzip; a file that is itself a .gz stays one.
  /// Empty after a fault. An answer other than 2xx has the beginning of its own, and no fault for
  /// what goes wrong in it: whatever it would have said, it refused.
  std::string body;
  /// Of the body, as they came.
  std::uint64_t bytes_on_wire = 0;
  std::optional<DownloadFault> fault;
  /// Why, if there is a fault; without the URL's user, password and query.
  std::string error;
  Duration elapsed{0};
};

struct DownloadProgress {
  /// Of the body, as they come.
  std::uint64_t bytes = 0;
  /// As the answer promised.
  std::optional<std::uint64_t> bytes_total;
};

class Downloader {
 public:
  virtual ~Downloader() = default;

  /// Requires: none is running, which it is until it is collected or cancelled; the timeouts > 0.
  virtual void start(DownloadRequest request) = 0;
  /// Returns the file if it is done; waits up to `wait` for it, not at all if none is running, and
  /// no longer than until wake(). Only here does a download go on.
  virtual std::optional<Download> collect(Duration wait) = 0;
  /// Of the running download; zero if there is none.
  virtual DownloadProgress progress() const = 0;
  /// Ends the running download, if there is one; nothing is to be collected.
  virtual void cancel() = 0;
  /// Makes the collect() that is waiting, or else the next one, return at once.
  virtual void wake() = 0;
};

/// The value of the first header of that name.
std::optional<std::string_view> header_of(const std::vector<HttpHeader>& headers,
                                          std::string_view lower_case_name);

}  // namespace flowbridge
