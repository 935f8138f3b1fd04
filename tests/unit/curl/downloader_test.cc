#include "curl/downloader.h"

#include "support/temporary_directory.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;

// Long enough never to pass on a busy machine; no test that succeeds waits for it.
constexpr Duration kPatience = 60s;

Download fetch(DownloadRequest request) {
  CurlDownloader downloader;
  downloader.start(std::move(request));
  std::optional<Download> done = downloader.collect(kPatience);
  EXPECT_TRUE(done.has_value());
  return std::move(done).value_or(Download{});
}

class FileUrl : public testing::Test {
 protected:
  std::string url_of(const std::string& text) {
    const std::string path = directory_.file("asn.txt");
    std::ofstream(path, std::ios::binary) << text;
    return "file://" + path;
  }
  TemporaryDirectory directory_;
};

TEST_F(FileUrl, IsReadLikeAnAnswer) {
  const Download done = fetch({.url = url_of("1 LVLT-1, US\n"), .bytes_max = 99});
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "1 LVLT-1, US\n");
  EXPECT_EQ(done.bytes_on_wire, 13u);
  EXPECT_TRUE(header_of(done.headers, "last-modified"));
}

TEST_F(FileUrl, MayBeEmpty) {
  const Download done = fetch({.url = url_of(""), .bytes_max = 99});
  EXPECT_EQ(done.fault, std::nullopt) << done.error;
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "");
}

TEST_F(FileUrl, MayNotBeTooLarge) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(fetch({.url = url_of(text), .bytes_max = 100'000}).body, text);
  const Download done = fetch({.url = url_of(text), .bytes_max = 99'999});
  EXPECT_EQ(done.fault, DownloadFault::kTooLarge);
  EXPECT_EQ(done.body, "");
}

TEST_F(FileUrl, OfNoFileIsUnreachable) {
  const Download done = fetch({.url = "file://" + directory_.file("absent.txt"), .bytes_max = 99});
  EXPECT_EQ(done.fault, DownloadFault::kUnreachable);
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.error, HasSubstr("absent.txt"));
}

}  // namespace
}  // namespace flowbridge
