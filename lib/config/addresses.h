#pragma once
/// Brokers, topics, URLs and listen addresses, checked as far as text can be.
///
/// A wrong address is found here, by name and at once, and not by a connection that never comes
/// about. Nothing is looked up.
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid, with a message to put behind the name of the flag.
/// Units:    ports 1 … 65535, and 0 where any free one is meant.
///
///   parse_web_address(":9590");                   // every address, port 9590
///   parse_http_url("http://prometheus:9090/api/v1/write");
///   redact_url("https://me:secret@host/write?key=x")  // "https://<hidden>@host/write?<hidden>"

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

/// Stands for what must not be shown.
inline constexpr std::string_view kHidden = "<hidden>";

struct WebAddress {
  /// A name or an address, without brackets; empty for every address of the machine.
  std::string host;
  /// 0: any free one.
  std::uint16_t port = 0;

  bool operator==(const WebAddress&) const = default;
};

/// "host:port", "[::1]:port" or ":port".
Result<WebAddress> parse_web_address(std::string_view text);
/// As parse_web_address reads it.
std::string to_string(const WebAddress& address);

/// "host", "host:port" or "[::1]:port", as librdkafka takes it; its default port is 9092.
Result<std::string> parse_broker(std::string_view text);

/// A topic's name by Kafka's rule: 1 to 249 letters, digits, ".", "_" or "-".
Result<std::string> parse_topic(std::string_view text);

/// An http or https URL with a host and a path; "/" must be written if it is meant. Messages show
/// it redacted.
Result<std::string> parse_http_url(std::string_view text);

/// The URL of a proxy, as libcurl takes it: http, https, socks5 or socks5h. Whether it is there
/// shows when it is asked.
Result<std::string> parse_proxy_url(std::string_view text);

/// The URL without user, password and query. Of a text that is no URL it hides at least as much.
std::string redact_url(std::string_view text);

}  // namespace flowbridge
