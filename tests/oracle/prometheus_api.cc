#include "oracle/prometheus_api.h"

#include "oracle/http_client.h"

#include <cstdint>
#include <utility>

namespace flowbridge {
namespace {

/// Seconds with three decimals, as the API takes them.
std::string seconds(std::int64_t ms) {
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

std::string range_of(const TimeRange& range) {
  return "[" + std::to_string((range.end - range.begin).count()) + "ms]";
}

class HttpPrometheusApi final : public PrometheusApi {
 public:
  explicit HttpPrometheusApi(HttpClient client) : client_(std::move(client)) {}

  Result<std::vector<Labels>> series(const std::string& selector, const TimeRange& range) override {
    const Result<std::string> body =
        client_.post("/api/v1/series", {{"match[]", selector},
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
    return client_.post("/api/v1/query", {{"query", expression}, {"time", seconds(to_ms(time))}});
  }

  HttpClient client_;
};

}  // namespace

Result<std::unique_ptr<PrometheusApi>> make_prometheus_api(const std::string& url) {
  Result<HttpClient> client = HttpClient::make(url);
  if (!client) return client.error();
  return std::unique_ptr<PrometheusApi>(std::make_unique<HttpPrometheusApi>(*std::move(client)));
}

}  // namespace flowbridge
