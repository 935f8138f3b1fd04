// How a client gets to its receiver: by a proxy, or by a socket in the file system.

#include "support/fake_receiver.h"
#include "support/scripted_names.h"
#include "support/temporary_directory.h"
#include "support/tls_server.h"
#include "support/tunnel_server.h"
#include "unit/curl/posting.h"

#include <cstdlib>
#include <string>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kWord = "s3cr3t";

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.find(':', 5) + 1)));
}

class HttpRouteTest : public testing::Test {
 protected:
  std::uint16_t receiver_port() const { return port_of(receiver_.url()); }
  /// For a receiver that no name server knows.
  static HttpRequest request(const std::string& url = "http://receiver.invalid/write") {
    return {.id = 1, .url = url, .headers = {{"Authorization", "Bearer token"}}, .body = "x"};
  }
  static std::string at(const std::string& scheme, std::uint16_t port) {
    return scheme + "127.0.0.1:" + std::to_string(port);
  }

  FakeReceiver receiver_;
  // So that no real name server is asked.
  const ScriptedNames names_;
};

TEST_F(HttpRouteTest, AnHttpProxyIsAskedForWholeUrlsWithItsCredentials) {
  receiver_.script({.status = 204});
  const HttpCompletion done =
      post({.proxy = {.url = at("http://user:" + kWord + "@", receiver_port())}}, request());
  EXPECT_EQ(done.status, 204) << done.text;
  ASSERT_THAT(receiver_.requests(), SizeIs(1));
  EXPECT_EQ(receiver_.requests()[0].header("Host"), "receiver.invalid");
  EXPECT_EQ(receiver_.requests()[0].header("Proxy-Authorization"), "Basic dXNlcjpzM2NyM3Q=");
}

TEST_F(HttpRouteTest, ATunnelCarriesTlsAndLearnsNothing) {
  const TlsServer server({.alternative_name = "DNS:push.invalid"});
  const TunnelServer proxy({.kind = TunnelKind::kHttpConnect,
                            .server_port = static_cast<std::uint16_t>(server.port()),
                            .credentials = "user:" + kWord});
  const CurlOptions options{.tls = {.insecure_skip_verify = true},
                            .proxy = {.url = at("http://user:" + kWord + "@", proxy.port())}};
  const HttpCompletion done = post(options, request("https://push.invalid/write"));
  EXPECT_EQ(done.status, 200) << done.text;
  EXPECT_THAT(done.headers, IsEmpty()) << "what the proxy says is not the receiver's answer";
  EXPECT_THAT(proxy.destinations(), ElementsAre("push.invalid:443"));
  EXPECT_THAT(proxy.heads(), Not(HasSubstr("token")));
}

TEST_F(HttpRouteTest, ATunnelThatIsRefusedIsNoStatusAndShowsNoPassword) {
  const TunnelServer proxy({.kind = TunnelKind::kHttpConnect, .credentials = "other:word"});
  const HttpCompletion done =
      post({.proxy = {.url = at("http://user:" + kWord + "@", proxy.port())}},
           request("https://push.invalid/write"));
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.text, HasSubstr("407"));
  EXPECT_THAT(done.text, Not(HasSubstr(kWord)));
  EXPECT_THAT(done.headers, IsEmpty());
}

TEST_F(HttpRouteTest, ASocksProxyIsGivenANameOrAnAddress) {
  for (const char* credentials : {"", "user:s3cr3t"}) {
    const TunnelServer proxy(
        {.kind = TunnelKind::kSocks5, .server_port = receiver_port(), .credentials = credentials});
    const std::string userinfo = *credentials == '\0' ? "" : credentials + std::string("@");
    receiver_.script({.status = 204});
    receiver_.script({.status = 204});
    const HttpCompletion named =
        post({.proxy = {.url = at("socks5h://" + userinfo, proxy.port())}}, request());
    EXPECT_EQ(named.status, 204) << named.text;
    const HttpCompletion looked_up =
        post({.proxy = {.url = at("socks5://" + userinfo, proxy.port())}},
             request("http://localhost:81/write"));
    EXPECT_EQ(looked_up.status, 204) << looked_up.text;
    EXPECT_THAT(proxy.destinations(), ElementsAre("receiver.invalid:80", "127.0.0.1:81"));
  }
}

