#include "port/downloader.h"

#include <algorithm>

namespace flowbridge {

std::optional<std::string_view> header_of(const std::vector<HttpHeader>& headers,
                                          std::string_view lower_case_name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return header.name == lower_case_name;
  });
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

}  // namespace flowbridge
