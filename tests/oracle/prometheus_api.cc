#include "oracle/prometheus_api.h"

#include <cstdint>
#include <utility>

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

/// Seconds with three decimals, as the API takes them.
std::string seconds(std::int64_t ms) {
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

std::string range_of(const TimeRange& range) {
  return "[" + std::to_string((range.end - range.begin).count()) + "ms]";
}

using Fields = std::vector<std::pair<std::string, std::string>>;

class CurlPrometheusApi final : public PrometheusApi {
 public:
  CurlPrometheusApi(std::unique_ptr<CURL, CloseCurl> curl, std::string url)
      : curl_(std::move(curl)), url_(std::move(url)) {}

  Result<std::vector<Labels>> series(const std::string& selector, const TimeRange& range) override {
    const Result<std::string> body = post("/api/v1/series", {{"match[]", selector},
                                                             {"start", seconds(to_ms(range.begin))},
                                                             {"end", seconds(to_ms(range.end))}});
    if (!body) return body.error();
    return parse_series_list(*body);
  }

  Result<std::vector<FoundSeries>> samples(const std::string& selector,
                                           const TimeRange& range) override {
    const Result<std::string> body = query(selector + range_of(range), range.end);
    if (!body) return body.error();
    return parse_matrix(*body);
  }

  Result<double> newest_sum(const std::string& selector, const TimeRange& range) override {
    const Result<std::string> body =
        query("sum(last_over_time(" + selector + range_of(range) + "))", range.end);
    if (!body) return body.error();
    return parse_vector_sum(*body);
  }

 private:
  Result<std::string> query(const std::string& expression, UnixTime time) {
    return post("/api/v1/query", {{"query", expression}, {"time", seconds(to_ms(time))}});
  }

  std::string encoded(const Fields& fields) const {
    std::string form;
    for (const auto& [name, value] : fields) {
      char* const text =
          curl_easy_escape(curl_.get(), value.data(), static_cast<int>(value.size()));
      form += (form.empty() ? "" : "&") + name + "=" + text;
      curl_free(text);
    }
    return form;
  }

  Result<std::string> post(const std::string& path, const Fields& fields) {
    const std::string url = url_ + path;
    const std::string form = encoded(fields);
    std::string body;
    CURL* const curl = curl_.get();
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
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

  const std::unique_ptr<CURL, CloseCurl> curl_;
  const std::string url_;
};

}  // namespace

Result<std::unique_ptr<PrometheusApi>> make_prometheus_api(const std::string& url) {
  if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) {
    return Error(ErrorCode::kInvalid, "expected http://HOST:PORT, found '" + url + "'");
  }
  std::unique_ptr<CURL, CloseCurl> curl(curl_easy_init());
  if (!curl) return Error(ErrorCode::kUnavailable, "libcurl does not start");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(kQueryLimit.count()));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  // A proxy from the environment must not stand between a test and its server.
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  std::string base = url;
  while (base.back() == '/') base.pop_back();
  return std::unique_ptr<PrometheusApi>(
      std::make_unique<CurlPrometheusApi>(std::move(curl), std::move(base)));
}

}  // namespace flowbridge
