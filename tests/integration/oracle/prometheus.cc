#include "integration/oracle/prometheus.h"

#include "base/coding.h"
#include "process/whole_file.h"

#include <bit>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <snappy.h>

namespace flowbridge {
namespace {

constexpr Duration kStartLimit = 30s;
/// Another process may take the free port first.
constexpr int kStartsMax = 3;

// Protobuf wire types in the low three bits of a field's key.
constexpr std::uint64_t kVarint = 0;
constexpr std::uint64_t kFixed64 = 1;
constexpr std::uint64_t kBytes = 2;

void put_field(std::string& out, std::uint64_t number, std::string_view bytes) {
  put_varint(out, number << 3 | kBytes);
  put_string(out, bytes);
}

std::string encode_label(const std::string& name, const std::string& value) {
  std::string label;
  put_field(label, 1, name);
  put_field(label, 2, value);
  return label;
}

std::string encode_sample(const RawSample& sample) {
  std::string encoded;
  put_varint(encoded, 1 << 3 | kFixed64);
  put_u64(encoded, std::bit_cast<std::uint64_t>(sample.value));
  put_varint(encoded, 2 << 3 | kVarint);
  put_varint(encoded, static_cast<std::uint64_t>(to_ms(sample.timestamp)));
  return encoded;
}

std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// GET, or POST if there is a body. The status, or 0.
long request(const std::string& url, const std::string* body) {
  CURL* const curl = curl_easy_init();
  curl_slist* headers = nullptr;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &discard);
  if (body != nullptr) {
    headers = curl_slist_append(headers, "Content-Type: application/x-protobuf");
    headers = curl_slist_append(headers, "Content-Encoding: snappy");
    headers = curl_slist_append(headers, "X-Prometheus-Remote-Write-Version: 0.1.0");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
  }
  long status = 0;
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return status;
}

}  // namespace

std::string encode_write_request(const std::vector<FoundSeries>& series) {
  std::string encoded;
  for (const FoundSeries& one : series) {
    std::string time_series;
    for (const auto& [name, value] : one.labels) {
      put_field(time_series, 1, encode_label(name, value));
    }
    for (const RawSample& sample : one.samples) put_field(time_series, 2, encode_sample(sample));
    put_field(encoded, 1, time_series);
  }
  return encoded;
}

Result<std::unique_ptr<RealPrometheus>> RealPrometheus::start() {
  std::string errors;
  for (int i = 0; i < kStartsMax; ++i) {
    auto directory = std::make_unique<TemporaryDirectory>();
    const std::string configuration = directory->file("prometheus.yml");
    if (auto written = write_file(configuration, "global: {}\n"); !written) return written.error();
    const std::uint16_t port = free_port();
    Result<ChildProcess> process = ChildProcess::start(
        {.command = {"prometheus", "--config.file=" + configuration,
                     "--storage.tsdb.path=" + directory->file("data"),
                     "--web.listen-address=127.0.0.1:" + std::to_string(port),
                     "--storage.tsdb.retention.time=10y", "--web.enable-remote-write-receiver"}});
    if (!process) return process.error();
    std::unique_ptr<RealPrometheus> server(
        new RealPrometheus(std::move(directory), *std::move(process), port));
    wait_until(kStartLimit, [&] {
      return request(server->url() + "/-/ready", nullptr) == 200 || server->process_.wait(0ms);
    });
    if (!server->process_.wait(0ms)) return server;
    errors = server->process_.error_output();
  }
  return Error(ErrorCode::kUnavailable, "prometheus does not start: " + errors);
}

long RealPrometheus::write(const std::vector<FoundSeries>& series) {
  const std::string message = encode_write_request(series);
  std::string body;
  snappy::Compress(message.data(), message.size(), &body);
  return request(url() + "/api/v1/write", &body);
}

}  // namespace flowbridge
