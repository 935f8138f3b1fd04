// Any bytes from a client of the admin server: one bounded response, whatever the pieces they
// arrive in, of which the client decides nothing but the page.

#include "admin/connection.h"
#include "admin/http_exchange.h"
#include "base/check.h"
#include "base/coding.h"
#include "fuzz/targets.h"
#include "support/packet_connection.h"

#include <algorithm>
#include <cctype>

namespace flowbridge {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kPage = "a page that is a little longer than a line of text";
constexpr std::size_t kResponseBytesMax = 1024;
/// Unix sockets hold a few hundred packets.
constexpr std::size_t kPacketsMax = 64;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

/// No header but those that we and cpp-httplib write, and each once.
void check_headers(std::string_view head) {
  std::string seen = ";";
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string name = lower_case(head.substr(0, head.find(':')));
    const bool is_known = name == "connection" || name == "content-type" ||
                          name == "content-length" || name == "content-encoding" ||
                          name == "content-range" || name == "accept-ranges" || name == "vary" ||
                          name == "x-test";
    FB_CHECK(is_known && seen.find(";" + name + ";") == std::string::npos);
    seen += name + ";";
    head.remove_prefix(end + 2);
  }
  FB_CHECK(seen.find(";connection;") != std::string::npos);
}

void check_response(std::string_view response) {
  // To a client that asks whether it may send its body; it is answered without.
  constexpr std::string_view kInterim = "HTTP/1.1 100 Continue\r\n\r\n";
  if (response.starts_with(kInterim)) response.remove_prefix(kInterim.size());
  if (response.empty()) return;
  FB_CHECK(response.size() <= kResponseBytesMax && response.starts_with("HTTP/1.1 "));
  const std::string_view status = response.substr(9, 3);
  FB_CHECK(std::all_of(status.begin(), status.end(), [](char c) { return c >= '0' && c <= '9'; }));
  const std::size_t end = response.find(kHeadEnd);
  FB_CHECK(end != std::string_view::npos);
  check_headers(response.substr(0, end + 2));
  const std::string_view body = response.substr(end + kHeadEnd.size());
  const bool is_coded = response.find("Content-Encoding") != std::string_view::npos;
  const bool is_page = status == "200" && !is_coded;
  FB_CHECK(!is_page || body == kPage || body.empty());
}

/// What must be answered, by the bytes alone.
std::string expected(std::string_view bytes, std::size_t head_bytes_max, HttpExchange& exchange) {
  const std::size_t end = bytes.find(kHeadEnd);
  const bool found = end != std::string_view::npos;
  const std::size_t head_bytes = found ? end + kHeadEnd.size() : bytes.size();
  if (head_bytes > head_bytes_max) {
    return "HTTP/1.1 431 Request Header Fields Too Large\r\n"
           "Content-Length: 0\r\nConnection: close\r\n\r\n";
  }
  return found ? exchange.respond(bytes.substr(0, head_bytes)) : std::string();
}

/// `sizes` are those of the pieces, over and over.
std::string served(std::string_view bytes, std::string_view sizes, const ConnectionLimits& limits,
                   HttpExchange& exchange) {
  constexpr int kNeverWoken = -1;
  PacketConnection client;
  for (std::size_t i = 0; !bytes.empty(); ++i) {
    std::size_t size = PacketConnection::kPacketBytesMax;
    if (i < kPacketsMax && !sizes.empty()) {
      size = 1u + static_cast<unsigned char>(sizes[i % sizes.size()]);
    }
    size = std::min(size, bytes.size());
    FB_CHECK(client.send(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
  serve_connection(client.take_server_end(), kNeverWoken, limits,
                   [&exchange](std::string_view head) { return exchange.respond(head); });
  return client.read_to_end();
}

}  // namespace

// How long a head may be, in units of 64 bytes; the sizes of pieces; the bytes.
void fuzz_http_request(std::string_view input) {
  ByteReader in(input);
  const ConnectionLimits limits{.head_bytes_max = in.u8() * std::size_t{64}};
  const std::string_view sizes = in.string();
  const std::string_view bytes = in.rest().substr(0, std::size_t{32} * 1024);
  std::string path;
  HttpExchange exchange([&path](const HttpQuery& query) {
    path = query.path;
    return HttpPage{.body = std::string(kPage), .headers = {{"X-Test", "yes"}}};
  });
  const std::string response = expected(bytes, limits.head_bytes_max, exchange);
  check_response(response);
  FB_CHECK(path.empty() || path.size() <= bytes.size());
  FB_CHECK(served(bytes, {}, limits, exchange) == response);
  FB_CHECK(served(bytes, sizes, limits, exchange) == response);
}

}  // namespace flowbridge
