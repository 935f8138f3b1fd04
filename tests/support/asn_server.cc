#include "support/asn_server.h"

#include "admin/owned_descriptor.h"
#include "base/check.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace flowbridge {

namespace {

constexpr int kBacklog = 64;
constexpr std::size_t kHeadBytesMax = std::size_t{64} * 1024;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

MonotonicTime monotonic_now() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return MonotonicTime(std::chrono::duration_cast<MonotonicTime::duration>(since_start));
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

AsnRequest parse_head(const std::string& head) {
  AsnRequest request;
  std::istringstream lines(head);
  std::string target;
  std::string line;
  std::getline(lines, line);
  std::istringstream(line) >> request.method >> target;
  // A proxy is asked for whole URLs.
  if (const std::size_t host = target.find("://"); host != std::string::npos) {
    target.erase(0, std::min(target.find('/', host + 3), target.size()));
  }
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  if (mark < target.size()) request.query = target.substr(mark + 1);
  while (std::getline(lines, line) && line != "\r") {
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string value = line.substr(std::min(colon + 1, line.size()));
    value.erase(0, value.find_first_not_of(" \t"));
    value.erase(value.find_last_not_of(" \t\r") + 1);
    request.headers.push_back({lower(line.substr(0, colon)), std::move(value)});
  }
  return request;
}

// The server's end of a connection. Another thread may only hang it up.
class Connection {
 public:
  explicit Connection(OwnedDescriptor socket) : socket_(std::move(socket)) {
    const int yes = 1;
    setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  }

  /// Nothing at the end.
  std::optional<AsnRequest> read_request() {
    std::size_t end = 0;
    while ((end = pending_.find(kHeadEnd)) == std::string::npos) {
      std::array<char, 4096> buffer{};
      const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (got <= 0 || pending_.size() > kHeadBytesMax) return std::nullopt;
      pending_.append(buffer.data(), static_cast<std::size_t>(got));
    }
    AsnRequest request = parse_head(pending_.substr(0, end + kHeadEnd.size()));
    pending_.erase(0, end + kHeadEnd.size());
    return request;
  }

  /// Whether the connection goes on.
  bool answer(const AsnAnswer& answer) {
    const std::string_view bytes =
        std::string_view(answer.bytes).substr(0, answer.silent_after.value_or(answer.bytes.size()));
    const std::size_t at_once = answer.pause.count() > 0 ? answer.body_at : bytes.size();
    if (!send_all(bytes.substr(0, at_once))) return false;
    for (std::size_t at = at_once; at < bytes.size(); ++at) {
      if (is_hung_up_within(answer.pause) || !send_all(bytes.substr(at, 1))) return false;
    }
    while (answer.silent_after && !is_hung_up_within(1min)) {
    }
    return !answer.closes && !answer.silent_after;
  }

  void hang_up() { shutdown(socket_.get(), SHUT_RDWR); }

 private:
  bool send_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  bool is_hung_up_within(Duration limit) {
    pollfd watched{socket_.get(), POLLRDHUP, 0};
    return poll(&watched, 1, static_cast<int>(limit.count())) != 0;
  }

  const OwnedDescriptor socket_;
  std::string pending_;
};

}  // namespace

class AsnServer::Core {
 public:
  explicit Core(std::uint16_t port);
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core();

  std::uint16_t port() const { return port_; }

  // Each function below: under the lock, whole.
  AsnRoute route(const std::string& path) const;
  void publish(const std::string& path, AsnRoute route, bool is_once);
  void remove(const std::string& path);
  std::vector<AsnRequest> requests() const;
  bool wait_for_requests(std::size_t count, Duration limit) const;

 private:
  struct Client {
    explicit Client(OwnedDescriptor socket) : connection(std::move(socket)) {}
    Connection connection;
    std::atomic<bool> is_done = false;
    std::jthread thread;
  };
  struct Path {
    std::optional<AsnRoute> route;
    std::deque<AsnRoute> once;
    std::uint64_t turn = 0;
  };

  void accept_all();
  void serve(Connection& connection, std::uint64_t id);
  AsnAnswer take_answer(const AsnRequest& request);

