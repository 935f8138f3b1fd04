#include "support/certificate.h"
#include "support/temporary_directory.h"
#include "support/tls_server.h"
#include "unit/curl/posting.h"

#include <chrono>
#include <fstream>
#include <string>

namespace flowbridge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class HttpTlsTest : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(directory_.file(name)) << text;
    return directory_.file(name);
  }
  std::string authorities_of(const TlsServer& server) const {
    return file("ca.pem", server.certificate());
  }
  void show(const Certificate& certificate) const {
    file("our.pem", certificate.pem);
    file("our.key", certificate.key_pem);
  }
  TlsOptions with_certificate(const TlsServer& server) const {
    return {.ca_file = authorities_of(server),
            .cert_file = directory_.file("our.pem"),
            .key_file = directory_.file("our.key")};
  }
  static HttpRequest request(const TlsServer& server) {
    return {.id = 1, .url = server.url(), .headers = {}, .body = "the body"};
  }

  const TemporaryDirectory directory_;
};

TEST_F(HttpTlsTest, TrustsWhomTheAuthoritiesKnowAndNobodyElse) {
  const TlsServer server({});
  const TlsServer other({});
  const std::string ca_file = authorities_of(server);
  EXPECT_EQ(post({.tls = {.ca_file = ca_file}}, request(server)).status, 200);
  for (const TlsOptions& tls : {TlsOptions{}, TlsOptions{.ca_file = ca_file}}) {
    const HttpCompletion done = post({.tls = tls}, request(other));
    EXPECT_EQ(done.status, std::nullopt);
    EXPECT_THAT(done.text, HasSubstr("certificate"));
  }
  EXPECT_THAT(other.requests(), IsEmpty());
}

TEST_F(HttpTlsTest, TrustsAnybodyIfToldSo) {
  const TlsServer server({.alternative_name = "DNS:push.example"});
  EXPECT_EQ(post({.tls = {.insecure_skip_verify = true}}, request(server)).status, 200);
}

TEST_F(HttpTlsTest, ShowsItsCertificate) {
  const TlsServer server({.asks_for_certificate = true});
  show(make_certificate({.common_name = "first"}));
  EXPECT_EQ(post({.tls = with_certificate(server)}, request(server)).status, 200);
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(server.requests()[0].client_name, "first");
  EXPECT_EQ(server.requests()[0].body, "the body");
}

TEST_F(HttpTlsTest, WithoutACertificateItIsTurnedAway) {
  const TlsServer server({.asks_for_certificate = true});
  const HttpCompletion done = post({.tls = {.ca_file = authorities_of(server)}}, request(server));
  EXPECT_EQ(done.status, std::nullopt);
  // What, depends on who is faster: the server's alert may get lost with the connection.
  EXPECT_NE(done.text, "");
  EXPECT_THAT(server.requests(), IsEmpty());
}

TEST_F(HttpTlsTest, RotatedFilesAreUsedWithinSecondsAndNothingFails) {
  const TlsServer server({.asks_for_certificate = true});
  const TlsServer other({});
  show(make_certificate({.common_name = "first"}));
  CurlHttpClient client({.tls = with_certificate(server)});
  const auto name_shown = [&] {
    const HttpCompletion done = post_by(client, request(server));
    EXPECT_EQ(done.status, 200) << done.text;
    return server.requests().back().client_name;
  };
  EXPECT_EQ(name_shown(), "first");
  EXPECT_EQ(name_shown(), "first");
  EXPECT_EQ(server.requests()[1].connection, server.requests()[0].connection);
  EXPECT_EQ(post_by(client, request(other)).status, std::nullopt);
  show(make_certificate({.common_name = "second"}));
  file("ca.pem", server.certificate() + other.certificate());
  const auto began = std::chrono::steady_clock::now();
  while (name_shown() != "second") {
    ASSERT_LT(std::chrono::steady_clock::now() - began, kPostPatience);
  }
  EXPECT_EQ(name_shown(), "second") << "no connection of before is used again";
  EXPECT_EQ(post_by(client, request(other)).status, 200) << "another authority is trusted";
}

