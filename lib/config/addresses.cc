#include "config/addresses.h"

#include "config/problem.h"
#include "config/values.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace flowbridge {

namespace {

constexpr std::size_t kTopicBytesMax = 249;
constexpr std::uint64_t kPortMax = 65'535;

Error invalid(std::string message) {
  return {ErrorCode::kInvalid, std::move(message)};
}

bool is_host_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_host_character);
}

/// What may stand between brackets: an IPv6 address, perhaps with a zone behind "%".
bool is_ipv6(std::string_view text) {
  const std::size_t zone = text.find('%');
  if (zone != std::string_view::npos && !is_host(text.substr(zone + 1))) return false;
  const std::string_view address = text.substr(0, zone);
  const bool hex = std::all_of(address.begin(), address.end(), [](char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0 || c == ':' || c == '.';
  });
  return hex && address.find(':') != std::string_view::npos;
}

/// A text taken apart at its last colon. `port` is absent if there is none.
struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;
  bool bracketed = false;
};

/// Absent if brackets do not match, or an IPv6 address stands without them.
std::optional<HostAndPort> take_apart(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    HostAndPort parts{.host = text.substr(1, end - 1), .port = {}, .bracketed = true};
    const std::string_view rest = text.substr(end + 1);
    if (rest.empty()) return parts;
    if (!rest.starts_with(':')) return std::nullopt;
    parts.port = rest.substr(1);
    return parts;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return HostAndPort{.host = text, .port = {}};
  if (text.find(':', colon + 1) != std::string_view::npos) return std::nullopt;
  return HostAndPort{.host = text.substr(0, colon), .port = text.substr(colon + 1)};
}

bool has_valid_host(const HostAndPort& parts) {
  return parts.bracketed ? is_ipv6(parts.host) : is_host(parts.host);
}

std::optional<std::uint16_t> to_port(std::string_view text) {
  const Result<std::uint64_t> number = parse_unsigned(text);
  if (!number || *number > kPortMax) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

/// What follows "scheme://", up to the path: the part where host and port are.
std::string_view without_scheme(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return text;
  text.remove_prefix(scheme + 3);
  // The last "@" of all, as in redact_url: a password may hold what ends a host.
  text.remove_prefix(text.rfind('@') + 1);
  return text.substr(0, text.find_first_of("/?#"));
}

/// Only what would be accepted is worth suggesting.
template <typename T>
std::string if_valid(std::string suggestion, Result<T> (*parse)(std::string_view)) {
  return parse(suggestion) ? suggestion : std::string{};
}

/// Says nothing of what it found: a password with a "/" in it ends up here as a port.
Result<void> check_authority(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  const std::optional<HostAndPort> parts = take_apart(authority);
  if (!parts || !has_valid_host(*parts)) {
    return invalid("has no valid host; expected one such as prometheus:9090");
  }
  if (parts->port && to_port(*parts->port).value_or(0) == 0) {
    return invalid("has no valid port; expected a number from 1 to 65535");
  }
  return {};
}

bool is_blank_or_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f;
}

}  // namespace

Result<WebAddress> parse_web_address(std::string_view text) {
  const std::string expected = "expected host:port or :port, such as :9590";
  if (text.empty()) return invalid("is empty; " + expected);
  if (text.find("://") != std::string_view::npos) {
    return invalid(in_quotes(redact_url(text)) + " is a URL" +
                   did_you_mean(if_valid(std::string(without_scheme(text)), parse_web_address)));
  }
  const std::optional<HostAndPort> parts = take_apart(text);
  if (!parts)
    return invalid(in_quotes(text) + " is not an address; an IPv6 one goes in brackets; " +
                   expected);
  if (!parts->port) {
    const bool only_port = !parts->bracketed && to_port(text).has_value();
    const std::string meant = only_port ? ":" + std::string(text) : std::string(text) + ":9590";
    return invalid(in_quotes(text) + " has no port" +
                   did_you_mean(if_valid(meant, parse_web_address)));
  }
  const bool everywhere = parts->host.empty() && !parts->bracketed;
  if (!everywhere && !has_valid_host(*parts)) {
    return invalid(in_quotes(text) + " has no valid host; " + expected);
  }
  const std::optional<std::uint16_t> port = to_port(*parts->port);
  if (!port) return invalid(in_quotes(text) + " has no valid port; " + expected);
  return WebAddress{.host = std::string(parts->host), .port = *port};
}