  // Constant after construction.
  std::uint16_t port_ = 0;
  OwnedDescriptor listener_;
  // Used by the listening thread only, until it has ended.
  std::list<Client> clients_;
  std::uint64_t next_connection_ = 0;
  // Guarded by mutex_.
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Path> paths_;
  std::vector<AsnRequest> requests_;

  std::jthread thread_;
};

AsnServer::Core::Core(std::uint16_t port)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  FB_CHECK(listener_);
  const int yes = 1;
  FB_CHECK(::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  FB_CHECK(::bind(listener_.get(), generic, size) == 0);
  FB_CHECK(::listen(listener_.get(), kBacklog) == 0);
  FB_CHECK(::getsockname(listener_.get(), generic, &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] { accept_all(); });
}

AsnServer::Core::~Core() {
  // The listening thread wakes up to an error, and then nobody adds clients any more.
  shutdown(listener_.get(), SHUT_RDWR);
  thread_.join();
  for (Client& client : clients_) client.connection.hang_up();
  clients_.clear();
}

void AsnServer::Core::accept_all() {
  while (true) {
    OwnedDescriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket) return;
    clients_.remove_if([](const Client& client) { return client.is_done.load(); });
    Client& client = clients_.emplace_back(std::move(socket));
    client.thread = std::jthread([this, &client, id = next_connection_++] {
      serve(client.connection, id);
      // Until then the connection may be told to hang up, so it is not closed here.
      client.connection.hang_up();
      client.is_done.store(true);
    });
  }
}

void AsnServer::Core::serve(Connection& connection, std::uint64_t id) {
  while (std::optional<AsnRequest> request = connection.read_request()) {
    request->connection = id;
    request->at = monotonic_now();
    if (!connection.answer(take_answer(*request))) return;
  }
}

AsnAnswer AsnServer::Core::take_answer(const AsnRequest& request) {
  AsnRoute route;
  std::uint64_t turn = 0;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    changed_.notify_all();
    route.status = 404;
    route.body = "not found\n";
    for (const std::string& name : {request.path + "?" + request.query, request.path}) {
      const auto found = paths_.find(name);
      if (found == paths_.end()) continue;
      Path& path = found->second;
      if (path.once.empty() && !path.route) continue;
      turn = path.turn++;
      route = path.once.empty() ? *path.route : std::move(path.once.front());
      if (!path.once.empty()) path.once.pop_front();
      break;
    }
  }
  return plan_answer(route, request, turn);
}

AsnRoute AsnServer::Core::route(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = paths_.find(path);
  return found == paths_.end() ? AsnRoute{} : found->second.route.value_or(AsnRoute{});
}

void AsnServer::Core::publish(const std::string& path, AsnRoute route, bool is_once) {
  const std::lock_guard lock(mutex_);
  if (is_once) {
    paths_[path].once.push_back(std::move(route));
  } else {
    paths_[path].route = std::move(route);
  }
}

void AsnServer::Core::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  paths_.erase(path);
}

std::vector<AsnRequest> AsnServer::Core::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool AsnServer::Core::wait_for_requests(std::size_t count, Duration limit) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [&] { return requests_.size() >= count; });
}

AsnServer::AsnServer(std::uint16_t port) : core_(std::make_unique<Core>(port)) {}
AsnServer::~AsnServer() = default;

std::string AsnServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port()) + path;
}
std::uint16_t AsnServer::port() const {
  return core_->port();
}

RouteEdit AsnServer::route(const std::string& path) {
  return {*this, path, core_->route(path), false};
}
RouteEdit AsnServer::once(const std::string& path) {
  return {*this, path, AsnRoute{}, true};
}
void AsnServer::remove(const std::string& path) {
  core_->remove(path);
}

std::vector<AsnRequest> AsnServer::requests() const {
  return core_->requests();
}
std::vector<AsnRequest> AsnServer::requests(const std::string& path) const {
  std::vector<AsnRequest> all = core_->requests();
  std::erase_if(all, [&](const AsnRequest& request) { return request.path != path; });
  return all;
}
bool AsnServer::wait_for_requests(std::size_t count, Duration limit) const {
  return core_->wait_for_requests(count, limit);
}

RouteEdit::~RouteEdit() {
  server_.core_->publish(path_, std::move(route_), is_once_);
}

}  // namespace flowbridge