TEST_F(HttpTlsTest, AFileThatCannotBeUsedIsNamed) {
  const TlsServer server({});
  const std::string missing = directory_.file("missing");
  const std::string text = file("text", "not a certificate");
  const std::string good = authorities_of(server);
  const auto error = [&](const TlsOptions& tls) {
    const HttpCompletion done = post({.tls = tls}, request(server));
    EXPECT_EQ(done.status, std::nullopt);
    EXPECT_EQ(done.body, "the body");
    return done.text;
  };
  EXPECT_EQ(error({.ca_file = missing}),
            "CA file " + missing + ": cannot be read: No such file or directory");
  EXPECT_EQ(error({.ca_file = directory_.path()}),
            "CA file " + directory_.path() + ": cannot be read: Is a directory");
  EXPECT_EQ(error({.ca_file = text}), "CA file " + text + ": holds nothing in PEM");
  EXPECT_EQ(error({.cert_file = missing, .key_file = good}),
            "certificate file " + missing + ": cannot be read: No such file or directory");
  EXPECT_EQ(error({.cert_file = good, .key_file = missing}),
            "key file " + missing + ": cannot be read: No such file or directory");
  EXPECT_EQ(error({.cert_file = good}), "cert_file and key_file: one is given without the other");
  EXPECT_THAT(server.requests(), IsEmpty());
}

TEST_F(HttpTlsTest, AKeyOfAnotherCertificateIsAnError) {
  const TlsServer server({.asks_for_certificate = true});
  show({make_certificate({}).pem, make_certificate({}).key_pem});
  const HttpCompletion done = post({.tls = with_certificate(server)}, request(server));
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.text, HasSubstr("key"));
}

TEST_F(HttpTlsTest, AnotherServerNameIsAskedForAndVerifiedAndChangesNothingElse) {
  const TlsServer server({.alternative_name = "DNS:push.example"});
  const std::string ca_file = authorities_of(server);
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  const HttpCompletion done =
      post({.tls = {.ca_file = ca_file, .server_name = "push.example"}}, request(server));
  EXPECT_EQ(done.status, 200) << done.text;
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(server.requests()[0].server_name, "push.example");
  EXPECT_EQ(server.requests()[0].host, host);
  for (const char* server_name : {"", "pull.example"}) {
    const HttpCompletion refused =
        post({.tls = {.ca_file = ca_file, .server_name = server_name}}, request(server));
    EXPECT_EQ(refused.status, std::nullopt);
    EXPECT_THAT(refused.text, HasSubstr("certificate subject name"));
  }
}

TEST_F(HttpTlsTest, SpeaksNoOldVersionUnlessToldSo) {
  const TlsServer server({.is_old = true});
  const std::string ca_file = authorities_of(server);
  const auto status = [&](TlsVersion version) {
    return post({.tls = {.ca_file = ca_file, .min_version = version}}, request(server)).status;
  };
  EXPECT_EQ(post({.tls = {.ca_file = ca_file}}, request(server)).status, std::nullopt);
  EXPECT_EQ(status(TlsVersion::kTls13), std::nullopt);
  EXPECT_EQ(status(TlsVersion::kTls12), std::nullopt);
  EXPECT_EQ(status(TlsVersion::kTls11), std::nullopt);
  EXPECT_EQ(status(TlsVersion::kTls10), 200);
}

TEST_F(HttpTlsTest, OffersHttp2UnlessToldNotTo) {
  const TlsServer server({});
  const std::string ca_file = authorities_of(server);
  EXPECT_EQ(post({.tls = {.ca_file = ca_file}}, request(server)).status, 200);
  EXPECT_THAT(server.protocols_offered(), AllOf(HasSubstr("\x2h2"), HasSubstr("\x8http/1.1")));
  const CurlOptions plain{.tls = {.ca_file = ca_file}, .enable_http2 = false};
  EXPECT_EQ(post(plain, request(server)).status, 200);
  EXPECT_EQ(server.protocols_offered(), "\x8http/1.1");
}

}  // namespace
}  // namespace flowbridge
