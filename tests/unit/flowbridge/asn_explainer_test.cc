#include "flowbridge/asn_explainer.h"

#include "asndb/store.h"
#include "base/crc32c.h"
#include "posix/directory.h"
#include "support/name_tables.h"
#include "support/result_matchers.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr UnixTime kFetched = unix_ms(1'790'678'400'000);

class AsnExplainerTest : public ::testing::Test {
 protected:
  /// Puts a file of names into the cache.
  void given_file(const std::string& body) {
    Result<std::unique_ptr<Directory>> cache = open_directory(directory_.file("asn-db"));
    ASSERT_TRUE(cache);
    SourceState state;
    state.file = FetchedFile{.url = "https://a.example/asn.txt",
                             .crc32c = crc32c(body),
                             .bytes = body.size(),
                             .entries = 1,
                             .etag = "",
                             .last_modified = "",
                             .edition = "of today",
                             .fetched_at = kFetched,
                             .full_copy_at = kFetched};
    ASSERT_TRUE(AsnStore(**cache).accept("asnames", body, state));
  }
  json explained(const std::string& number) {
    const Result<std::string> text = explainer_.explain(number);
    EXPECT_TRUE(text) << number;
    return text ? json::parse(*text) : json();
  }

  Settings settings() const {
    Settings all;
    all.storage.path = directory_.path();
    return all;
  }

  TemporaryDirectory directory_;
  PublishedNames names_{as_names_of({{15169, "Google LLC"}})};
  AsnExplainer explainer_{settings(), names_, [this] {
                            if (meanwhile_) meanwhile_();
                            return Now{};
                          }};
  /// Runs while an AS is being explained.
  std::function<void()> meanwhile_;
};

TEST_F(AsnExplainerTest, WithoutACacheTheNamesInForceAreTold) {
  const json google = explained("15169");
  EXPECT_EQ(google.at("name"), "Google LLC");
  EXPECT_EQ(google.at("name_source"), "asnames");
  EXPECT_EQ(google.at("statements"), json::array());
  EXPECT_EQ(explained("AS64512").at("statements").at(0).at("raw"), "Private use");
  EXPECT_EQ(explained("6.110").at("name"), "AS393326");
}

TEST_F(AsnExplainerTest, TheFilesOfTheCacheSpeakForThemselves) {
  given_file("15169 GOOGLE - Google Inc., US\n");
  const json statement = explained("15169").at("statements").at(0);
  EXPECT_EQ(statement.at("source"), "asnames");
  EXPECT_EQ(statement.at("raw"), "15169 GOOGLE - Google Inc., US");
  EXPECT_EQ(statement.at("edition"), "of today");
  EXPECT_EQ(explained("15169").at("name"), "Google LLC") << "what is in force";
}

TEST_F(AsnExplainerTest, NamesThatWereJustPublishedAreInForce) {
  names_.publish(name_table_of({{15169, "Alphabet"}}));
  EXPECT_EQ(explained("15169").at("name"), "Alphabet");
}

TEST_F(AsnExplainerTest, WhatIsNoNumberIsToldWhatToWrite) {
  for (const char* text : {"", "google", "4294967296", "1/2"}) {
    const Result<std::string> refused = explainer_.explain(text);
    EXPECT_THAT(refused, FailsWith(ErrorCode::kInvalid)) << text;
    EXPECT_THAT(refused.error().message(), HasSubstr("write 15169, AS15169 or 6.110"));
  }
}

TEST_F(AsnExplainerTest, OneAtATime) {
  int refused = 0;
  meanwhile_ = [&] {
    EXPECT_THAT(explainer_.explain("3356"), FailsWith(ErrorCode::kUnavailable));
    EXPECT_THAT(explainer_.explain("x"), FailsWith(ErrorCode::kInvalid)) << "it costs nothing";
    ++refused;
  };
  explained("15169");
  explained("15169");
  EXPECT_EQ(refused, 2);
}

}  // namespace
}  // namespace flowbridge
