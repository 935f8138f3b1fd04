#pragma once
/// One POST request of the HTTP client, from its options to its completion.
///
/// Lifetime: owns its handle, which must be in no multi handle when it is destroyed. It never
///           moves, because libcurl has pointers to it.
/// Threads:  the client's.
/// Fails:    prepare: what cannot be sent, as a text. Everything else is a completion.
/// Units:    milliseconds.
/// Bounds:   of the answer, request.answer_bytes_max bytes and kAnswerHeadersMax headers are kept.
///
///   PostTransfer transfer(std::move(request));
///   const std::string problem = transfer.prepare(options, material);  // empty: it is ready
///   transfer.begin(0ms);
///   do result = perform(transfer.easy()); while (transfer.go_on(result));
///   HttpCompletion done = transfer.take();

#include "curl/curl_options.h"
#include "curl/curl_url.h"
#include "curl/handle.h"
#include "curl/tls_files.h"
#include "port/http_client.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// A hostile answer may have any number of headers that we keep.
inline constexpr std::size_t kAnswerHeadersMax = 16;

class PostTransfer {
 public:
  explicit PostTransfer(HttpRequest request);
  PostTransfer(const PostTransfer&) = delete;
  PostTransfer& operator=(const PostTransfer&) = delete;
  ~PostTransfer();

  std::uint64_t id() const { return request_.id; }
  std::size_t body_bytes() const { return request_.body.size(); }
  void* easy() const { return easy_.get(); }

  /// Empty: it is ready. The options are borrowed for the transfer's life.
  std::string prepare(const CurlOptions& options, std::shared_ptr<const TlsMaterial> material);
  /// Its time runs from now on, and ends `extra` later than the request says.
  void begin(Duration extra);
  /// Whether it is to be sent once more: libcurl's result says that its connection had died, or the
  /// answer that it should go elsewhere. Otherwise its completion says what came.
  bool go_on(int result);

  /// It was not sent, or is not to be.
  void fail(std::string text);
  HttpCompletion take();

 private:
  using Stopwatch = std::chrono::steady_clock;

  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count,
                               void* user) noexcept;
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* user) noexcept;

  void set_request();
  void set_lifetimes();
  void set_route();
  void set_tls();
  /// Where it goes next, and with what.
  void aim();
  void set_headers();

  void keep_header(std::string_view line);
  bool died_with_its_connection(int result) const;
  bool send_again();
  bool redirect(int status);
  Duration time_left() const;
  long number_of(int info) const;
  std::string error_text(int result) const;

  HttpRequest request_;
  const CurlOptions* options_ = nullptr;
  std::shared_ptr<const TlsMaterial> material_;
  std::optional<CurlUrl> url_;
  // Those of the URL, for the place that the request was made for.
  std::optional<std::string> user_;
  std::optional<std::string> password_;
  Stopwatch::time_point created_;
  Stopwatch::time_point ends_;
  bool is_second_attempt_ = false;
  int redirects_ = 0;

  // The answer.
  HttpCompletion completion_;
  std::optional<std::string> location_;
  // The answer's own head came to its end: libcurl takes one that breaks off for an answer.
  bool has_head_ = false;

  // What libcurl has pointers to.
  CurlHeaders headers_;
  CurlHeaders route_;
  std::array<char, 1024> error_{};
  EasyHandle easy_;  // destroyed first: it points to the others
};

}  // namespace flowbridge
