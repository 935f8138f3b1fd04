// Every secret is rotated while samples are sent, on real sockets: nothing is lost, and a rotation
// costs one request at most.

#include "auth/encoding.h"
#include "curl/tls_files.h"
#include "integration/delivery/socket_world.h"
#include "posix/clock.h"
#include "support/certificate.h"
#include "support/temporary_directory.h"
#include "support/tls_server.h"
#include "support/tunnel_server.h"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <ostream>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

constexpr const char* kTokenPath = "/token";
constexpr const char* kLogin = "login.microsoftonline.com";

/// As secrets are rotated where they are mounted: never half a file.
void replace_text(const std::string& path, const std::string& text) {
  std::ofstream(path + ".new") << text;
  std::filesystem::rename(path + ".new", path);
}

Result<std::string> read_text(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error(ErrorCode::kNotFound, path + " is not there");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// "20231114T221320Z"
UnixTime time_of(const std::string& amz_date) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  EXPECT_EQ(std::sscanf(amz_date.c_str(), "%4d%2u%2uT%2d%2d%2dZ", &year, &month, &day, &hour,
                        &minute, &second),
            6);
  using namespace std::chrono;
  const sys_days date =
      year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
  const auto since = date.time_since_epoch() + hours(hour) + minutes(minute) + seconds(second);
  return unix_ms(duration_cast<milliseconds>(since).count());
}

enum class Way { kBasic, kAuthorization, kHeader, kOAuth2, kAzure, kSigV4Key, kSigV4Profile };

void PrintTo(Way way, std::ostream* out) {
  static constexpr const char* kNames[] = {"BasicPassword", "Authorization", "CustomHeader",
                                           "OAuth2Secret",  "AzureSecret",   "SigV4Key",
                                           "SigV4Profile"};
  *out << kNames[static_cast<std::size_t>(way)];
}

/// A receiver that takes the newest secret only, and endpoints that give tokens for it.
class DeliveryRotations : public ::testing::TestWithParam<Way> {
 protected:
  DeliveryRotations()
      : login_({.alternative_name = std::string("DNS:") + kLogin,
                .answer =
                    [this](const TlsRequest& request) {
                      const std::lock_guard lock(mutex_);
                      const bool is_known = knows_secret(request.body);
                      return is_known ? TlsAnswer{200, token()} : TlsAnswer{401, "{}"};
                    }}),
        proxy_({.server_port = static_cast<std::uint16_t>(login_.port())}) {
    rotate();
    sockets_.receiver.decide_by([this](const ReceivedRequest& request) { return guard(request); });
  }

  void rotate() {
    const std::lock_guard lock(mutex_);
    rotate_now();
  }
  void rotate_now() {
    secret_ = "secret" + std::to_string(++rotations_);
    replace_text(directory_.file("secret"), secret_ + "\n");
    replace_text(directory_.file("profile"),
                 "[default]\naws_access_key_id = A\naws_secret_access_key = " + secret_ + "\n");
  }

  bool knows_secret(const std::string& body) const {
    return body.ends_with("client_secret=" + secret_);
  }
  std::string token() const {
    return R"({"access_token":"of-)" + secret_ + R"(","token_type":"Bearer","expires_in":3600})";
  }

  AuthenticatorOptions auth() const {
    const SecretOptions file{.value = Secret(), .file = directory_.file("secret")};
    AuthenticatorOptions options;
    switch (GetParam()) {
      case Way::kBasic:
        options.auth = BasicAuth{.user = "a", .password = file};
        break;
      case Way::kAuthorization:
        options.auth = AuthorizationAuth{.credentials = file};
        break;
      case Way::kHeader:
        options.headers = {{.name = "X-Key", .value = file}};
        break;
      case Way::kOAuth2: {
        const std::string url = sockets_.receiver.url();
        options.auth = OAuth2Auth{.token = {.url = url.substr(0, url.find("/api")) + kTokenPath,
                                            .client_id = "id",
                                            .client_authentication = ClientAuthentication::kInBody},
                                  .client_secret = file};
        break;
      }
      case Way::kAzure:
        options.auth = AzureAuth{.tenant_id = "t", .client_id = "id", .client_secret = file};
        break;
      case Way::kSigV4Key:
        options.auth = SigV4Auth{.region = "r", .access_key = "A", .secret_key = file};
        break;
      case Way::kSigV4Profile:
        options.auth = SigV4Auth{.region = "r", .profile_file = directory_.file("profile")};
        break;
    }
    return options;
  }

  bool is_allowed(const ReceivedRequest& request) const {
    const std::string said = request.header("Authorization").value_or("");
    switch (GetParam()) {
      case Way::kBasic:
        return said == "Basic " + base64("a:" + secret_);
      case Way::kAuthorization:
        return said == "Bearer " + secret_;
      case Way::kHeader:
        return request.header("X-Key") == secret_;
      case Way::kOAuth2:
      case Way::kAzure:
        return said == "Bearer of-" + secret_;
      case Way::kSigV4Key:
      case Way::kSigV4Profile:
        return said == signature(request);
    }
    return false;
  }

  /// What one who has read the newest secret would have sent.
  std::string signature(const ReceivedRequest& request) const {
    Authenticator newest(auth(), read_text);
    const std::vector<HttpHeader> headers = {
        {"Content-Type", request.header("Content-Type").value_or("")}};
    const UnixTime signed_at = time_of(request.header("x-amz-date").value_or(""));
    return newest.headers({sockets_.receiver.url(), headers, request.body}, {signed_at, {}})
        ->headers.back()
        .value;
  }

