#include "admin/http_server.h"

#include "admin/admin_site.h"
#include "support/reports.h"
#include "support/tcp_client.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

HttpPage hello(const HttpQuery&) {
  return {.body = "hello"};
}

/// More than the buffers of a connection take, so that a client that does not read blocks it.
constexpr std::size_t kBigBytes = std::size_t{24} << 20;

HttpPage hello_or_big(const HttpQuery& query) {
  return {.body = query.path == "/big" ? std::string(kBigBytes, 'x') : "hello"};
}

std::unique_ptr<HttpServer> start(HttpServerOptions options, HttpHandler handler = hello) {
  // Fills cpp-httplib's own tables while there is one thread: the library is not compiled with the
  // thread sanitizer, which would take the guards around them for races.
  HttpExchange(hello).respond("GET / HTTP/1.1\r\n\r\n");
  options.listen_address = "127.0.0.1:0";
  Result<std::unique_ptr<HttpServer>> server = HttpServer::start(options, std::move(handler));
  EXPECT_TRUE(server);
  return *std::move(server);
}

std::string get(std::uint16_t port, const std::string& path = "/") {
  TcpClient client(port);
  client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  return client.read_to_end();
}

TEST(HttpServer, AnswersOnThePortThatTheKernelChose) {
  const auto server = start({});
  EXPECT_NE(server->port(), 0);
  EXPECT_THAT(get(server->port()), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, ListensOnAllAddressesAndOnIpv6) {
  for (const char* address : {":0", "[::1]:0", "localhost:0"}) {
    const auto server = HttpServer::start({.listen_address = address}, hello);
    if (!server) {
      EXPECT_STREQ(address, "[::1]:0") << "only IPv6 may be missing: " << server.error().message();
      continue;
    }
    if (std::string_view(address) == ":0") {
      EXPECT_THAT(get((*server)->port()), EndsWith("hello")) << "IPv4 on the common socket";
    }
  }
}

TEST(HttpServer, SaysWhichAddressIsTakenAndWhatToDo) {
  const auto server = start({});
  const std::string address = "127.0.0.1:" + std::to_string(server->port());
  const auto second = HttpServer::start({.listen_address = address}, hello);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::kInUse);
  EXPECT_THAT(second.error().message(), HasSubstr(address));
  EXPECT_THAT(second.error().message(), HasSubstr("--web.listen-address"));
}

TEST(HttpServer, RefusesAnAddressThatThisMachineDoesNotHave) {
  // 203.0.113.0/24 is for documentation (RFC 5737).
  const auto server = HttpServer::start({.listen_address = "203.0.113.77:0"}, hello);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(server.error().message(), HasSubstr("does not have that address"));
}

TEST(HttpServer, ConcurrentScrapesAllGetAWholePage) {
  Hub hub;
  hub.publish(busy_ingest_report());
  Watchdog watchdog;
  AdminSite site({.hub = &hub,
                  .watchdog = &watchdog,
                  .now = [] { return Now{}; },
                  .self = [] { return busy_self_report(); },
                  .more_unmet = {},
                  .explain_as = [](std::string_view) { return std::string("{}"); }});
  const auto server =
      start({.workers = 4}, [&site](const HttpQuery& query) { return site.answer(query); });
  constexpr int kClients = 16;
  constexpr int kScrapes = 20;
  std::vector<std::jthread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      for (int j = 0; j < kScrapes; ++j) {
        const std::string response = get(server->port(), "/metrics");
        EXPECT_THAT(response, StartsWith("HTTP/1.1 200 "));
        EXPECT_THAT(response, HasSubstr("\r\nContent-Type: text/plain; version=0.0.4; "));
        EXPECT_THAT(response, HasSubstr("\nflowbridge_open_windows 2\n"));
      }
    });
  }
  clients.clear();
  std::uint64_t counted = 0;
  for (const HttpRequestCount& each : site.scrape().self.http_requests) {
    if (each.handler == "/metrics") counted += each.count;
  }
  EXPECT_EQ(counted, std::uint64_t{kClients * kScrapes} + 17) << "17 are of busy_self_report";
}

