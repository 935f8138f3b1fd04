#include "curl/tls_files.h"

#include "support/temporary_directory.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;

class TlsFilesTest : public testing::Test {
 protected:
  static std::string pem(const std::string& text) { return "-----BEGIN X-----\n" + text; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_.file(name), std::ios::trunc) << text;
  }
  void pass(Duration time) {
    now_ += time;
    files_.refresh(now_);
  }
  std::string shown() const {
    const auto material = files_.material();
    if (!material) return "none";
    return material->certificate.substr(18) + "/" + material->key.substr(18);
  }
  std::string problem() const { return files_.problem() ? files_.problem()->message() : "none"; }

  const TemporaryDirectory directory_;
  std::chrono::steady_clock::time_point now_{1h};
  TlsFiles files_{{.cert_file = directory_.file("cert"), .key_file = directory_.file("key")}};
};

TEST_F(TlsFilesTest, WithoutFilesThereIsNothingToShow) {
  TlsFiles files({});
  files.refresh(now_);
  ASSERT_NE(files.material(), nullptr);
  EXPECT_EQ(*files.material(), TlsMaterial());
}

TEST_F(TlsFilesTest, FilesThatComeLateAreTaken) {
  pass(0s);
  EXPECT_EQ(shown(), "none");
  EXPECT_THAT(problem(), HasSubstr("certificate file"));
  write("cert", pem("c1"));
  write("key", pem("k1"));
  pass(kTlsRereadAfter - 1ms);
  EXPECT_EQ(shown(), "none");
  pass(1ms);
  EXPECT_EQ(shown(), "c1/k1");
  EXPECT_EQ(problem(), "none");
}

TEST_F(TlsFilesTest, APairIsTakenAtOnceAndHalfOfOneWhenReadAgain) {
  write("cert", pem("c1"));
  write("key", pem("k1"));
  pass(0s);
  write("cert", pem("c2"));
  pass(kTlsRereadAfter);
  EXPECT_EQ(shown(), "c1/k1");
  write("key", pem("k2"));
  pass(kTlsRereadAfter);
  EXPECT_EQ(shown(), "c2/k2");
  write("cert", pem("c3"));
  pass(kTlsRereadAfter);
  EXPECT_EQ(shown(), "c2/k2");
  pass(kTlsRereadAfter);
  EXPECT_EQ(shown(), "c3/k2") << "a certificate renewed with its key";
}

TEST_F(TlsFilesTest, WhatCannotBeUsedLeavesTheLastGoodOnesInForce) {
  write("cert", pem("c1"));
  write("key", pem("k1"));
  pass(0s);
  for (const std::string& text :
       {std::string(), std::string("half a fi"), std::string(kTlsFileBytesMax + 1, '-')}) {
    write("cert", text);
    pass(kTlsRereadAfter);
    EXPECT_EQ(shown(), "c1/k1");
    EXPECT_THAT(problem(), HasSubstr("certificate file " + directory_.file("cert")));
  }
  write("cert", pem("c1"));
  write("key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nsecret");
  pass(kTlsRereadAfter);
  EXPECT_EQ(shown(), "c1/k1");
  EXPECT_EQ(problem(), "key file " + directory_.file("key") + ": is encrypted; decrypt it first");
}

}  // namespace
}  // namespace flowbridge
