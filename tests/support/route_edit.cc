#include "support/asn_server.h"

#include <utility>

namespace flowbridge {

RouteEdit& RouteEdit::anew() {
  route_ = {};
  return *this;
}
RouteEdit& RouteEdit::status(int status) {
  route_.status = status;
  return *this;
}
RouteEdit& RouteEdit::body(std::string body) {
  route_.body = std::move(body);
  route_.content = nullptr;
  return *this;
}
RouteEdit& RouteEdit::content(std::function<AsnContent(const AsnRequest&)> content) {
  route_.content = std::move(content);
  return *this;
}
RouteEdit& RouteEdit::type(std::string content_type) {
  route_.content_type = std::move(content_type);
  return *this;
}
RouteEdit& RouteEdit::header(std::string name, std::string value) {
  route_.headers.push_back({std::move(name), std::move(value)});
  return *this;
}
RouteEdit& RouteEdit::redirect(std::string location) {
  if (route_.status / 100 != 3) route_.status = 301;
  return header("Location", std::move(location));
}
RouteEdit& RouteEdit::etag(std::string etag) {
  return etags({std::move(etag)});
}
RouteEdit& RouteEdit::etags(std::vector<std::string> etags) {
  route_.etags = std::move(etags);
  return *this;
}
RouteEdit& RouteEdit::last_modified(std::string http_date) {
  route_.last_modified = std::move(http_date);
  return *this;
}
RouteEdit& RouteEdit::no_validators() {
  route_.etags.clear();
  route_.last_modified.clear();
  return *this;
}
RouteEdit& RouteEdit::gzip() {
  route_.gzips = true;
  return *this;
}
RouteEdit& RouteEdit::chunked() {
  route_.framing = AsnFraming::kChunked;
  return *this;
}
RouteEdit& RouteEdit::until_close() {
  route_.framing = AsnFraming::kUntilClose;
  return *this;
}
RouteEdit& RouteEdit::key(std::string authorization) {
  route_.key = std::move(authorization);
  return *this;
}
RouteEdit& RouteEdit::refuse_default_agents() {
  route_.refuses_default_agents = true;
  return *this;
}
RouteEdit& RouteEdit::cut_after(std::size_t body_bytes) {
  route_.cut_after = body_bytes;
  return *this;
}
RouteEdit& RouteEdit::silent_after(std::size_t answer_bytes) {
  route_.silent_after = answer_bytes;
  return *this;
}
RouteEdit& RouteEdit::dribble(Duration pause_per_byte) {
  route_.pause = pause_per_byte;
  return *this;
}
RouteEdit& RouteEdit::heal() {
  route_.cut_after.reset();
  route_.silent_after.reset();
  route_.pause = 0ms;
  return *this;
}

}  // namespace flowbridge
