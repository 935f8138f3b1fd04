#include "bench/counting_receiver.h"

#include "base/check.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <snappy.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flowbridge {

namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::size_t kReadBytes = 256 * 1024;

struct RequestHead {
  std::size_t body_bytes = 0;
  bool is_version_two = false;
};

/// One connection's bytes.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Absent: the other end has closed it.
  std::optional<RequestHead> read_head() {
    std::size_t end;
    while ((end = buffered_.find(kHeadEnd)) == std::string::npos) {
      if (!read_more()) return std::nullopt;
    }
    std::string head = buffered_.substr(0, end + 2);
    buffered_.erase(0, end + kHeadEnd.size());
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::string_view kLength = "\r\ncontent-length:";
    const std::size_t length = head.find(kLength);
    FB_CHECK(length != std::string::npos);
    return RequestHead{.body_bytes = std::stoul(head.substr(length + kLength.size())),
                       .is_version_two = head.find("io.prometheus.write.v2") != std::string::npos};
  }

  /// Valid until the next call.
  std::optional<std::string_view> read_body(std::size_t bytes) {
    body_.swap(buffered_);
    buffered_.clear();
    while (body_.size() < bytes) {
      const std::size_t had = body_.size();
      body_.resize(std::max(bytes, had));
      const ssize_t got = recv(socket_, body_.data() + had, body_.size() - had, 0);
      if (got <= 0) return std::nullopt;
      body_.resize(had + static_cast<std::size_t>(got));
    }
    buffered_ = body_.substr(bytes);
    return std::string_view(body_).substr(0, bytes);
  }

  bool write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  bool read_more() {
    const std::size_t had = buffered_.size();
    buffered_.resize(had + kReadBytes);
    const ssize_t got = recv(socket_, buffered_.data() + had, kReadBytes, 0);
    buffered_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return got > 0;
  }

  const int socket_;
  std::string buffered_;
  std::string body_;
};

std::uint64_t read_varint(std::string_view& message) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    FB_CHECK(!message.empty() && shift < 64);
    const auto byte = static_cast<unsigned char>(message.front());
    message.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
}

/// The entries of a field of a message that has nothing but length-delimited ones, as both versions
/// of a write request have.
std::uint64_t count_entries(std::string_view message, std::uint64_t field) {
  constexpr std::uint64_t kLengthDelimited = 2;
  std::uint64_t count = 0;
  while (!message.empty()) {
    const std::uint64_t tag = read_varint(message);
    FB_CHECK((tag & 7) == kLengthDelimited);
    if (tag >> 3 == field) ++count;
    const std::uint64_t length = read_varint(message);
    FB_CHECK(length <= message.size());
    message.remove_prefix(length);
  }
  return count;
}

std::uint64_t count_series(std::string_view body, bool is_version_two, std::string& message) {
  constexpr std::uint64_t kSeriesInV1 = 1;
  constexpr std::uint64_t kSeriesInV2 = 5;
  FB_CHECK(snappy::Uncompress(body.data(), body.size(), &message));
  return count_entries(message, is_version_two ? kSeriesInV2 : kSeriesInV1);
}

int listen_on_loopback() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  FB_CHECK(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  FB_CHECK(listen(listener, SOMAXCONN) == 0);
  return listener;
}

std::uint16_t port_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  FB_CHECK(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

}  // namespace

CountingReceiver::CountingReceiver() {
  void* shared =
      mmap(nullptr, sizeof(Counters), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  FB_CHECK(shared != MAP_FAILED);
  counters_ = new (shared) Counters{};
  const int listener = listen_on_loopback();
  port_ = port_of(listener);
  process_ = fork();
  FB_CHECK(process_ >= 0);
  if (process_ > 0) {
    close(listener);
    return;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto serve = [counters = counters_](int socket) {
    Connection connection(socket);
    std::string message;
    while (const std::optional<RequestHead> head = connection.read_head()) {
      const std::optional<std::string_view> body = connection.read_body(head->body_bytes);
      if (!body) return;
      const std::uint64_t series = count_series(*body, head->is_version_two, message);
      counters->samples += series;
      counters->body_bytes += body->size();
      ++counters->requests;
      std::string answer = "HTTP/1.1 204 No Content\r\n";
      if (head->is_version_two) {
        answer += "X-Prometheus-Remote-Write-Samples-Written: " + std::to_string(series) + "\r\n";
      }
      if (!connection.write(answer + "\r\n")) return;
    }
  };
  std::vector<std::jthread> connections;
  while (true) {
    const int socket = accept(listener, nullptr, nullptr);
    FB_CHECK(socket >= 0);
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    connections.emplace_back(serve, socket);
  }
}

CountingReceiver::~CountingReceiver() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  munmap(counters_, sizeof(Counters));
}

std::string CountingReceiver::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/api/v1/write";
}

void CountingReceiver::reset() {
  counters_->samples = 0;
  counters_->requests = 0;
  counters_->body_bytes = 0;
}

bool CountingReceiver::wait_for(std::uint64_t samples, Duration limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (counters_->samples < samples) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

}  // namespace flowbridge
