#include "oracle/http_client.h"

#include <curl/curl.h>

namespace flowbridge {
namespace {

constexpr long kStatusOk = 200;
constexpr std::size_t kWordsMax = 300;

struct CloseCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

std::size_t append_body(char* bytes, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(bytes, size * count);
  return size * count;
}

std::string encoded(CURL* curl, const HttpFields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    char* const text = curl_easy_escape(curl, value.data(), static_cast<int>(value.size()));
    form += (form.empty() ? "" : "&") + name + "=" + text;
    curl_free(text);
  }
  return form;
}

}  // namespace

struct HttpClient::Handle {
  std::unique_ptr<CURL, CloseCurl> curl;
};

Result<HttpClient> HttpClient::make(const std::string& url) {
  if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) {
    return Error(ErrorCode::kInvalid, "expected http://HOST:PORT, found '" + url + "'");
  }
  auto handle = std::make_unique<Handle>();
  handle->curl.reset(curl_easy_init());
  CURL* const curl = handle->curl.get();
  if (curl == nullptr) return Error(ErrorCode::kUnavailable, "libcurl does not start");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(kHttpLimit.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  // A proxy from the environment must not stand between a test and its server.
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  std::string base = url;
  while (base.back() == '/') base.pop_back();
  return HttpClient(std::move(handle), std::move(base));
}

HttpClient::HttpClient(std::unique_ptr<Handle> handle, std::string url)
    : handle_(std::move(handle)), url_(std::move(url)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<std::string> HttpClient::get(const std::string& path) {
  curl_easy_setopt(handle_->curl.get(), CURLOPT_HTTPGET, 1L);
  return perform(url_ + path);
}

Result<std::string> HttpClient::post(const std::string& path, const HttpFields& form) {
  CURL* const curl = handle_->curl.get();
  const std::string text = encoded(curl, form);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text.c_str());
  return perform(url_ + path);
}

Result<std::string> HttpClient::perform(const std::string& url) {
  std::string body;
  CURL* const curl = handle_->curl.get();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &append_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) {
    return Error(ErrorCode::kUnavailable, url + ": " + curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status != kStatusOk) {
    return Error(ErrorCode::kUnavailable,
                 url + ": status " + std::to_string(status) + ": " + body.substr(0, kWordsMax));
  }
  return body;
}

}  // namespace flowbridge
