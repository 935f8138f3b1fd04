#include "support/write_headers.h"

#include <cstdlib>
#include <string_view>

#include <strings.h>

namespace flowbridge {

namespace {

constexpr std::string_view kType = "application/x-protobuf";
constexpr std::string_view kParameter = "proto=io.prometheus.write.v2.Request";

}  // namespace

WriteHeaders write_headers(const std::vector<HttpHeader>& headers) {
  const auto value = [&headers](const char* name) {
    for (const HttpHeader& header : headers) {
      if (strcasecmp(header.name.c_str(), name) == 0) return header.value;
    }
    return std::string();
  };
  return {.content_type = value("Content-Type"),
          .version = value("X-Prometheus-Remote-Write-Version"),
          .retry_attempt = std::atoi(value("Retry-Attempt").c_str())};
}

bool names_version_two(const WriteHeaders& headers) {
  std::string_view rest = headers.content_type;
  const auto next_part = [&rest] {
    const std::string_view part = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
  };
  if (next_part() != kType) return false;
  while (!rest.empty()) {
    if (next_part() == kParameter) return true;
  }
  return false;
}

bool are_exactly_version_two(const WriteHeaders& headers) {
  return headers.content_type == std::string(kType) + ";" + std::string(kParameter) &&
         headers.version == "2.0.0";
}

}  // namespace flowbridge
