#include "curl/curl_options.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::string problem(const CurlOptions& options) {
  const Result<void> fine = check_curl_options(options);
  return fine ? "none" : fine.error().message();
}

TEST(CurlOptions, DefaultsAndWhatIsCompleteAreFine) {
  EXPECT_EQ(problem({}), "none");
  EXPECT_EQ(problem({.tls = {.ca_file = "a",
                             .cert_file = "b",
                             .key_file = "c",
                             .server_name = "push.example"},
                     .proxy = {.url = "socks5h://user:word@proxy.example:1080", .no_proxy = "*"},
                     .rate_limit = 1}),
            "none");
  EXPECT_EQ(problem({.unix_socket = "/run/push.socket"}), "none");
}

TEST(CurlOptions, WhatCannotBeIsSaidWithoutPasswords) {
  EXPECT_EQ(problem({.tls = {.key_file = "c"}}),
            "cert_file and key_file: one is given without the other");
  EXPECT_EQ(problem({.tls = {.server_name = "push.example:443"}}),
            "server_name: is not the name of a host");
  EXPECT_EQ(problem({.proxy = {.url = "http://proxy", .from_environment = true}}),
            "proxy: is given twice, as a URL and by the environment");
  for (const char* url :
       {"proxy:3128", "user:word@proxy:3128", "ftp://user:word@proxy", "http://user:word@"}) {
    EXPECT_EQ(problem({.proxy = {.url = url}}),
              "proxy: is not a URL of http, https, socks5 or socks5h");
  }
  EXPECT_EQ(problem({.proxy = {.url = "http://proxy"}, .unix_socket = "/x"}),
            "unix_socket: is not reached by a proxy");
  const std::string long_path(108, 'x');
  EXPECT_EQ(problem({.unix_socket = long_path}),
            "unix_socket: has more than 107 bytes: " + long_path);
  EXPECT_EQ(problem({.rate_limit = std::numeric_limits<std::uint64_t>::max()}),
            "rate_limit: is too large");
}

TEST(CurlOptions, VersionsOfTlsAreNamedAsPrometheusDoes) {
  EXPECT_EQ(parse_tls_version("TLS10"), TlsVersion::kTls10);
  EXPECT_EQ(parse_tls_version("TLS11"), TlsVersion::kTls11);
  EXPECT_EQ(parse_tls_version("TLS12"), TlsVersion::kTls12);
  EXPECT_EQ(parse_tls_version("TLS13"), TlsVersion::kTls13);
  for (const char* name : {"", "TLS1.2", "tls12", "TLS14", "1.2"}) {
    EXPECT_EQ(parse_tls_version(name), std::nullopt);
  }
}

}  // namespace
}  // namespace flowbridge
