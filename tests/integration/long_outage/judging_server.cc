#include "integration/long_outage/judging_server.h"

#include "base/check.h"

#include <limits>
#include <thread>

#include <httplib.h>

namespace flowbridge {

class JudgingServer::Impl {
 public:
  Impl(SampleJudge& judge, std::uint16_t port) {
    server_.Post(".*", [&judge](const httplib::Request& request, httplib::Response& response) {
      // It reads 1.0 only.
      const bool is_read = request.get_header_value("X-Prometheus-Remote-Write-Version") == "0.1.0";
      response.status = !is_read ? 415 : judge.take(request.body) ? 204 : 400;
    });
    server_.new_task_queue = [] { return new httplib::ThreadPool(kConnections); };
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
    FB_CHECK(server_.bind_to_port("127.0.0.1", port));
    listener_ = std::thread([this] { server_.listen_after_bind(); });
    // stop() is lost on a server that does not run yet.
    while (!server_.is_running()) std::this_thread::yield();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    server_.stop();
    listener_.join();
  }

 private:
  /// As many as the bridge has requests under way.
  static constexpr std::size_t kConnections = 4;

  httplib::Server server_;
  std::thread listener_;
};

JudgingServer::JudgingServer(SampleJudge& judge, std::uint16_t port)
    : impl_(std::make_unique<Impl>(judge, port)) {}
JudgingServer::~JudgingServer() = default;

}  // namespace flowbridge
