#include "config/suggest.h"

#include "config/problem.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("window", "window"), 0U);
  EXPECT_EQ(edit_distance("windw", "window"), 1U);
  EXPECT_EQ(edit_distance("windoww", "window"), 1U);
  EXPECT_EQ(edit_distance("wondow", "window"), 1U);
  EXPECT_EQ(edit_distance("widnow", "window"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Nearest, FindsTheNameThatWasMeantOrNone) {
  const std::vector<std::string_view> names = {
      "kafka.brokers", "kafka.topics", "kafka.group-id", "remote-write.url", "remote-write.timeout",
      "window",        "asn"};
  const auto check = [&names](std::string_view name, std::string_view want) {
    EXPECT_EQ(nearest(name, names), want) << name;
  };
  check("kafka.broker", "kafka.brokers");
  check("kafak.brokers", "kafka.brokers");
  check("Kafka.Brokers", "kafka.brokers");
  check("kafka_group_id", "kafka.group-id");
  check("kafka-brokers", "kafka.brokers");
  check("group-id", "kafka.group-id");
  check("groupid", "kafka.group-id");
  check("url", "remote-write.url");
  check("remote-write", "remote-write.url");
  check("remotewrite", "remote-write.url");
  check("asns", "asn");
  check("as", "asn");
  check("wnidow", "window");
  check("zookeeper", "");
  check("x", "");
  check("", "");
  check(std::string(10'000, 'w'), "");
}

TEST(Nearest, GivesTiesToTheEarlierCandidate) {
  EXPECT_EQ(nearest("cat", {"bat", "hat"}), "bat");
}

TEST(Quoted, IsFitForATerminal) {
  EXPECT_EQ(in_quotes("plain"), R"("plain")");
  EXPECT_EQ(in_quotes("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(in_quotes("\x1b[2J\n"), R"("\x1b[2J\x0a")");
  EXPECT_EQ(in_quotes("Zürich"), "\"Zürich\"");
}

TEST(Quoted, ShowsWhatIsNotUtf8ByteByByte) {
  EXPECT_EQ(in_quotes("a\xff\xc3"), R"("a\xff\xc3")");
  EXPECT_EQ(as_name("--\"a\xff\n"), R"(--"a\xff\x0a)");
}

TEST(Quoted, LeavesOutTheEndOfALongText) {
  EXPECT_EQ(in_quotes(std::string(kQuotedBytesMax, 'x')),
            '"' + std::string(kQuotedBytesMax, 'x') + '"');
  EXPECT_EQ(in_quotes(std::string(kQuotedBytesMax + 1, 'x')),
            '"' + std::string(kQuotedBytesMax, 'x') + "…\"");
  // The ü would be cut in two.
  const std::string text = std::string(kQuotedBytesMax - 1, 'x') + "ü";
  EXPECT_EQ(in_quotes(text), '"' + std::string(kQuotedBytesMax - 1, 'x') + "…\"");
}

TEST(FormatProblems, GivesEachALine) {
  EXPECT_EQ(format_problems({}), "");
  EXPECT_EQ(
      format_problems({{.where = "--window", .what = "is empty"}, {.where = "", .what = "no"}}),
      "flowbridge: --window: is empty\nflowbridge: no\n");
}

}  // namespace
}  // namespace flowbridge