TEST_F(HttpRouteTest, NoErrorShowsAProxysCredentials) {
  const TunnelServer socks({.kind = TunnelKind::kSocks5, .credentials = "other:word"});
  const std::string gone = "127.0.0.1:1";
  for (const std::string& url :
       {at("socks5h://user:" + kWord + "@", socks.port()), "http://user:" + kWord + "@" + gone,
        "socks5h://user:" + kWord + "@" + gone, "https://user:" + kWord + "@" + gone,
        "http://user:" + kWord + "@nowhere.invalid:1", "ftp://user:" + kWord + "@" + gone,
        "user:" + kWord + "@" + gone, "http://user:" + kWord + "'x y\"@" + gone,
        "http://us er:" + kWord + "@" + gone, "http://user:" + kWord + "@" + gone + ":x"}) {
    const HttpCompletion done = post({.proxy = {.url = url}}, request());
    EXPECT_EQ(done.status, std::nullopt) << url;
    EXPECT_NE(done.text, "") << url;
    EXPECT_THAT(done.text, Not(HasSubstr(kWord))) << url;
    ASSERT_EQ(setenv("http_proxy", url.c_str(), 1), 0);
    const HttpCompletion by_environment = post({.proxy = {.from_environment = true}}, request());
    unsetenv("http_proxy");
    EXPECT_EQ(by_environment.status, std::nullopt) << url;
    EXPECT_THAT(by_environment.text, Not(HasSubstr(kWord))) << url;
  }
}

TEST_F(HttpRouteTest, NoErrorShowsTheCredentialsOfAUrl) {
  for (const char* rest : {"@127.0.0.1:1/", "@nowhere.invalid/", "@a b/", "@x:99999/",
                           "'x@127.0.0.1:1/", "@y@127.0.0.1:1/"}) {
    const HttpCompletion done = post({}, request("http://user:" + kWord + rest));
    EXPECT_EQ(done.status, std::nullopt) << rest;
    EXPECT_THAT(done.text, Not(HasSubstr(kWord))) << rest;
  }
}

TEST_F(HttpRouteTest, SomeAreReachedWithoutTheProxy) {
  for (const char* no_proxy : {"127.0.0.1", "localhost,127.0.0.0/8", "*"}) {
    receiver_.script({.status = 204});
    const ProxyOptions proxy{.url = "http://127.0.0.1:1", .no_proxy = no_proxy};
    EXPECT_EQ(post({.proxy = proxy}, request(receiver_.url())).status, 204) << no_proxy;
  }
  const ProxyOptions proxy{.url = "http://127.0.0.1:1", .no_proxy = "example.com"};
  EXPECT_EQ(post({.proxy = proxy}, request(receiver_.url())).status, std::nullopt);
}

TEST_F(HttpRouteTest, TheEnvironmentsProxyIsUsedIfWanted) {
  const std::string proxy = at("http://", receiver_port());
  ASSERT_EQ(setenv("http_proxy", proxy.c_str(), 1), 0);
  ASSERT_EQ(setenv("no_proxy", "direct.invalid", 1), 0);
  receiver_.script({.status = 204});
  const CurlOptions options{.proxy = {.from_environment = true}};
  EXPECT_EQ(post(options, request()).status, 204);
  EXPECT_EQ(post(options, request("http://direct.invalid/")).status, std::nullopt);
  EXPECT_EQ(post({}, request()).status, std::nullopt) << "not asked for";
  unsetenv("http_proxy");
  unsetenv("no_proxy");
}

TEST_F(HttpRouteTest, ASocketInTheFileSystemIsUsedWhateverTheHost) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("push.socket");
  const TunnelServer server(
      {.kind = TunnelKind::kUnixSocket, .server_port = receiver_port(), .path = path});
  receiver_.script({.status = 307, .headers = {{"Location", "http://other.invalid/x"}}});
  receiver_.script({.status = 204});
  EXPECT_EQ(post({.unix_socket = path}, request()).status, 204);
  ASSERT_THAT(receiver_.requests(), SizeIs(2));
  EXPECT_EQ(receiver_.requests()[0].header("Host"), "receiver.invalid");
  EXPECT_EQ(receiver_.requests()[1].header("Host"), "other.invalid");
}

TEST_F(HttpRouteTest, ASocketThatIsNotThereIsNoStatus) {
  const HttpCompletion done = post({.unix_socket = "/nonexistent/push.socket"}, request());
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_EQ(done.text,
            "unix socket /nonexistent/push.socket: cannot be connected to: No such file or "
            "directory");
}

}  // namespace
}  // namespace flowbridge
