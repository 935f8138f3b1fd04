#include "curl/http_client.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "curl/handle.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

#include <curl/curl.h>

namespace flowbridge {

namespace {

using Stopwatch = std::chrono::steady_clock;

// A hostile answer may have any number of headers that we keep.
constexpr std::size_t kAnswerHeadersMax = 16;

// When TCP asks a silent peer whether it is still there; below the usual idle limit of a NAT.
constexpr Duration kTcpKeepalive = 30s;

// One request on its way. libcurl holds pointers into it, so it never moves.
struct Transfer {
  HttpRequest request;
  HttpCompletion completion;
  Stopwatch::time_point started;
  bool is_second_attempt = false;
  // The answer's own head came to its end: libcurl takes one that breaks off for an answer.
  bool has_head = false;
  CurlHeaders headers;
  std::array<char, CURL_ERROR_SIZE> error{};
  EasyHandle easy;  // destroyed first: it points to the others
};

CurlHeaders make_headers(const std::vector<HttpHeader>& headers) {
  CurlHeaders list;
  bool has_content_type = false;
  for (const HttpHeader& header : headers) {
    has_content_type = has_content_type || lower_case(header.name) == "content-type";
    add_header(list, header);
  }
  // Or libcurl would say that the body is a form.
  if (!has_content_type) add_line(list, "Content-Type:");
  // Waiting for a "100 Continue" costs a round trip, or a second where none comes.
  add_line(list, "Expect:");
  return list;
}

void keep_header(std::string_view line, std::vector<HttpHeader>& headers) {
  // An interim answer (100, 103) came first, and its headers are not the answer's.
  if (line.starts_with("HTTP/")) return headers.clear();
  if (headers.size() == kAnswerHeadersMax) return;
  std::optional<HttpHeader> header = parse_header_line(line);
  if (!header) return;
  const std::string& name = header->name;
  if (!name.starts_with("retry-after") && !name.starts_with("x-prometheus-")) return;
  if (header->value.size() > kHttpAnswerBytesMax) header->value.resize(kHttpAnswerBytesMax);
  headers.push_back(*std::move(header));
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* user) noexcept {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(bytes, size * count);
  if (line.starts_with("HTTP/")) transfer.has_head = false;
  if (line == "\r\n" || line == "\n") transfer.has_head = true;
  keep_header(line, transfer.completion.headers);
  return size * count;
}

// The rest is read and dropped, so that the connection stays usable.
std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* user) noexcept {
  std::string& text = static_cast<Transfer*>(user)->completion.text;
  text.append(bytes, std::min(size * count, kHttpAnswerBytesMax - text.size()));
  return size * count;
}

void configure(Transfer& transfer, const CurlOptions& options) {
  CURL* const easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  set_option(easy, CURLOPT_PRIVATE, &transfer);
  set_option(easy, CURLOPT_ERRORBUFFER, transfer.error.data());
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_URL, request.url.c_str());
  set_option(easy, CURLOPT_PROXY, options.proxy.c_str());
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Unchecked: a libcurl without HTTP/2 refuses this one, and then 1.1 is what we want.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set_option(easy, CURLOPT_POST, 1L);
  set_option(easy, CURLOPT_POSTFIELDS, request.body.data());
  set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set_option(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
  set_option(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set_option(easy, CURLOPT_HEADERDATA, &transfer);
  set_option(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set_option(easy, CURLOPT_WRITEDATA, &transfer);
  set_option(easy, CURLOPT_TIMEOUT_MS, to_long_ms(request.timeout));
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, to_long_ms(options.connect_timeout));
  set_option(easy, CURLOPT_DNS_CACHE_TIMEOUT, to_long_seconds(options.address_lifetime));
  set_option(easy, CURLOPT_MAXLIFETIME_CONN, to_long_seconds(options.connection_lifetime));
  set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(easy, CURLOPT_TCP_KEEPIDLE, to_long_seconds(kTcpKeepalive));
  set_option(easy, CURLOPT_TCP_KEEPINTVL, to_long_seconds(kTcpKeepalive));
  if (!options.authorities_file.empty()) {
    set_option(easy, CURLOPT_CAINFO, options.authorities_file.c_str());
  }
}

long number_of(CURL* easy, CURLINFO info) {
  long value = 0;
  FB_CHECK(curl_easy_getinfo(easy, info, &value) == CURLE_OK);
  return value;
}

// Whether a kept-alive connection died under the request: the server closed it while idle, which
// says nothing about the request, and a new connection will tell. libcurl sees to it by itself if
// it meets the death while reading; if it is still writing, as with large bodies now and then, not.
bool died_with_its_connection(const Transfer& transfer, CURLcode result) {
  const bool lost =
      result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING;
  return lost && number_of(transfer.easy.get(), CURLINFO_NUM_CONNECTS) == 0 &&
         number_of(transfer.easy.get(), CURLINFO_HEADER_SIZE) == 0;
}

std::string error_text(const Transfer& transfer, CURLcode result) {
  const std::string detail = transfer.error.data();
  return detail.empty() ? curl_easy_strerror(result) : detail;
}

}  // namespace

class CurlHttpClient::Engine {
 public:
  explicit Engine(CurlOptions options) : options_(std::move(options)), multi_(make_multi_handle()) {
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
  void add(const Transfer& transfer);
  void drive();
  void on_finished(Transfer& transfer, CURLcode result);
  bool send_again(Transfer& transfer);
  void complete(Transfer& transfer);

  // Constant after construction.
  const CurlUse use_;
  const CurlOptions options_;
  const MultiHandle multi_;
  // Used by the client's thread only.
  HashMap<std::uint64_t, std::unique_ptr<Transfer>> running_;
  std::vector<HttpCompletion> finished_;
  // Any thread.
  std::atomic<bool> is_woken_ = false;
};

void CurlHttpClient::Engine::start(HttpRequest request) {
  FB_CHECK(request.timeout.count() > 0);
  auto owned = std::make_unique<Transfer>();
  Transfer& transfer = *owned;
  transfer.started = Stopwatch::now();
  transfer.request = std::move(request);
  const bool is_new = running_.emplace(transfer.request.id, std::move(owned)).second;
  FB_CHECK(is_new);

  // A line break in a header would let its value add headers, or end them.
  for (const HttpHeader& header : transfer.request.headers) {
    if (!has_line_break(header.name) && !has_line_break(header.value)) continue;
    transfer.completion.text = "header " + lower_case(header.name) + " has a line break";
    return complete(transfer);
  }
  transfer.headers = make_headers(transfer.request.headers);
  transfer.easy = make_easy_handle();
  configure(transfer, options_);
  add(transfer);
  drive();
}

std::vector<HttpCompletion> CurlHttpClient::Engine::collect(Duration wait) {
  const Stopwatch::time_point deadline = Stopwatch::now() + wait;
  while (true) {
    drive();
    const bool is_woken = is_woken_.exchange(false);
    if (!finished_.empty() || running_.empty() || is_woken) break;
    const auto rest = std::chrono::ceil<Duration>(deadline - Stopwatch::now());
    if (rest.count() <= 0) break;
    constexpr Duration kLongestPoll = 60s;
    const auto poll_ms = static_cast<int>(std::min(rest, kLongestPoll).count());
    FB_CHECK(curl_multi_poll(multi_.get(), nullptr, 0, poll_ms, nullptr) == CURLM_OK);
  }
  return std::exchange(finished_, {});
}

void CurlHttpClient::Engine::cancel_all() {
  for (const auto& [id, transfer] : running_) {
    curl_multi_remove_handle(multi_.get(), transfer->easy.get());
  }
  running_.clear();
  finished_.clear();
}

void CurlHttpClient::Engine::wakeup() {
  is_woken_.store(true);
  FB_CHECK(curl_multi_wakeup(multi_.get()) == CURLM_OK);
}

void CurlHttpClient::Engine::add(const Transfer& transfer) {
  FB_CHECK(curl_multi_add_handle(multi_.get(), transfer.easy.get()) == CURLM_OK);
}

void CurlHttpClient::Engine::drive() {
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
    on_finished(*reinterpret_cast<Transfer*>(transfer), result);
  }
}

void CurlHttpClient::Engine::on_finished(Transfer& transfer, CURLcode result) {
  if (died_with_its_connection(transfer, result) && send_again(transfer)) return;
  const long status = number_of(transfer.easy.get(), CURLINFO_RESPONSE_CODE);
  if (result == CURLE_OK && transfer.has_head && status >= 200) {
    transfer.completion.status = static_cast<int>(status);
  } else if (result == CURLE_OK) {
    transfer.completion.headers.clear();
    transfer.completion.text = "the answer's head was cut short";
  } else {
    transfer.completion.headers.clear();
    transfer.completion.text = error_text(transfer, result);
  }
  complete(transfer);
}

bool CurlHttpClient::Engine::send_again(Transfer& transfer) {
  const auto spent = std::chrono::ceil<Duration>(Stopwatch::now() - transfer.started);
  const Duration rest = transfer.request.timeout - spent;
  if (transfer.is_second_attempt || rest.count() <= 0) return false;
  transfer.is_second_attempt = true;
  set_option(transfer.easy.get(), CURLOPT_FRESH_CONNECT, 1L);
  set_option(transfer.easy.get(), CURLOPT_TIMEOUT_MS, to_long_ms(rest));
  add(transfer);
  return true;
}

void CurlHttpClient::Engine::complete(Transfer& transfer) {
  HttpCompletion& completion = transfer.completion;
  completion.id = transfer.request.id;
  completion.body = std::move(transfer.request.body);
  completion.elapsed = std::chrono::duration_cast<Duration>(Stopwatch::now() - transfer.started);
  finished_.push_back(std::move(completion));
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
