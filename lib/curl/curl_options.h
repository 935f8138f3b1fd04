#pragma once
/// How one destination is reached: TLS, proxy, redirects, lifetimes and limits.
///
/// The names are those of Prometheus's remote_write section where it has them, so that one can be
/// copied.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    check_curl_options: kInvalid, with the first thing that is missing or cannot be, and
///           no password. Files are not looked at: they may come later.
/// Units:    milliseconds, bytes, bytes per second.
///
///   const CurlOptions options{.tls = {.ca_file = "/etc/ssl/push.pem"}, .rate_limit = 1'000'000};
///   if (auto fine = check_curl_options(options); !fine) return fine.error();

#include "base/result.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

enum class TlsVersion { kTls10, kTls11, kTls12, kTls13 };

/// As Prometheus names them: TLS10, TLS11, TLS12, TLS13.
std::optional<TlsVersion> parse_tls_version(std::string_view name);

struct TlsOptions {
  /// PEM, the authorities to trust instead of the system's; empty: the system's. These files may be
  /// replaced at any time: what they hold then is used within seconds, on new connections.
  std::string ca_file{};
  /// PEM, what we show a receiver that asks: the certificate, with its chain, and its key, which
  /// must not be encrypted. Both or neither.
  std::string cert_file{};
  std::string key_file{};
  /// Whom the receiver's certificate must name, and whom we ask for (SNI); empty: the URL's host.
  /// It changes nothing else: the Host header stays the URL's.
  std::string server_name{};
  /// Anybody may then be the receiver, and get what is sent.
  bool insecure_skip_verify = false;
  TlsVersion min_version = TlsVersion::kTls12;
};

struct ProxyOptions {
  /// http://, https://, socks5:// (the name is looked up here) or socks5h:// (there), with
  /// credentials if it wants them; empty: none. An https proxy is verified as the receiver is.
  std::string url{};
  /// Reached without it: names with all below them, addresses, networks ("10.0.0.0/8"), with commas
  /// between them; "*": everything.
  std::string no_proxy{};
  /// As http_proxy, https_proxy, all_proxy and no_proxy of the environment say. Otherwise they are
  /// not consulted.
  bool from_environment = false;
};

struct CurlOptions {
  /// Name lookup, proxy, TCP and TLS together. Longer helps only where a working path is that slow.
  Duration connect_timeout = 10s;
  /// How long an address is trusted. Longer saves lookups, and finds a moved receiver later.
  Duration address_lifetime = 60s;
  /// A connection older than this is not used again, so that a receiver that moved, or gained a
  /// replica behind its load balancer, is found although every request succeeds.
  Duration connection_lifetime = 60s;
  /// Idle connections that are kept. More than run at a time are of no use.
  std::size_t idle_connections_max = 16;
  TlsOptions tls{};
  ProxyOptions proxy{};
  /// HTTP/2 where a TLS receiver offers it; otherwise, and without TLS, HTTP/1.1.
  bool enable_http2 = true;
  /// 307 and 308, which ask for the same request elsewhere. Without it they are answers, as the
  /// other redirects always are.
  bool follow_redirects = true;
  /// Connects to this socket, whatever the URL's host; empty: by TCP. No proxy then.
  std::string unix_socket{};
  /// Bytes of bodies per second, of all requests together; 0: as fast as it goes. Requests wait for
  /// their turn, and each has as much more time as its body takes at that rate.
  std::uint64_t rate_limit = 0;
};

Result<void> check_curl_options(const CurlOptions& options);

}  // namespace flowbridge
