#include "curl/curl_options.h"

#include "curl/curl_url.h"

#include <algorithm>
#include <array>
#include <limits>

#include <sys/un.h>

namespace flowbridge {

namespace {

constexpr std::array<std::string_view, 4> kProxySchemes = {"http", "https", "socks5", "socks5h"};

Error invalid(const std::string& message) {
  return {ErrorCode::kInvalid, message};
}

Result<void> check_tls(const TlsOptions& tls) {
  if (tls.cert_file.empty() != tls.key_file.empty()) {
    return invalid("cert_file and key_file: one is given without the other");
  }
  if (tls.server_name.find_first_of("/@:[]? \t\r\n") != std::string::npos) {
    return invalid("server_name: is not the name of a host");
  }
  return {};
}

// Nothing of the URL is repeated: it may hold a password.
Result<void> check_proxy(const ProxyOptions& proxy) {
  if (!proxy.url.empty() && proxy.from_environment) {
    return invalid("proxy: is given twice, as a URL and by the environment");
  }
  if (proxy.url.empty()) return {};
  const std::optional<CurlUrl> url = CurlUrl::parse(proxy.url);
  const bool is_known = url && std::find(kProxySchemes.begin(), kProxySchemes.end(),
                                         url->scheme()) != kProxySchemes.end();
  if (!is_known) return invalid("proxy: is not a URL of http, https, socks5 or socks5h");
  return {};
}

}  // namespace

std::optional<TlsVersion> parse_tls_version(std::string_view name) {
  if (name == "TLS10") return TlsVersion::kTls10;
  if (name == "TLS11") return TlsVersion::kTls11;
  if (name == "TLS12") return TlsVersion::kTls12;
  if (name == "TLS13") return TlsVersion::kTls13;
  return std::nullopt;
}

Result<void> check_curl_options(const CurlOptions& options) {
  if (auto fine = check_tls(options.tls); !fine) return fine;
  if (auto fine = check_proxy(options.proxy); !fine) return fine;
  const bool has_proxy = !options.proxy.url.empty() || options.proxy.from_environment;
  if (!options.unix_socket.empty() && has_proxy) {
    return invalid("unix_socket: is not reached by a proxy");
  }
  if (options.unix_socket.size() >= sizeof(sockaddr_un::sun_path)) {
    return invalid("unix_socket: has more than 107 bytes: " + options.unix_socket);
  }
  if (options.rate_limit > std::numeric_limits<std::int64_t>::max()) {
    return invalid("rate_limit: is too large");
  }
  return {};
}

}  // namespace flowbridge
