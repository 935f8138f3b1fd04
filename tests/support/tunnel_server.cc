#include "support/tunnel_server.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace flowbridge {

namespace {

/// How soon the end is noticed.
constexpr int kLookMs = 5;
/// A client that says nothing for so long is given up.
constexpr timeval kPatience = {.tv_sec = 5, .tv_usec = 0};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

OwnedDescriptor connected_to(std::uint16_t port) {
  OwnedDescriptor server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port);
  if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return OwnedDescriptor();
  }
  return server;
}

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Fewer if the client goes.
std::string read_exactly(int from, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t got = ::recv(from, bytes.data(), size, MSG_WAITALL);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

/// A byte that says how many follow, and they.
std::string read_counted(int from) {
  const std::string size = read_exactly(from, 1);
  return size.empty() ? size : read_exactly(from, static_cast<unsigned char>(size[0]));
}

bool pass_on(int from, int to) {
  std::array<char, 65'536> buffer;
  const ssize_t size = ::recv(from, buffer.data(), buffer.size(), 0);
  return size > 0 && send_all(to, std::string_view(buffer.data(), static_cast<std::size_t>(size)));
}

std::string in_base64(const std::string& text) {
  std::string encoded(text.size() * 2 + 4, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

}  // namespace

TunnelServer::TunnelServer(TunnelOptions options) : options_(std::move(options)) {
  listen();
  server_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}
TunnelServer::~TunnelServer() = default;

std::vector<std::string> TunnelServer::destinations() const {
  const std::lock_guard lock(mutex_);
  return destinations_;
}
std::string TunnelServer::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

void TunnelServer::listen() {
  const bool is_unix = options_.kind == TunnelKind::kUnixSocket;
  listener_ = OwnedDescriptor(::socket(is_unix ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (is_unix) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    FB_CHECK(options_.path.size() < sizeof(address.sun_path));
    std::copy(options_.path.begin(), options_.path.end(), address.sun_path);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    FB_CHECK(::bind(listener_.get(), generic, sizeof(address)) == 0);
  } else {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    FB_CHECK(::bind(listener_.get(), generic, size) == 0);
    FB_CHECK(::getsockname(listener_.get(), generic, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  FB_CHECK(::listen(listener_.get(), SOMAXCONN) == 0);
}

void TunnelServer::serve(const std::stop_token& stop) {
  std::vector<std::jthread> tunnels;
  while (!stop.stop_requested()) {
    pollfd watched{listener_.get(), POLLIN, 0};
    if (::poll(&watched, 1, kLookMs) <= 0) continue;
    OwnedDescriptor client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) continue;
    ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
    ::setsockopt(client.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof(kPatience));
    tunnels.emplace_back(
        [this, client = std::move(client)](const std::stop_token& end) { carry(end, client); });
  }
}

void TunnelServer::carry(const std::stop_token& stop, const OwnedDescriptor& client) {
  if (!is_admitted(client.get())) return;
  const OwnedDescriptor server = connected_to(options_.server_port);
  if (!server) return;
  const int yes = 1;
  ::setsockopt(server.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> watched = {{{client.get(), POLLIN, 0}, {server.get(), POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), kLookMs) <= 0) continue;
    if (watched[0].revents != 0 && !pass_on(client.get(), server.get())) return;
    if (watched[1].revents != 0 && !pass_on(server.get(), client.get())) return;
  }
}

bool TunnelServer::is_admitted(int client) {
  switch (options_.kind) {
    case TunnelKind::kHttpConnect:
      return connects(client);
    case TunnelKind::kSocks5:
      return speaks_socks(client);
    case TunnelKind::kUnixSocket:
      return true;
  }
  FB_CHECK(false);
}

bool TunnelServer::connects(int client) {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const std::string next = read_exactly(client, 1);
    if (next.empty()) return false;
    head += next;
  }
  constexpr std::string_view kMethod = "CONNECT ";
  if (!head.starts_with(kMethod)) return false;
  note(head.substr(kMethod.size(), head.find(' ', kMethod.size()) - kMethod.size()), head);
  const std::string wanted = "Proxy-Authorization: Basic " + in_base64(options_.credentials);
  if (!options_.credentials.empty() && head.find(wanted + "\r\n") == std::string::npos) {
    send_all(client, "HTTP/1.1 407 No\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n");
    return false;
  }
  return send_all(client, "HTTP/1.1 200 Yes\r\nRetry-After: 9\r\n\r\n");
}

// RFC 1928: methods, request; RFC 1929: name and password in between.
bool TunnelServer::speaks_socks(int client) {
  if (read_exactly(client, 1) != "\x5") return false;
  const char method = options_.credentials.empty() ? '\0' : '\2';
  if (read_counted(client).find(method) == std::string::npos) {
    send_all(client, "\x5\xff");
    return false;
  }
  if (!send_all(client, std::string("\x5") + method)) return false;
  if (!options_.credentials.empty() && !gives_credentials(client)) return false;
  const std::string request = read_exactly(client, 4);
  if (request.size() < 4) return false;
  const bool is_name = request[3] == 3;
  std::string host = is_name ? read_counted(client) : read_exactly(client, 4);
  if (!is_name && host.size() == 4) {
    std::array<char, INET_ADDRSTRLEN> text{};
    host = ::inet_ntop(AF_INET, host.data(), text.data(), text.size());
  }
  const std::string port = read_exactly(client, 2);
  if (port.size() < 2) return false;
  const int number =
      static_cast<unsigned char>(port[0]) * 256 + static_cast<unsigned char>(port[1]);
  note(host + ":" + std::to_string(number), host);
  return send_all(client, std::string_view("\x5\0\0\x1\0\0\0\0\0\0", 10));
}

bool TunnelServer::gives_credentials(int client) {
  if (read_exactly(client, 1) != "\x1") return false;
  const std::string user = read_counted(client);
  const std::string password = read_counted(client);
  const bool is_good = user + ":" + password == options_.credentials;
  return send_all(client, std::string("\x1") + (is_good ? '\0' : '\1')) && is_good;
}

void TunnelServer::note(const std::string& destination, const std::string& head) {
  const std::lock_guard lock(mutex_);
  destinations_.push_back(destination);
  heads_ += head;
}

}  // namespace flowbridge
