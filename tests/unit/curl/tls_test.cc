#include "support/temporary_directory.h"
#include "support/tls_server.h"
#include "unit/curl/downloading.h"

#include <fstream>

namespace flowbridge {
namespace {

Download fetch_with(const std::string& authorities_file, const std::string& url) {
  CurlDownloader downloader({.authorities_file = authorities_file});
  downloader.start({.url = url, .headers = {}, .bytes_max = 99});
  std::optional<Download> done = downloader.collect(60s);
  return std::move(done).value_or(Download{});
}

TEST(DownloadTls, TrustsWhomTheAuthoritiesKnow) {
  const TlsServer server({});
  const TemporaryDirectory directory;
  const std::string path = directory.file("authorities.pem");
  std::ofstream(path) << server.certificate();
  const Download done = fetch_with(path, server.url());
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.body, "ok");
}

TEST(DownloadTls, TrustsNobodyElse) {
  const TlsServer server({});
  const TlsServer other({.body = "other"});
  const TemporaryDirectory directory;
  const std::string path = directory.file("authorities.pem");
  std::ofstream(path) << other.certificate();
  for (const std::string& authorities : {std::string(), path}) {
    const Download done = fetch_with(authorities, server.url());
    EXPECT_EQ(done.fault, DownloadFault::kUnreachable) << done.error;
    EXPECT_EQ(done.status, std::nullopt);
    EXPECT_THAT(done.error, testing::HasSubstr("certificate"));
  }
}

}  // namespace
}  // namespace flowbridge
