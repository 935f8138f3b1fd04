#include "admin/connection.h"

#include <array>
#include <cerrno>
#include <chrono>

#include <poll.h>
#include <sys/socket.h>

namespace flowbridge {

namespace {

using Deadline = std::chrono::steady_clock::time_point;

/// After the answer, what the client still sends is read and dropped, this long and this much:
/// closing over unread bytes resets the connection, and the client would lose the answer.
constexpr Duration kLingerTimeout = 500ms;
constexpr std::size_t kLingerBytesMax = std::size_t{256} * 1024;

constexpr std::string_view kHeadEnd = "\r\n\r\n";

Deadline in(Duration duration) {
  return std::chrono::steady_clock::now() + duration;
}

/// Whether the socket became ready before the deadline and the stop.
bool wait_for(int socket, short events, int wake, Deadline deadline) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    std::array<pollfd, 2> watched = {pollfd{socket, events, 0}, pollfd{wake, POLLIN, 0}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    return watched[1].revents == 0;
  }
}

bool must_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

enum class HeadOutcome { kComplete, kTooLarge, kTooSlow, kGone };

struct Head {
  HeadOutcome outcome = HeadOutcome::kGone;
  std::string bytes;
};

Head read_head(int client, int wake, const ConnectionLimits& limits) {
  const Deadline deadline = in(limits.request_timeout);
  Head head;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
    if (size > 0) {
      // The empty line may begin in what was there before.
      const std::size_t from = head.bytes.size() < 3 ? 0 : head.bytes.size() - 3;
      head.bytes.append(buffer.data(), static_cast<std::size_t>(size));
      const std::size_t end = head.bytes.find(kHeadEnd, from);
      const bool found = end != std::string::npos;
      const std::size_t head_size = found ? end + kHeadEnd.size() : head.bytes.size();
      if (head_size > limits.head_bytes_max) {
        head.outcome = HeadOutcome::kTooLarge;
        return head;
      }
      if (!found) continue;
      head.bytes.resize(head_size);
      head.outcome = HeadOutcome::kComplete;
      return head;
    }
    if (size == 0 || !must_wait()) return head;
    if (!wait_for(client, POLLIN, wake, deadline)) {
      const bool silent = head.bytes.empty();
      head.outcome = silent ? HeadOutcome::kGone : HeadOutcome::kTooSlow;
      return head;
    }
  }
}

bool write_all(int client, int wake, std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t size = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (!must_wait()) {
      return false;
    }
    if (!bytes.empty() && !wait_for(client, POLLOUT, wake, deadline)) return false;
  }
  return true;
}

void linger(int client, int wake) {
  ::shutdown(client, SHUT_WR);
  const Deadline deadline = in(kLingerTimeout);
  std::array<char, 4096> buffer{};
  for (std::size_t dropped = 0; dropped < kLingerBytesMax;) {
    const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
    if (size == 0 || (size < 0 && !must_wait())) return;
    if (size > 0) {
      dropped += static_cast<std::size_t>(size);
    } else if (!wait_for(client, POLLIN, wake, deadline)) {
      return;
    }
  }
}

std::string refusal(std::string_view status) {
  std::string response = "HTTP/1.1 ";
  response.append(status);
  response.append("\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  return response;
}

}  // namespace

void serve_connection(OwnedDescriptor client, int wake, const ConnectionLimits& limits,
                      const std::function<std::string(std::string_view head)>& respond) {
  const Head head = read_head(client.get(), wake, limits);
  std::string response;
  switch (head.outcome) {
    case HeadOutcome::kGone:
      return;
    case HeadOutcome::kTooLarge:
      response = refusal("431 Request Header Fields Too Large");
      break;
    case HeadOutcome::kTooSlow:
      response = refusal("408 Request Timeout");
      break;
    case HeadOutcome::kComplete:
      response = respond(head.bytes);
      break;
  }
  if (write_all(client.get(), wake, response, in(limits.response_timeout))) {
    linger(client.get(), wake);
  }
}

}  // namespace flowbridge
