#include "auth/request_url.h"

#include "base/ascii.h"

namespace flowbridge {

namespace {

struct Scheme {
  std::string_view prefix;
  std::string_view port;
};

constexpr Scheme kSchemes[] = {{"https://", ":443"}, {"http://", ":80"}};

}  // namespace

std::optional<RequestUrl> parse_request_url(std::string_view url) {
  for (const Scheme& scheme : kSchemes) {
    if (lower_case(url.substr(0, scheme.prefix.size())) != scheme.prefix) continue;
    std::string_view rest = url.substr(scheme.prefix.size());
    rest = rest.substr(0, rest.find('#'));
    std::string_view host = rest.substr(0, rest.find_first_of("/?"));
    rest.remove_prefix(host.size());
    host.remove_prefix(host.rfind('@') + 1);  // npos + 1 is 0.
    if (host.ends_with(scheme.port)) host.remove_suffix(scheme.port.size());
    if (host.empty()) return std::nullopt;

    const std::size_t question = rest.find('?');
    RequestUrl parts{.host = std::string(host), .path = std::string(rest.substr(0, question))};
    if (parts.path.empty()) parts.path = "/";
    if (question != std::string_view::npos) parts.query = rest.substr(question + 1);
    return parts;
  }
  return std::nullopt;
}

}  // namespace flowbridge