  std::optional<ScriptedAnswer> guard(const ReceivedRequest& request) {
    const std::lock_guard lock(mutex_);
    if (request.path == kTokenPath) {
      if (!knows_secret(request.body)) return ScriptedAnswer{.status = 401, .text = "{}"};
      return ScriptedAnswer{.status = 200, .text = token()};
    }
    if (rotates_on_the_way_.exchange(false)) rotate_now();
    if (is_allowed(request)) return std::nullopt;
    return ScriptedAnswer{.status = 401};
  }

  void start() {
    WorldOptions options = socket_world();
    options.delivery.auth = auth();
    options.read_file = read_text;
    // So that what fails is not how many are out.
    options.delivery.sender.in_flight_max = 1;
    const std::string ca_file = directory_.file("ca.pem");
    replace_text(ca_file, login_.certificate());
    sockets_.start({.tls = {.ca_file = ca_file},
                    .proxy = {.url = "http://127.0.0.1:" + std::to_string(proxy_.port()),
                              .no_proxy = "127.0.0.1"}},
                   sockets_.receiver.url(), options);
  }

  const TemporaryDirectory directory_;
  // Guarded by mutex_.
  std::mutex mutex_;
  std::string secret_;
  int rotations_ = 0;

  std::atomic<bool> rotates_on_the_way_ = false;
  SocketWorld sockets_;
  TlsServer login_;
  TunnelServer proxy_;
};

TEST_P(DeliveryRotations, LoseNothingAndCostOneRequestAtMost) {
  start();
  sockets_.deliver();
  EXPECT_EQ(sockets_.answers("401"), 0u);
  for (int round = 0; round < 10; ++round) {
    // A token that is refused is replaced once a minute at most.
    sockets_.world->pass(90s);
    const std::uint64_t failed = sockets_.answers("401");
    sockets_.produce();
    sockets_.run_until("204", sockets_.answers("204") + 3);
    const bool is_on_the_way = round % 2 == 0;
    rotates_on_the_way_ = is_on_the_way;
    if (!is_on_the_way) rotate();
    sockets_.deliver();
    const std::uint64_t cost = sockets_.answers("401") - failed;
    EXPECT_LE(cost, 1u) << "round " << round;
    EXPECT_TRUE(cost == 1u || !is_on_the_way) << "round " << round;
  }
  sockets_.expect_exact();
}

INSTANTIATE_TEST_SUITE_P(EveryWay, DeliveryRotations,
                         ::testing::Values(Way::kBasic, Way::kAuthorization, Way::kHeader,
                                           Way::kOAuth2, Way::kAzure, Way::kSigV4Key,
                                           Way::kSigV4Profile),
                         ::testing::PrintToStringParamName());

/// A receiver with TLS that shows who has come.
class DeliveryTlsRotations : public ::testing::Test {
 protected:
  TlsServerOptions server_options(bool asks_for_certificate) {
    return {.asks_for_certificate = asks_for_certificate,
            .answer = [this](const TlsRequest& request) {
              const std::lock_guard lock(mutex_);
              return TlsAnswer{200, stored_.write(request.body, UnixTime{}).text};
            }};
  }
  void show(const std::string& name) const {
    const Certificate certificate = make_certificate({.common_name = name});
    // Two files cannot be replaced at once.
    replace_text(directory_.file("our.pem"), certificate.pem);
    replace_text(directory_.file("our.key"), certificate.key_pem);
  }
  void trust(const std::string& certificates) const {
    replace_text(directory_.file("ca.pem"), certificates);
  }
  TlsOptions tls(bool has_certificate) const {
    TlsOptions options{.ca_file = directory_.file("ca.pem")};
    if (!has_certificate) return options;
    options.cert_file = directory_.file("our.pem");
    options.key_file = directory_.file("our.key");
    return options;
  }
  /// Sends all the time until it is so.
  void deliver_until(const std::function<bool()>& holds) {
    EXPECT_TRUE(wait_until(60s, [&] {
      sockets_.deliver();
      return holds();
    }));
  }
  void expect_exact() {
    const std::lock_guard lock(mutex_);
    sockets_.expect_exact(stored_);
  }

  const TemporaryDirectory directory_;
  // Guarded by mutex_.
  std::mutex mutex_;
  ReceiverModel stored_;
  SocketWorld sockets_;
};

TEST_F(DeliveryTlsRotations, OfOurCertificateAndItsKeyCostNothing) {
  const TlsServer server(server_options(true));
  trust(server.certificate());
  show("number 0");
  sockets_.start({.tls = tls(true)}, server.url());
  for (int number = 0; number < 3; ++number) {
    const std::string name = "number " + std::to_string(number);
    if (number > 0) show(name);
    deliver_until([&] { return server.requests().back().client_name == name; });
  }
  EXPECT_EQ(sockets_.answers("none"), 0u);
  expect_exact();
}

// The new one is trusted first, as a server cannot change together with all its clients.
TEST_F(DeliveryTlsRotations, OfAuthoritiesCostNothing) {
  const TlsServer before(server_options(false));
  const TlsServer after(server_options(false));
  trust(before.certificate());
  sockets_.start({.tls = tls(false)}, before.url());
  sockets_.deliver();
  trust(before.certificate() + after.certificate());
  const MonotonicTime trusted_at = read_now().monotonic;
  deliver_until([&] { return read_now().monotonic > trusted_at + kTlsRereadAfter; });
  sockets_.restart(after.url());
  sockets_.deliver();
  EXPECT_THAT(after.requests(), testing::Not(testing::IsEmpty()));
  EXPECT_EQ(sockets_.answers("none"), 0u);
  expect_exact();
}

}  // namespace
}  // namespace flowbridge
