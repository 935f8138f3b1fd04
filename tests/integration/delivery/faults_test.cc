// Everything that a network does to a request, on real sockets: no sample is lost, none is there
// twice, and delivery goes on when the fault is over.

#include "integration/delivery/socket_world.h"
#include "support/child_process.h"
#include "support/raw_server.h"
#include "support/scripted_names.h"
#include "support/temporary_directory.h"
#include "support/tls_server.h"
#include "support/tunnel_server.h"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

constexpr const char* kNoAnswer = "none";

class DeliveryFaults : public ::testing::Test {
 protected:
  void expect_that_it_goes_on() {
    const std::size_t before = sockets_.receiver.model().requests();
    sockets_.deliver();
    EXPECT_GT(sockets_.receiver.model().requests(), before);
    sockets_.expect_exact();
  }

  SocketWorld sockets_;
};

TEST_F(DeliveryFaults, ARefusedConnection) {
  sockets_.start({}, "http://127.0.0.1:" + std::to_string(free_port()) + "/write");
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 3);
  sockets_.restart(sockets_.receiver.url());
  expect_that_it_goes_on();
}

TEST_F(DeliveryFaults, ANameThatNobodyKnows) {
  ScriptedNames names;
  std::string url = sockets_.receiver.url();
  url.replace(url.find("127.0.0.1"), 9, "push.invalid");
  sockets_.start({}, url);
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 3);
  names.set("push.invalid", {"127.0.0.1"});
  expect_that_it_goes_on();
}

struct AccidentCase {
  const char* name;
  Accident accident;
};

class DeliveryAccidents : public DeliveryFaults,
                          public ::testing::WithParamInterface<AccidentCase> {};

// Each on a fresh connection, which is not replaced, and then on one that was in use.
TEST_P(DeliveryAccidents, AtAnyRequest) {
  for (int i = 0; i < 4; ++i) sockets_.receiver.script({.accident = GetParam().accident});
  sockets_.start({}, sockets_.receiver.url());
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 1);
  for (int round = 0; round < 5; ++round) {
    expect_that_it_goes_on();
    sockets_.receiver.script({.accident = GetParam().accident});
  }
  expect_that_it_goes_on();
}

INSTANTIATE_TEST_SUITE_P(
    Accidents, DeliveryAccidents,
    ::testing::Values(AccidentCase{"ResetBeforeItIsRead", Accident::kResetBeforeReading},
                      AccidentCase{"ResetBeforeItIsStored", Accident::kResetBeforeStoring},
                      AccidentCase{"ResetAfterItIsStored", Accident::kResetAfterStoring},
                      AccidentCase{"AnAnswerThatBreaksOffInItsBody", Accident::kTruncatedAnswer}),
    [](const auto& test) { return test.param.name; });

/// Lets a server without a thread answer while the client waits.
class ServingClient final : public HttpClient {
 public:
  explicit ServingClient(RawServer& server) : server_(server) {}
  void start(HttpRequest request) override { client_.start(std::move(request)); }
  std::vector<HttpCompletion> collect(Duration wait) override {
    server_.serve();
    return client_.collect(std::min<Duration>(wait, 1ms));
  }
  void cancel_all() override { client_.cancel_all(); }

 private:
  RawServer& server_;
  CurlHttpClient client_;
};

class DeliveryRawAnswers : public DeliveryFaults,
                           public ::testing::WithParamInterface<const char*> {};

TEST_P(DeliveryRawAnswers, AreNoAnswer) {
  RawServer server(GetParam());
  ServingClient client(server);
  sockets_.start({}, server.url());
  sockets_.world->options.client = &client;
  sockets_.world->kill();
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 3);
  sockets_.world->options.client = &*sockets_.client;
  sockets_.restart(sockets_.receiver.url());
  expect_that_it_goes_on();
}

INSTANTIATE_TEST_SUITE_P(ClosedOrCutInTheHeadOrBody, DeliveryRawAnswers,
                         ::testing::Values("", "HTTP/1.1", "HTTP/1.1 204 No Content\r\n",
                                           "HTTP/1.1 204 No Content\r\nServer: x\r\n",
                                           "HTTP/1.1 100 Continue\r\n\r\n",
                                           "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nOK",
                                           "SSH-2.0-OpenSSH_9.2\r\n"));

