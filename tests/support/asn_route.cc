#include "support/asn_route.h"

#include "support/gzip.h"

#include <algorithm>
#include <sstream>

namespace flowbridge {

namespace {

constexpr std::size_t kChunkBytes = 1000;

std::string_view without_weakness(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

std::string etag_of(const AsnRoute& route, std::uint64_t turn) {
  return route.etags.empty() ? std::string() : route.etags[turn % route.etags.size()];
}

// A list of tags that holds ours, whatever their strength, or a star.
bool matches(std::string_view if_none_match, std::string_view etag) {
  std::istringstream tags{std::string(if_none_match)};
  for (std::string tag; std::getline(tags >> std::ws, tag, ',');) {
    if (tag == "*" || without_weakness(tag) == etag) return true;
  }
  return false;
}

bool is_not_modified(const AsnRoute& route, const AsnRequest& request, std::uint64_t turn) {
  if (const std::string tags = request.header("if-none-match"); !tags.empty()) {
    return !route.etags.empty() && matches(tags, etag_of(route, turn));
  }
  const std::string since = request.header("if-modified-since");
  return !since.empty() && since == route.last_modified;
}

bool is_default_agent(const std::string& agent) {
  constexpr std::string_view kDefaults[] = {"curl/",          "Wget/",  "python-requests/",
                                            "Go-http-client", "okhttp", "libcurl"};
  return agent.empty() ||
         std::any_of(std::begin(kDefaults), std::end(kDefaults),
                     [&](std::string_view name) { return agent.starts_with(name); });
}

std::string chunked(std::string_view body) {
  std::ostringstream out;
  for (; !body.empty(); body.remove_prefix(std::min(body.size(), kChunkBytes))) {
    const std::string_view chunk = body.substr(0, kChunkBytes);
    out << std::hex << chunk.size() << "\r\n" << chunk << "\r\n";
  }
  out << "0\r\n\r\n";
  return out.str();
}

// What is said, before it is put on the wire.
struct Content {
  int status = 200;
  std::string type;
  std::string body;
  std::vector<HttpHeader> headers = {};
};

Content content_of(const AsnRoute& route, const AsnRequest& request, std::uint64_t turn) {
  if (request.method != "GET") return {405, "text/plain", "GET only\n"};
  if (route.refuses_default_agents && is_default_agent(request.header("user-agent"))) {
    return {403, "text/plain", "Your User-Agent says nothing about you.\n"};
  }
  const std::string key = request.header("authorization");
  if (!route.key.empty() && !key.empty() && key != route.key) {
    return {401,
            "application/json",
            "{\"meta\": {\"error\": \"Invalid API key\"}}",
            {{"WWW-Authenticate", "Api-Key"}}};
  }
  Content content{route.status, route.content_type, route.body, route.headers};
  if (route.content) {
    AsnContent made = route.content(request);
    content.status = made.status;
    content.body = std::move(made.body);
  }
  if (content.status == 200 && is_not_modified(route, request, turn)) {
    content.status = 304;
    content.body.clear();
  }
  return content;
}

}  // namespace

std::string AsnRequest::header(std::string_view lower_case_name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == lower_case_name) return header.value;
  }
  return {};
}

AsnAnswer plan_answer(const AsnRoute& route, const AsnRequest& request, std::uint64_t turn) {
  const Content content = content_of(route, request, turn);
  const bool has_body = content.status != 304;
  const bool gzips =
      route.gzips && request.header("accept-encoding").find("gzip") != std::string::npos;
  std::string body = gzips && has_body ? gzip(content.body) : content.body;

  std::ostringstream head;
  head << "HTTP/1.1 " << content.status << " As Told\r\n";
  if (has_body) head << "Content-Type: " << content.type << "\r\n";
  if (gzips && has_body) head << "Content-Encoding: gzip\r\n";
  if (route.gzips) head << "Vary: Accept-Encoding\r\n";
  if (content.status == 200 || content.status == 304) {
    const std::string etag = etag_of(route, turn);
    if (!etag.empty()) head << "ETag: " << (gzips ? "W/" : "") << etag << "\r\n";
    if (!route.last_modified.empty()) head << "Last-Modified: " << route.last_modified << "\r\n";
  }
  for (const HttpHeader& header : content.headers) {
    head << header.name << ": " << header.value << "\r\n";
  }
  bool closes = false;
  if (has_body) {
    switch (route.framing) {
      case AsnFraming::kLength:
        head << "Content-Length: " << body.size() << "\r\n";
        break;
      case AsnFraming::kChunked:
        head << "Transfer-Encoding: chunked\r\n";
        body = chunked(body);
        break;
      case AsnFraming::kUntilClose:
        closes = true;
        break;
    }
  }
  if (route.cut_after && *route.cut_after < body.size()) {
    body.resize(*route.cut_after);
    closes = true;
  }
  if (closes) head << "Connection: close\r\n";
  head << "\r\n";
  std::string bytes = head.str();
  const std::size_t body_at = bytes.size();
  bytes += body;
  return {content.status, std::move(bytes), body_at, closes, route.silent_after, route.pause};
}

}  // namespace flowbridge
