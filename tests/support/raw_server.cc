#include "support/raw_server.h"

#include "base/check.h"

#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>

namespace flowbridge {

namespace {

constexpr int kBacklog = 16;

}  // namespace

RawServer::RawServer(std::string answer)
    : answer_(std::move(answer)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  FB_CHECK(listener_);
  // Ports of connections that ended a moment ago may be used again.
  const int yes = 1;
  FB_CHECK(::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  FB_CHECK(::bind(listener_.get(), generic, size) == 0);
  FB_CHECK(::listen(listener_.get(), kBacklog) == 0);
  FB_CHECK(::getsockname(listener_.get(), generic, &size) == 0);
  port_ = ntohs(address.sin_port);
}

std::string RawServer::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/write";
}

void RawServer::serve() {
  while (true) {
    OwnedDescriptor client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    static_cast<void>(::send(client.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL));
    // It may have gone meanwhile.
    static_cast<void>(::shutdown(client.get(), SHUT_WR));
    // Closing over bytes that were not read would reset the connection, answer and all.
    clients_.push_back(std::move(client));
  }
}

}  // namespace flowbridge
