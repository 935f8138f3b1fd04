#include "admin/http_server.h"

#include "base/check.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace flowbridge {

namespace {

/// How long a worker waits when the process has no descriptor left for a client.
constexpr int kNoDescriptorPauseMs = 100;

/// Waits until the socket is ready, the server stops, or the pause is over (-1: never).
/// Whether the server goes on.
bool wait_for_client(int socket, int wake, int pause_ms) {
  std::array<pollfd, 2> watched = {pollfd{wake, POLLIN, 0}, pollfd{socket, POLLIN, 0}};
  // While there is no descriptor for it, a waiting client would end every pause at once.
  const nfds_t count = pause_ms < 0 ? 2 : 1;
  ::poll(watched.data(), count, pause_ms);
  return watched[0].revents == 0;
}

bool is_out_of_descriptors() {
  return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerOptions& options,
                                                      HttpHandler handler) {
  FB_CHECK(options.workers > 0);
  Result<Listener> listener = listen_on(options.listen_address);
  if (!listener) return listener.error();
  OwnedDescriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake) {
    return Error(ErrorCode::kUnavailable, std::string("start HTTP server: ") + strerror(errno));
  }
  std::unique_ptr<HttpServer> server(
      new HttpServer(*std::move(listener), std::move(wake), options, std::move(handler)));
  try {
    for (int i = 0; i < options.workers; ++i) {
      server->workers_.emplace_back([raw = server.get()] { raw->work(); });
    }
  } catch (const std::system_error& error) {
    return Error(ErrorCode::kUnavailable, std::string("start HTTP server: ") + error.what());
  }
  return server;
}

HttpServer::HttpServer(Listener listener, OwnedDescriptor wake, const HttpServerOptions& options,
                       HttpHandler handler)
    : limits_(options.limits),
      wake_(std::move(wake)),
      listener_(std::move(listener)),
      exchange_(std::move(handler)) {}

HttpServer::~HttpServer() {
  stop();
}

void HttpServer::stop() {
  // Nobody reads it, so it stays readable and ends every wait of every worker.
  const std::uint64_t one = 1;
  FB_CHECK(::write(wake_.get(), &one, sizeof(one)) == sizeof(one));
  workers_.clear();
  // Clients that the kernel still holds in its queue would wait for an answer for ever.
  listener_.socket = OwnedDescriptor();
}

void HttpServer::work() {
  const auto respond = [this](std::string_view head) { return exchange_.respond(head); };
  int pause_ms = -1;
  while (wait_for_client(listener_.socket.get(), wake_.get(), pause_ms)) {
    pause_ms = -1;
    OwnedDescriptor client(
        ::accept4(listener_.socket.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    // Most often another worker was faster.
    if (!client) {
      if (is_out_of_descriptors()) pause_ms = kNoDescriptorPauseMs;
      continue;
    }
    serve_connection(std::move(client), wake_.get(), limits_, respond);
  }
}

}  // namespace flowbridge
