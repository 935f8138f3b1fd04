#include "remote_write/protocol.h"

#include "support/test_files.h"

#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;

TEST(RequestHeaders, AreThoseOfRemoteWriteOne) {
  EXPECT_THAT(request_headers({.user_agent = "flowbridge/0.1.0"}),
              ElementsAre(FieldsAre("Content-Encoding", "snappy"),
                          FieldsAre("Content-Type", "application/x-protobuf"),
                          FieldsAre("X-Prometheus-Remote-Write-Version", "0.1.0"),
                          FieldsAre("User-Agent", "flowbridge/0.1.0")));
}

TEST(RequestHeaders, OfVersionTwoNameTheMessageWithoutABlank) {
  EXPECT_THAT(request_headers({.user_agent = "flowbridge/0.1.0", .protocol = WireProtocol::kV2}),
              ElementsAre(FieldsAre("Content-Encoding", "snappy"),
                          FieldsAre("Content-Type",
                                    "application/x-protobuf;proto=io.prometheus.write.v2.Request"),
                          FieldsAre("X-Prometheus-Remote-Write-Version", "2.0.0"),
                          FieldsAre("User-Agent", "flowbridge/0.1.0")));
}

TEST(RequestHeaders, SayHowOftenARequestWasRetried) {
  const auto headers = request_headers({.user_agent = "flowbridge/0.1.0", .retry_attempt = 3});
  ASSERT_EQ(headers.size(), 5u);
  EXPECT_THAT(headers.back(), FieldsAre("Retry-Attempt", "3"));
}

/// The table of statuses in docs/remote-write.md: "408", "5xx", "other 4xx", "other" and "none" to
/// what they mean.
std::map<std::string, std::string> documented_meanings() {
  std::map<std::string, std::string> meanings;
  bool is_in_table = false;
  for (const std::string& line : lines_of(read_source_file("docs/remote-write.md"))) {
    if (line == "| status | meaning | what happens |") {
      is_in_table = true;
    } else if (is_in_table && !line.starts_with("|")) {
      break;
    } else if (is_in_table && !line.starts_with("|---")) {
      std::istringstream cells(line.substr(1));
      std::string statuses;
      std::string meaning;
      std::getline(cells, statuses, '|');
      std::getline(cells, meaning, '|');
      std::erase_if(meaning, [](char c) { return c == ' ' || c == '`'; });
      std::istringstream names(statuses);
      for (std::string name; std::getline(names, name, ',');) {
        const std::size_t begin = name.find_first_not_of(' ');
        meanings[name.substr(begin, name.find_last_not_of(' ') + 1 - begin)] = meaning;
      }
    }
  }
  return meanings;
}

TEST(Judge, SaysOfEveryStatusWhatTheDocumentationSays) {
  const std::map<std::string, std::string> meanings = documented_meanings();
  ASSERT_GT(meanings.size(), 10u);
  std::set<std::string> used;
  for (int status = 0; status <= 999; ++status) {
    const std::string hundred = std::to_string(status / 100) + "xx";
    for (const std::string& name :
         {std::to_string(status), hundred, "other " + hundred, std::string("other")}) {
      const auto found = meanings.find(name);
      if (found == meanings.end()) continue;
      EXPECT_EQ(answer_name(judge(status)), found->second) << status;
      used.insert(name);
      break;
    }
  }
  EXPECT_EQ(answer_name(judge(std::nullopt)), meanings.at("none"));
  used.insert("none");
  EXPECT_EQ(used.size(), meanings.size()) << "a row is about no status";
}

TEST(Judge, NoAnswerIsRetriedAndSoIsNonsense) {
  EXPECT_EQ(judge(std::nullopt), Answer::kRetry);
  for (const int status :
       {0, -1, -200, 99, 1'000, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    EXPECT_EQ(judge(status), Answer::kRetry) << status;
  }
}

}  // namespace
}  // namespace flowbridge
