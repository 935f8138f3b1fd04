#include "support/fake_receiver.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include <httplib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flowbridge {

namespace {

// How a handler finds the connection that its request came on.
constexpr const char* kConnectionHeader = "Flowbridge-Connection";
constexpr const char* kLoopback = "127.0.0.1";
constexpr std::size_t kConnectionsMax = 16;

// A server's end of a connection that can be told to die.
class Connection final : public httplib::Stream {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override {
    if (is_reset_) {
      const linger at_once{.l_onoff = 1, .l_linger = 0};
      setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
    close(socket_);
  }

  /// Nothing more is sent, and closing resets.
  void reset() { is_reset_ = true; }
  /// The answer's head is sent, and half of its body.
  void truncate() { is_truncated_ = true; }
  /// Nothing more is to come; httplib does not see that by itself.
  bool is_doomed() const { return is_reset_ || is_truncated_; }
  /// Wakes a reader; for the receiver's end, from its thread.
  void hang_up() { shutdown(socket_, SHUT_RDWR); }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return !is_reset_; }

  ssize_t read(char* out, std::size_t size) override {
    if (is_reset_) return -1;
    if (begin_ == end_) {
      const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), 0);
      if (got <= 0) return got;
      begin_ = 0;
      end_ = static_cast<std::size_t>(got);
    }
    const std::size_t taken = std::min(size, end_ - begin_);
    std::copy_n(buffer_.data() + begin_, taken, out);
    begin_ += taken;
    return static_cast<ssize_t>(taken);
  }

  ssize_t write(const char* bytes, std::size_t size) override {
    if (is_reset_) return -1;
    if (!is_truncated_) return send(socket_, bytes, size, MSG_NOSIGNAL);
    // httplib writes the head in one piece, then the body.
    const std::size_t allowed = has_sent_head_ ? size / 2 : size;
    const ssize_t sent = send(socket_, bytes, allowed, MSG_NOSIGNAL);
    return std::exchange(has_sent_head_, true) ? -1 : sent;
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = kLoopback;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip = kLoopback;
    port = 0;
  }
  socket_t socket() const override { return socket_; }

 private:
  const int socket_;
  bool is_reset_ = false;
  bool is_truncated_ = false;
  bool has_sent_head_ = false;
  std::array<char, 65'536> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// But for our own.
std::vector<HttpHeader> headers_of(const httplib::Request& request) {
  std::vector<HttpHeader> headers;
  for (const auto& [name, value] : request.headers) {
    if (name != kConnectionHeader) headers.push_back({name, value});
  }
  return headers;
}

}  // namespace

std::optional<std::string> ReceivedRequest::header(const std::string& name) const {
  for (const HttpHeader& header : headers) {
    if (strcasecmp(header.name.c_str(), name.c_str()) == 0) return header.value;
  }
  return std::nullopt;
}

