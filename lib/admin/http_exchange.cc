#include "admin/http_exchange.h"

#include <algorithm>

#include <httplib.h>

namespace flowbridge {

namespace {

/// What cpp-httplib takes for a connection: a request to read from, and room for the response.
/// No function says `override`: later versions have other ones, and it must fit all.
class MemoryStream : public httplib::Stream {
 public:
  explicit MemoryStream(std::string_view request) : request_(request) {}

  bool is_readable() const { return !request_.empty(); }
  bool is_writable() const { return true; }
  bool wait_readable() const { return !request_.empty(); }
  bool wait_writable() const { return true; }
  time_t duration() const { return 0; }

  ssize_t read(char* buffer, size_t size) {
    const std::size_t taken = request_.copy(buffer, size);
    request_.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* bytes, size_t size) {
    response_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const {}
  void get_local_ip_and_port(std::string&, int&) const {}
  socket_t socket() const { return INVALID_SOCKET; }

  std::string take_response() { return std::move(response_); }

 private:
  std::string_view request_;
  std::string response_;
};

}  // namespace

class HttpExchange::Protocol : public httplib::Server {
 public:
  explicit Protocol(HttpHandler handler) : handler_(std::move(handler)) {
    // Before routing, because routing would wait for the body of a POST.
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
      return HandlerResponse::Handled;
    });
    set_exception_handler([](const httplib::Request&, httplib::Response& response, const auto&) {
      response.status = 500;
    });
  }

  std::string respond(std::string_view head) {
    MemoryStream stream(head);
    // A Range of hundreds of pieces would make a response many times the page.
    process(*this, stream, [](httplib::Request& request) { request.ranges.clear(); });
    return stream.take_response();
  }

 private:
  // The signature grew in later versions; both are the extension point of httplib's own TLS server.
  template <typename Self, typename Setup>
  static void process(Self& self, MemoryStream& stream, const Setup& setup) {
    constexpr bool kCloses = true;
    bool closed = false;
    if constexpr (requires { self.process_request(stream, kCloses, closed, setup); }) {
      self.process_request(stream, kCloses, closed, setup);
    } else {
      self.process_request(stream, "", 0, "", 0, kCloses, closed, setup);
    }
  }

  void answer(const httplib::Request& request, httplib::Response& response) const {
    HttpPage page = handler_({.method = request.method, .path = request.path});
    response.status = page.status;
    for (const auto& [name, value] : page.headers) response.set_header(name.c_str(), value);
    response.set_content(page.body, page.content_type.c_str());
  }

  const HttpHandler handler_;
};

HttpExchange::HttpExchange(HttpHandler handler)
    : protocol_(std::make_unique<Protocol>(std::move(handler))) {}

HttpExchange::~HttpExchange() = default;

std::string HttpExchange::respond(std::string_view head) {
  return protocol_->respond(head);
}

}  // namespace flowbridge