// The receiver is asked again although it may still be at work.
TEST_F(DeliveryFaults, ATimeout) {
  WorldOptions options = socket_world();
  options.delivery.request_timeout = 50ms;
  options.delivery.sender.in_flight_max = 1;
  for (int i = 0; i < 3; ++i) sockets_.receiver.script({.status = 204, .delay = 2s});
  sockets_.start({}, sockets_.receiver.url(), options);
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 3);
  sockets_.world->options.delivery.request_timeout = 30s;
  sockets_.world->kill();
  expect_that_it_goes_on();
}

TEST_F(DeliveryFaults, AServerThatNobodyTrusts) {
  const TemporaryDirectory directory;
  const TlsServer server({});
  const TlsServer other({});
  const std::string ca_file = directory.file("ca.pem");
  std::ofstream(ca_file) << other.certificate();
  sockets_.start({.tls = {.ca_file = ca_file}}, server.url());
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 3);
  EXPECT_THAT(server.requests(), testing::IsEmpty()) << "nobody else gets samples";
  std::ofstream(ca_file) << server.certificate();
  sockets_.run_until("200", 1);
  sockets_.deliver();
  ReceiverModel stored;
  for (const TlsRequest& got : server.requests()) stored.write(got.body, UnixTime{});
  sockets_.expect_exact(stored);
}

TEST_F(DeliveryFaults, AProxyThatRefusesATunnel) {
  const TlsServer server({});
  const TunnelServer proxy({.kind = TunnelKind::kHttpConnect,
                            .server_port = static_cast<std::uint16_t>(server.port()),
                            .credentials = "other:word"});
  const std::string url = "http://user:word@127.0.0.1:" + std::to_string(proxy.port());
  sockets_.start({.tls = {.insecure_skip_verify = true}, .proxy = {.url = url}},
                 "https://push.invalid/write");
  sockets_.produce();
  sockets_.run_until(kNoAnswer, 3);
  sockets_.client.emplace();
  sockets_.restart(sockets_.receiver.url());
  expect_that_it_goes_on();
}

// In plain HTTP the proxy's refusal is a status like the receiver's: a person has to act.
TEST_F(DeliveryFaults, AProxyThatRefusesARequest) {
  for (int i = 0; i < 4; ++i) sockets_.receiver.script({.status = 407});
  const std::string proxy = sockets_.receiver.url();
  sockets_.start({.proxy = {.url = proxy.substr(0, proxy.rfind("/api"))}},
                 "http://push.invalid/write");
  sockets_.produce();
  sockets_.run_until("407", 1);
  EXPECT_TRUE(sockets_.report()->held_because);
  sockets_.world->pass(10min);
  expect_that_it_goes_on();
}

// As proxies do that read no further than their limit: no 413 is seen.
TEST_F(DeliveryFaults, AProxyThatBreaksTheConnectionOfALargeBody) {
  constexpr std::size_t kBodyBytesMax = 700;
  WorldOptions options = socket_world();
  options.delivery.sender.samples_per_request_max = 100;
  sockets_.receiver.decide_by([](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.body.size() <= kBodyBytesMax) return std::nullopt;
    return ScriptedAnswer{.accident = Accident::kResetBeforeStoring};
  });
  sockets_.start({}, sockets_.receiver.url(), options);
  sockets_.deliver();
  const std::uint64_t learning = sockets_.answers(kNoAnswer);
  EXPECT_GT(learning, 5u);
  EXPECT_LE(learning, 20u);
  constexpr int kRounds = 5;
  for (int round = 0; round < kRounds; ++round) expect_that_it_goes_on();
  // What the metrics are is told once a minute, and makes a request larger.
  EXPECT_LE(sockets_.answers(kNoAnswer), learning + kRounds) << "it is remembered";
}

// The server has closed it while it was idle, as servers do.
TEST_F(DeliveryFaults, AStaleConnectionCostsNothing) {
  WorldOptions options = socket_world();
  options.delivery.sender.in_flight_max = 1;
  sockets_.start({}, sockets_.receiver.url(), options);
  for (int round = 0; round < 10; ++round) {
    sockets_.deliver();
    sockets_.receiver.script({.accident = Accident::kResetBeforeStoring});
  }
  expect_that_it_goes_on();
  EXPECT_EQ(sockets_.answers(kNoAnswer), 0u);
  EXPECT_EQ(sockets_.report()->samples_retried, 0u);
}

}  // namespace
}  // namespace flowbridge