class FakeReceiver::Server final : private httplib::Server {
 public:
  explicit Server(ReceiverOptions options) : model_(options) {
    Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      serve(request, response);
    });
    new_task_queue = [] { return new httplib::ThreadPool(kConnectionsMax); };
    // Head and body of an answer are two writes, and must not wait for each other.
    set_tcp_nodelay(true);
    port_ = bind_to_any_port(kLoopback);
    FB_CHECK(port_ > 0);
    listener_ = std::thread([this] { listen_after_bind(); });
    // stop() is lost on a server that does not run yet.
    while (!is_running()) std::this_thread::yield();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() override {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
      for (const auto& [id, connection] : connections_) connection->hang_up();
    }
    changed_.notify_all();
    stop();
    listener_.join();
  }

  int port() const { return port_; }

  // Each function below: under the lock, whole.
  void script(ScriptedAnswer answer) {
    const std::lock_guard lock(mutex_);
    script_.push_back(std::move(answer));
  }
  void refuse_series(ReceiverModel::SeriesPredicate refuses) {
    const std::lock_guard lock(mutex_);
    model_.refuse_series(std::move(refuses));
  }
  void decide_by(std::function<std::optional<ScriptedAnswer>(const ReceivedRequest&)> decide) {
    const std::lock_guard lock(mutex_);
    decide_ = std::move(decide);
  }
  void set_now(UnixTime now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }
  std::vector<ReceivedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  ReceiverModel model() const {
    const std::lock_guard lock(mutex_);
    return model_;
  }
  bool wait_for_requests(std::size_t count, Duration limit) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return requests_.size() >= count; });
  }

 private:
  // One connection's whole life, on a thread of the pool.
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket);
    const std::optional<std::uint64_t> id = admit(connection);
    if (!id) return false;
    // Called between the head of a request and its body.
    const auto mark = [&](httplib::Request& request) {
      request.set_header(kConnectionHeader, std::to_string(*id));
      if (next_accident() == Accident::kResetBeforeReading) drop(request, *id);
    };
    bool is_closed = false;
    while (!is_closed && !connection.is_doomed()) {
      if (!process_request(connection, false, is_closed, mark)) break;
    }
    const std::lock_guard lock(mutex_);
    connections_.erase(*id);
    return true;
  }

  // Nothing if the server is ending, and nobody would wake the connection any more.
  std::optional<std::uint64_t> admit(Connection& connection) {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return std::nullopt;
    connections_.emplace(next_connection_, &connection);
    return next_connection_++;
  }

  Accident next_accident() const {
    const std::lock_guard lock(mutex_);
    return script_.empty() ? Accident::kNone : script_.front().accident;
  }

  void drop(const httplib::Request& request, std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    record(request, id);
    script_.pop_front();
    connections_.at(id)->reset();
  }

  void serve(const httplib::Request& request, httplib::Response& response) {
    std::unique_lock lock(mutex_);
    const std::uint64_t id = std::stoull(request.get_header_value(kConnectionHeader));
    record(request, id);
    ScriptedAnswer answer;
    const std::optional<ScriptedAnswer> decided =
        decide_ ? decide_(requests_.back()) : std::nullopt;
    if (decided) {
      answer = *decided;
    } else if (!script_.empty()) {
      answer = std::move(script_.front());
      script_.pop_front();
    }
    changed_.wait_for(lock, answer.delay, [this] { return is_stopping_; });
    carry_out(answer, *connections_.at(id), request, response);
  }

  void record(const httplib::Request& request, std::uint64_t id) {
    ReceivedRequest received{.connection = id,
                             .method = request.method,
                             .path = request.path,
                             .headers = headers_of(request),
                             .body = request.body};
    requests_.push_back(std::move(received));
    changed_.notify_all();
  }

  void carry_out(const ScriptedAnswer& answer, Connection& connection,
                 const httplib::Request& request, httplib::Response& response) {
    if (answer.accident == Accident::kResetBeforeStoring) return connection.reset();
    const ReceiverAnswer outcome =
        answer.status ? ReceiverAnswer{*answer.status, answer.text}
                      : model_.write(request.body, now_, write_headers(headers_of(request)));
    response.status = outcome.status;
    if (!outcome.text.empty()) response.set_content(outcome.text, "text/plain");
    for (const auto& headers : {outcome.headers, answer.headers}) {
      for (const HttpHeader& header : headers) response.set_header(header.name, header.value);
    }
    if (answer.accident == Accident::kResetAfterStoring) connection.reset();
    if (answer.accident == Accident::kTruncatedAnswer) {
      // A 204 has no body that could break off.
      response.status = 200;
      response.set_content("accepted, it would have said", "text/plain");
      connection.truncate();
    }
  }

  // Constant after construction.
  int port_ = 0;
  std::thread listener_;
  // Guarded by mutex_.
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<ScriptedAnswer> script_;
  std::function<std::optional<ScriptedAnswer>(const ReceivedRequest&)> decide_;
  std::vector<ReceivedRequest> requests_;
  ReceiverModel model_;
  UnixTime now_{};
  std::map<std::uint64_t, Connection*> connections_;
  std::uint64_t next_connection_ = 0;
  bool is_stopping_ = false;
};

FakeReceiver::FakeReceiver(ReceiverOptions options) : server_(std::make_unique<Server>(options)) {}
FakeReceiver::~FakeReceiver() = default;

std::string FakeReceiver::url() const {
  return std::string("http://") + kLoopback + ":" + std::to_string(server_->port()) +
         "/api/v1/write";
}

void FakeReceiver::script(ScriptedAnswer answer) {
  server_->script(std::move(answer));
}
void FakeReceiver::refuse_series(ReceiverModel::SeriesPredicate refuses) {
  server_->refuse_series(std::move(refuses));
}
void FakeReceiver::decide_by(
    std::function<std::optional<ScriptedAnswer>(const ReceivedRequest&)> decide) {
  server_->decide_by(std::move(decide));
}
void FakeReceiver::set_now(UnixTime now) {
  server_->set_now(now);
}
std::vector<ReceivedRequest> FakeReceiver::requests() const {
  return server_->requests();
}
ReceiverModel FakeReceiver::model() const {
  return server_->model();
}
bool FakeReceiver::wait_for_requests(std::size_t count, Duration limit) const {
  return server_->wait_for_requests(count, limit);
}

}  // namespace flowbridge
