#include "curl/post_transfer.h"

#include "base/ascii.h"
#include "base/check.h"
#include "curl/redirect.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <curl/curl.h>

namespace flowbridge {

namespace {

// When TCP asks a silent peer whether it is still there; below the usual idle limit of a NAT.
constexpr Duration kTcpKeepalive = 30s;

// A line break in a header would let its value add headers, or end them.
std::string why_unsendable(const HttpRequest& request) {
  for (const HttpHeader& header : request.headers) {
    if (!has_line_break(header.name) && !has_line_break(header.value)) continue;
    return "header " + lower_case(header.name) + " has a line break";
  }
  return {};
}

long curl_tls_version(TlsVersion version) {
  switch (version) {
    case TlsVersion::kTls10:
      return CURL_SSLVERSION_TLSv1_0;
    case TlsVersion::kTls11:
      return CURL_SSLVERSION_TLSv1_1;
    case TlsVersion::kTls12:
      return CURL_SSLVERSION_TLSv1_2;
    case TlsVersion::kTls13:
      return CURL_SSLVERSION_TLSv1_3;
  }
  FB_CHECK(false);
}

}  // namespace

PostTransfer::PostTransfer(HttpRequest request)
    : request_(std::move(request)), created_(Stopwatch::now()), easy_(make_easy_handle()) {
  static_assert(sizeof(error_) >= CURL_ERROR_SIZE);
  FB_CHECK(request_.timeout.count() > 0);
}
PostTransfer::~PostTransfer() = default;

std::string PostTransfer::prepare(const CurlOptions& options,
                                  std::shared_ptr<const TlsMaterial> material) {
  std::string unsendable = why_unsendable(request_);
  if (!unsendable.empty()) return unsendable;
  const std::optional<CurlUrl> url = CurlUrl::parse(request_.url);
  if (!url) return "the URL cannot be read";
  options_ = &options;
  material_ = std::move(material);
  user_ = url->user();
  password_ = url->password();
  url_ = url->without_credentials();
  set_request();
  set_lifetimes();
  set_route();
  set_tls();
  aim();
  return {};
}

void PostTransfer::set_request() {
  CURL* const easy = easy_.get();
  set_option(easy, CURLOPT_PRIVATE, this);
  set_option(easy, CURLOPT_ERRORBUFFER, error_.data());
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  const long version = options_->enable_http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
  // Unchecked: a libcurl without HTTP/2 refuses this one, and then 1.1 is what we want.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version);
  set_option(easy, CURLOPT_POST, 1L);
  set_option(easy, CURLOPT_POSTFIELDS, request_.body.data());
  set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  set_option(easy, CURLOPT_MAX_SEND_SPEED_LARGE, static_cast<curl_off_t>(options_->rate_limit));
  set_option(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set_option(easy, CURLOPT_HEADERDATA, this);
  set_option(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
}

void PostTransfer::set_lifetimes() {
  CURL* const easy = easy_.get();
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, to_long_ms(options_->connect_timeout));
  set_option(easy, CURLOPT_DNS_CACHE_TIMEOUT, to_long_seconds(options_->address_lifetime));
  set_option(easy, CURLOPT_MAXLIFETIME_CONN, to_long_seconds(options_->connection_lifetime));
  set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(easy, CURLOPT_TCP_KEEPIDLE, to_long_seconds(kTcpKeepalive));
  set_option(easy, CURLOPT_TCP_KEEPINTVL, to_long_seconds(kTcpKeepalive));
}

void PostTransfer::set_route() {
  CURL* const easy = easy_.get();
  const ProxyOptions& proxy = options_->proxy;
  // An empty text stands for none, and a null for what the environment says.
  if (!proxy.from_environment) set_option(easy, CURLOPT_PROXY, proxy.url.c_str());
  if (!proxy.from_environment || !proxy.no_proxy.empty()) {
    set_option(easy, CURLOPT_NOPROXY, proxy.no_proxy.c_str());
  }
  if (!options_->unix_socket.empty()) {
    set_option(easy, CURLOPT_UNIX_SOCKET_PATH, options_->unix_socket.c_str());
  }
}

void PostTransfer::set_tls() {
  CURL* const easy = easy_.get();
  const TlsOptions& tls = options_->tls;
  const long version = curl_tls_version(tls.min_version);
  const bool is_verified = !tls.insecure_skip_verify;
  set_option(easy, CURLOPT_SSLVERSION, version);
  set_option(easy, CURLOPT_PROXY_SSLVERSION, version);
  set_option(easy, CURLOPT_SSL_VERIFYPEER, is_verified ? 1L : 0L);
  set_option(easy, CURLOPT_PROXY_SSL_VERIFYPEER, is_verified ? 1L : 0L);
  set_option(easy, CURLOPT_SSL_VERIFYHOST, is_verified ? 2L : 0L);
  set_option(easy, CURLOPT_PROXY_SSL_VERIFYHOST, is_verified ? 2L : 0L);
  // OpenSSL would not speak the versions before 1.2 at the level that is usual.
  if (tls.min_version < TlsVersion::kTls12) {
    set_option(easy, CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
  }
  // A session that is resumed stands for the certificate that it began with.
  set_option(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  // Or an encrypted key's passphrase would be asked for on a terminal.
  set_option(easy, CURLOPT_KEYPASSWD, "");
  if (!material_->authorities.empty()) {
    set_blob(easy, CURLOPT_CAINFO_BLOB, material_->authorities);
    set_blob(easy, CURLOPT_PROXY_CAINFO_BLOB, material_->authorities);
  }
  if (!material_->certificate.empty()) {
    set_blob(easy, CURLOPT_SSLCERT_BLOB, material_->certificate);
    set_blob(easy, CURLOPT_SSLKEY_BLOB, material_->key);
  }
}

// For libcurl the host of the URL is whom the certificate must name. Where that is another, the URL
// has that name, and the connection and the Host header say what it had.
void PostTransfer::aim() {
  CURL* const easy = easy_.get();
  const std::string& server_name = options_->tls.server_name;
  const bool is_renamed = !server_name.empty() && url_->scheme() == "https";
  const std::string url = is_renamed ? url_->with_host(server_name).text() : url_->text();
  route_.reset();
  if (is_renamed) add_line(route_, server_name + "::" + url_->host() + ":" + url_->port());
  set_option(easy, CURLOPT_URL, url.c_str());
  set_option(easy, CURLOPT_CONNECT_TO, route_.get());
  set_option(easy, CURLOPT_USERNAME, user_ ? user_->c_str() : nullptr);
  set_option(easy, CURLOPT_PASSWORD, password_ ? password_->c_str() : nullptr);
  headers_.reset();
  if (is_renamed) add_header(headers_, {"Host", url_->authority()});
  set_headers();
  set_option(easy, CURLOPT_HTTPHEADER, headers_.get());
}

void PostTransfer::set_headers() {
  bool has_content_type = false;
  for (const HttpHeader& header : request_.headers) {
    has_content_type = has_content_type || lower_case(header.name) == "content-type";
    add_header(headers_, header);
  }
  // Or libcurl would say that the body is a form.
  if (!has_content_type) add_line(headers_, "Content-Type:");
  // Waiting for a "100 Continue" costs a round trip, or a second where none comes.
  add_line(headers_, "Expect:");
}

void PostTransfer::begin(Duration extra) {
  ends_ = Stopwatch::now() + request_.timeout + extra;
  set_option(easy_.get(), CURLOPT_TIMEOUT_MS, to_long_ms(request_.timeout + extra));
}

std::size_t PostTransfer::on_header(char* bytes, std::size_t size, std::size_t count,
                                    void* user) noexcept {
  auto& self = *static_cast<PostTransfer*>(user);
  self.keep_header(std::string_view(bytes, size * count));
  return size * count;
}

void PostTransfer::keep_header(std::string_view line) {
  std::vector<HttpHeader>& headers = completion_.headers;
  if (line.starts_with("HTTP/")) {
    // An interim answer (100, 103) came first, or a proxy's, and its headers are not the answer's.
    headers.clear();
    location_.reset();
    has_head_ = false;
    return;
  }
  if (line == "\r\n" || line == "\n") has_head_ = true;
  std::optional<HttpHeader> header = parse_header_line(line);
  if (!header) return;
  const std::string& name = header->name;
  if (name == "location") location_ = header->value;
  if (!name.starts_with("retry-after") && !name.starts_with("x-prometheus-")) return;
  if (headers.size() == kAnswerHeadersMax) return;
  if (header->value.size() > kHttpAnswerBytesMax) header->value.resize(kHttpAnswerBytesMax);
  headers.push_back(*std::move(header));
}

// The rest is read and dropped, so that the connection stays usable.
std::size_t PostTransfer::on_body(char* bytes, std::size_t size, std::size_t count,
                                  void* user) noexcept {
  auto& self = *static_cast<PostTransfer*>(user);
  std::string& text = self.completion_.text;
  text.append(bytes, std::min(size * count, self.request_.answer_bytes_max - text.size()));
  return size * count;
}

bool PostTransfer::go_on(int result) {
  if (died_with_its_connection(result) && send_again()) return true;
  const auto status = static_cast<int>(number_of(CURLINFO_RESPONSE_CODE));
  if (result != CURLE_OK) {
    fail(error_text(result));
  } else if (!has_head_ || status < 200) {
    fail("the answer's head was cut short");
  } else if (status / 100 == 3 && location_) {
    return redirect(status);
  } else {
    completion_.status = status;
  }
  return false;
}

// Whether a kept-alive connection died under the request: the server closed it while idle, which
// says nothing about the request, and a new connection will tell. libcurl sees to it by itself if
// it meets the death while reading; if it is still writing, as with large bodies now and then, not.
bool PostTransfer::died_with_its_connection(int result) const {
  const bool lost =
      result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING;
  return lost && number_of(CURLINFO_NUM_CONNECTS) == 0 && number_of(CURLINFO_HEADER_SIZE) == 0;
}

bool PostTransfer::send_again() {
  const Duration left = time_left();
  if (is_second_attempt_ || left.count() <= 0) return false;
  is_second_attempt_ = true;
  set_option(easy_.get(), CURLOPT_FRESH_CONNECT, 1L);
  set_option(easy_.get(), CURLOPT_TIMEOUT_MS, to_long_ms(left));
  return true;
}

bool PostTransfer::redirect(int status) {
  Result<CurlUrl> next = judge_redirect(*url_, {.status = status,
                                                .location = *location_,
                                                .redirects = redirects_,
                                                .is_wanted = options_->follow_redirects});
  if (!next) {
    completion_.status = status;
    completion_.text = next.error().message();
    return false;
  }
  const Duration left = time_left();
  if (left.count() <= 0) {
    fail("timed out on the way to where it was redirected");
    return false;
  }
  if (!next->is_same_origin(*url_)) {
    drop_personal_headers(request_.headers);
    user_.reset();
    password_.reset();
  }
  ++redirects_;
  url_ = *std::move(next);
  completion_ = {};
  has_head_ = false;
  set_option(easy_.get(), CURLOPT_FRESH_CONNECT, 0L);
  set_option(easy_.get(), CURLOPT_TIMEOUT_MS, to_long_ms(left));
  aim();
  return true;
}

Duration PostTransfer::time_left() const {
  return std::chrono::floor<Duration>(ends_ - Stopwatch::now());
}

long PostTransfer::number_of(int info) const {
  long value = 0;
  FB_CHECK(curl_easy_getinfo(easy_.get(), static_cast<CURLINFO>(info), &value) == CURLE_OK);
  return value;
}

std::string PostTransfer::error_text(int result) const {
  if (result == CURLE_COULDNT_CONNECT && !options_->unix_socket.empty()) {
    // libcurl speaks of the URL's host, which has nothing to do with it.
    const std::string reason =
        std::generic_category().message(static_cast<int>(number_of(CURLINFO_OS_ERRNO)));
    return "unix socket " + options_->unix_socket + ": cannot be connected to: " + reason;
  }
  const std::string detail = error_.data();
  return without_secrets(detail.empty() ? curl_easy_strerror(static_cast<CURLcode>(result))
                                        : detail);
}

void PostTransfer::fail(std::string text) {
  completion_.status.reset();
  completion_.headers.clear();
  completion_.text = std::move(text);
}

HttpCompletion PostTransfer::take() {
  completion_.id = request_.id;
  completion_.body = std::move(request_.body);
  completion_.elapsed = std::chrono::duration_cast<Duration>(Stopwatch::now() - created_);
  return std::move(completion_);
}

}  // namespace flowbridge