std::string to_string(const WebAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

Result<std::string> parse_broker(std::string_view text) {
  const std::string expected = "expected host:port, such as kafka:9092";
  if (text.empty()) return invalid("names an empty broker; " + expected);
  if (text.find("://") != std::string_view::npos) {
    return invalid(in_quotes(redact_url(text)) +
                   " has a scheme, which belongs in --kafka.property security.protocol" +
                   did_you_mean(if_valid(std::string(without_scheme(text)), parse_broker)));
  }
  const std::optional<HostAndPort> parts = take_apart(text);
  if (!parts || !has_valid_host(*parts)) {
    return invalid(in_quotes(text) + " is not a broker; " + expected);
  }
  if (parts->port && to_port(*parts->port).value_or(0) == 0) {
    return invalid(in_quotes(text) + " has no valid port; " + expected);
  }
  return std::string(text);
}

Result<std::string> parse_topic(std::string_view text) {
  if (text.empty()) return invalid("names an empty topic; expected one such as pmacct.acct");
  if (text.size() > kTopicBytesMax) {
    return invalid(in_quotes(text) + " is longer than " + std::to_string(kTopicBytesMax) +
                   " characters, Kafka's limit for a topic");
  }
  const bool valid =
      text != "." && text != ".." && std::all_of(text.begin(), text.end(), is_host_character);
  if (valid) return std::string(text);
  return invalid(in_quotes(text) +
                 " is not a topic; expected letters, digits, \".\", \"_\" and \"-\", such as "
                 "pmacct.acct");
}

Result<std::string> parse_http_url(std::string_view text) {
  const std::string example = "http://prometheus:9090/api/v1/write";
  if (text.empty()) return invalid("is empty; expected a URL such as " + example);
  const std::string shown = in_quotes(redact_url(text));
  if (std::any_of(text.begin(), text.end(), is_blank_or_control)) {
    return invalid(shown + " holds a blank or a control character; write it as %20 and the like");
  }
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    return invalid(shown + " has no scheme; expected http:// or https://, as in " + example);
  }
  const std::string_view scheme = text.substr(0, scheme_end);
  if (scheme != "http" && scheme != "https") {
    return invalid(shown + " is neither http:// nor https://");
  }
  const std::string_view rest = text.substr(scheme_end + 3);
  const std::size_t path_begin = std::min(rest.find_first_of("/?#"), rest.size());
  const Result<void> authority = check_authority(rest.substr(0, path_begin));
  if (!authority) return invalid(shown + " " + authority.error().message());
  if (rest.find('#') != std::string_view::npos) {
    return invalid(shown + " has a fragment (\"#\"), which a server never sees");
  }
  if (path_begin == rest.size() || rest[path_begin] != '/') {
    // An "@" further on says that this is not the host yet, but part of a password.
    const bool complete = rest.find('@', path_begin) == std::string_view::npos;
    const std::string origin = redact_url(text.substr(0, scheme_end + 3 + path_begin));
    return invalid(shown + " has no path" + did_you_mean(complete ? origin + "/api/v1/write" : ""));
  }
  return std::string(text);
}

Result<std::string> parse_proxy_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://", "socks5://", "socks5h://"}) {
    if (text.starts_with(scheme) && text.size() > scheme.size()) return std::string(text);
  }
  return invalid("it is not the URL of a proxy; write http://host:3128");
}

std::string redact_url(std::string_view text) {
  // Only what can be a scheme is one; "me:secret://" is not.
  const std::size_t scheme_end = text.find("://");
  const bool has_scheme =
      scheme_end != std::string_view::npos && is_host(text.substr(0, scheme_end));
  std::size_t begin = has_scheme ? scheme_end + 3 : 0;
  std::string out(text.substr(0, begin));
  // The last "@" of all: a password may hold "/", "?" or "@" although it should not.
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    out += kHidden;
    begin = at;
  }
  const std::string_view rest = text.substr(begin);
  const std::size_t query = rest.find('?');
  out += rest.substr(0, query);
  if (query != std::string_view::npos) out += "?" + std::string(kHidden);
  return out;
}

}  // namespace flowbridge