TEST(HttpServer, RefusesAHeadThatIsTooLarge) {
  const auto server = start({});
  TcpClient many_headers(server->port());
  many_headers.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 2000; ++i) many_headers.send("X-Header-Of-Many: 0123456789\r\n");
  many_headers.send("\r\n");
  EXPECT_THAT(many_headers.read_to_end(), StartsWith("HTTP/1.1 431 "));

  TcpClient one_line(server->port());
  one_line.send(std::string(100'000, 'x'));
  EXPECT_THAT(one_line.read_to_end(), StartsWith("HTTP/1.1 431 "));
}

TEST(HttpServer, AnswersBeforeABodyThatNobodyReads) {
  const auto server = start({});
  TcpClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" +
              std::string(200'000, 'x'));
  EXPECT_THAT(client.read_to_end(), EndsWith("hello"));
}

TEST(HttpServer, AcceptsAHeadThatComesInPieces) {
  const auto server = start({});
  TcpClient client(server->port());
  for (const char* piece : {"GE", "T / HTTP/1.1\r", "\nHost: x\r\n", "\r", "\n"}) {
    client.send(piece);
  }
  EXPECT_THAT(client.read_to_end(), EndsWith("hello"));
}

TEST(HttpServer, ASlowClientIsSentAwayAndBlocksNobody) {
  const auto server = start({.workers = 2, .limits = {.request_timeout = 300ms}});
  TcpClient slow(server->port());
  slow.send("GET / HTTP/1.1\r\nHos");
  EXPECT_THAT(get(server->port()), EndsWith("hello"));
  EXPECT_THAT(slow.read_to_end(), StartsWith("HTTP/1.1 408 "));
}

TEST(HttpServer, ServesAgainAfterAllWorkersHadSlowClients) {
  const auto server = start({.workers = 2, .limits = {.request_timeout = 200ms}});
  TcpClient first(server->port());
  TcpClient second(server->port());
  TcpClient third(server->port());
  first.send("GET");
  second.send("GET");
  EXPECT_THAT(get(server->port()), EndsWith("hello"));
  EXPECT_THAT(third.read_to_end(), IsEmpty()) << "a silent client is closed without a word";
}

TEST(HttpServer, AClientThatDoesNotReadIsDroppedAfterItsTime) {
  const auto server = start({.workers = 1, .limits = {.response_timeout = 200ms}}, hello_or_big);
  TcpClient deaf(server->port());
  deaf.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  // With one worker, this answer is only possible after the first client was given up.
  EXPECT_THAT(get(server->port()), EndsWith("hello"));
  EXPECT_LT(deaf.read_to_end().size(), kBigBytes);
}

TEST(HttpServer, StopsAtOnceWithOpenConnectionsOfEveryKind) {
  const auto server = start({.workers = 4}, hello_or_big);
  TcpClient silent(server->port());
  TcpClient half(server->port());
  half.send("GET / HT");
  TcpClient deaf(server->port());
  deaf.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  // Connections are taken in their order: once this one has its answer, and the deaf one the
  // beginning of its own, three workers are stuck.
  EXPECT_THAT(get(server->port()), EndsWith("hello"));
  EXPECT_THAT(deaf.read_some(), StartsWith("HTTP/1.1 200 "));

  const auto before = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_THAT(silent.read_to_end(), IsEmpty());
  EXPECT_THAT(half.read_to_end(), AnyOf(IsEmpty(), StartsWith("HTTP/1.1 408 ")));
  EXPECT_LT(deaf.read_to_end().size(), kBigBytes);
}

TEST(HttpServer, AStopClosesClientsThatWereStillQueued) {
  const auto server = start({.workers = 1});
  TcpClient served(server->port());
  TcpClient queued(server->port());
  queued.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  server->stop();
  EXPECT_THAT(queued.read_to_end(), IsEmpty());
  server->stop();
}

}  // namespace
}  // namespace flowbridge
