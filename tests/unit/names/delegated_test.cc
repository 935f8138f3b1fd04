#include "names/delegated.h"

#include "support/test_files.h"
#include "unit/names/ranges.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

const std::string kFixtures = "tests/golden/asn/";

Parsed<Delegated> parse_fixture(const std::string& name) {
  return parse_delegated(read_source_file(kFixtures + name));
}

/// ARIN's file with these rows, and a header that promises as many.
std::string file_of(const std::vector<std::string>& rows) {
  std::string text = "2|arin|1|" + std::to_string(rows.size()) + "|19700101|20260928|-0400\n";
  for (const std::string& row : rows) text += row + "\n";
  return text;
}

/// What a single row gives; "bad" if nothing. Beside it stand a hundred good ones of addresses.
std::string taken_from(const std::string& row) {
  std::vector<std::string> rows(100, "arin|US|ipv4|192.0.2.0|256|20000101|assigned");
  rows.push_back(row);
  const Parsed<Delegated> file = parse_delegated(file_of(rows));
  if (!file) return refusal_reason_name(file.refusal().reason);
  EXPECT_EQ(file->rows_bad, file->ranges.empty() ? 1u : 0u);
  return file->ranges.empty() ? "bad" : as_text(file->ranges[0]);
}

std::string reason(const Parsed<Delegated>& file) {
  return file ? "" : refusal_reason_name(file.refusal().reason);
}

std::vector<std::string> ranges_of(const std::vector<std::string>& rows) {
  const Parsed<Delegated> file = parse_delegated(file_of(rows));
  EXPECT_TRUE(file) << file.refusal().detail;
  return as_texts(file->ranges);
}

struct Edition {
  const char* name;
  Registry registry;
  const char* serial;
  int end_day;
  std::size_t rows;
  std::size_t rows_asn;
};

class DelegatedEditions : public testing::TestWithParam<Edition> {};

TEST_P(DelegatedEditions, EveryRegistrysFileIsRead) {
  const Edition& edition = GetParam();
  const Parsed<Delegated> file = parse_fixture(std::string("rir/") + edition.name);
  ASSERT_TRUE(file) << file.refusal().detail;
  EXPECT_EQ(file->registry, edition.registry);
  EXPECT_EQ(file->serial, edition.serial);
  EXPECT_EQ(file->end_date, std::chrono::year(2026) / 9 / edition.end_day);
  EXPECT_EQ(file->rows, edition.rows);
  EXPECT_EQ(file->rows_asn, edition.rows_asn);
  EXPECT_EQ(file->rows_bad, 0u);
  EXPECT_EQ(file->ranges.size(), edition.rows_asn);
}

INSTANTIATE_TEST_SUITE_P(
    Files, DelegatedEditions,
    testing::Values(
        Edition{"delegated-afrinic-extended-latest", Registry::kAfrinic, "20260928", 28, 9, 6},
        Edition{"delegated-apnic-extended-latest", Registry::kApnic, "20260929", 28, 18, 15},
        Edition{"delegated-arin-extended-latest", Registry::kArin, "1790600421096", 28, 31, 27},
        Edition{"delegated-arin-latest", Registry::kArin, "20260928", 28, 28, 25},
        Edition{"delegated-lacnic-extended-latest", Registry::kLacnic, "20260927", 25, 12, 10},
        Edition{"delegated-ripencc-extended-latest", Registry::kRipeNcc, "1790632799", 28, 23, 19},
        Edition{"nro-delegated-stats", Registry::kNone, "20260929", 29, 98, 80}),
    [](const testing::TestParamInfo<Edition>& param) {
      std::string name = param.param.name;
      for (char& c : name) c = c == '-' ? '_' : c;
      return name;
    });

TEST(Delegated, RangesStayRanges) {
  const Parsed<Delegated> nro = parse_fixture("rir/nro-delegated-stats");
  ASSERT_TRUE(nro);
  const std::vector<std::string> ranges = as_texts(nro->ranges);
  EXPECT_EQ(ranges.front(), "0 reserved");
  EXPECT_EQ(ranges.back(), "404381-4199999999 available");
  EXPECT_THAT(ranges, Contains("5120-5376 arin assigned US"));
  EXPECT_THAT(ranges, Contains("143674-146745 apnic assigned CN"));
  EXPECT_THAT(ranges, Contains("403010-404380 arin available"));
}

TEST(Delegated, TheNrosFileSaysWhatTheFiveSay) {
  const Parsed<Delegated> nro = parse_fixture("rir/nro-delegated-stats");
  ASSERT_TRUE(nro);
  const auto find = [&nro](Asn first) {
    return std::find_if(nro->ranges.begin(), nro->ranges.end(),
                        [first](const DelegatedRange& range) { return range.first == first; });
  };
  for (const char* name : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    const Parsed<Delegated> one =
        parse_fixture(std::string("rir/delegated-") + name + "-extended-latest");
    ASSERT_TRUE(one);
    for (DelegatedRange range : one->ranges) {
      // It calls everything assigned that is in use.
      if (range.status == AsnStatus::kAllocated) range.status = AsnStatus::kAssigned;
      const auto same = find(range.first);
      ASSERT_NE(same, nro->ranges.end()) << as_text(range);
      EXPECT_EQ(as_text(*same), as_text(range));
    }
  }
}

TEST(Delegated, ARowMayBeShortLongOrOddlyDated) {
  EXPECT_EQ(taken_from("ripencc||asn|5575|1||reserved"), "5575 ripencc reserved");
  EXPECT_EQ(taken_from("arin||asn|212|1||reserved|"), "212 arin reserved");
  EXPECT_EQ(taken_from("arin|US|asn|3|1|00000000|assigned|d98c|e-stats|x|y"), "3 arin assigned US");
  EXPECT_EQ(taken_from("afrinic|ZZ|asn|8770|1||available|"), "8770 afrinic available");
  EXPECT_EQ(taken_from("iana|ZZ|asn|7|1|20080400|ietf|ietf|iana"), "7 reserved");
  EXPECT_EQ(taken_from("iana|ZZ|asn|404381|4199595619||ianapool|iana|iana"),
            "404381-4199999999 available");
  EXPECT_EQ(taken_from("apnic|AP|asn|136209|1|20170101|allocated|A9"), "136209 apnic allocated AP");
  EXPECT_EQ(taken_from("arin|US|asn|7|1||assigned\r"), "7 arin assigned US");
}

TEST(Delegated, ARangeEndsWithTheLastNumberAtMost) {
  EXPECT_EQ(taken_from("arin||asn|0|4294967296||reserved"), "0-4294967295 arin reserved");
  EXPECT_EQ(taken_from("arin||asn|4294967295|1||reserved"), "4294967295 arin reserved");
  EXPECT_EQ(taken_from("arin||asn|4294967295|2||reserved"), "bad");
  EXPECT_EQ(taken_from("arin||asn|4294967296|1||reserved"), "bad");
  EXPECT_EQ(taken_from("arin||asn|1|18446744073709551615||reserved"), "bad");
  EXPECT_EQ(taken_from("arin||asn|1|0||reserved"), "bad");
}

TEST(Delegated, ABadRowIsSkippedAndCounted) {
  for (const char* row :
       {"arin|US|asn|x|1|20000101|assigned", "arin|US|asn|1|x|20000101|assigned",
        "arin|US|asn|1|1|20000101|unheard", "arin|US|asn|1|1|20000101", "arin|US|asn|",
        "arun|US|asn|1|1|20000101|assigned", "arin|US|as|1|1|20000101|assigned",
        "arin|US|asn|-1|1|20000101|assigned", "nonsense", "|", "||", "|||||||"}) {
    EXPECT_EQ(taken_from(row), "bad") << row;
  }
}

TEST(Delegated, CommentsAndBlankLinesStandAnywhere) {
  const Parsed<Delegated> file = parse_delegated(
      "# conditions of use\n\n#\n2.3|lacnic|x|1||00000000|-0300\n# more\n"
      "lacnic|BR|asn|1916|1|19991116|allocated|130343\n\r\n#end\n");
  ASSERT_TRUE(file) << file.refusal().detail;
  EXPECT_THAT(as_texts(file->ranges), ElementsAre("1916 lacnic allocated BR"));
  EXPECT_EQ(file->serial, "");
  EXPECT_FALSE(file->end_date);
}

TEST(Delegated, RowsComeOutInOrderAndTheFirstOfTwoCounts) {
  EXPECT_THAT(ranges_of({"arin|US|asn|9|1||assigned", "arin|CA|asn|1|4||assigned",
                         "arin|MX|asn|2|1||assigned", "arin||asn|4|3||reserved"}),
              ElementsAre("1-4 arin assigned CA", "5-6 arin reserved", "9 arin assigned US"));
}

TEST(Delegated, WhatIsNoSoundFileIsRefused) {
  EXPECT_EQ(reason(parse_fixture("bad/empty.txt")), "empty");
  EXPECT_EQ(reason(parse_fixture("bad/html-200.txt")), "html");
  EXPECT_EQ(reason(parse_fixture("bad/delegated-arin-truncated")), "truncated");
  EXPECT_EQ(reason(parse_fixture("bad/delegated-arin-summary-mismatch")), "summary_mismatch");
  EXPECT_EQ(reason(parse_fixture("bad/peeringdb-net-envelope-missing.json")), "foreign");
  EXPECT_EQ(reason(parse_fixture("asnames/ripe-asnames-2026.txt")), "foreign");
  EXPECT_EQ(reason(parse_delegated(std::string(kDelegatedBytesMax + 1, '#'))), "too_large");
}

TEST(Delegated, WhatDoesNotBeginWithAHeaderIsForeign) {
  for (const char* header :
       {"arin|US|asn|1|1||assigned", "2|arin|1|0|19700101", "2|verisign|1|0|19700101|20260928|0",
        "2|arin|1|many|19700101|20260928|0", "x|arin|1|0|19700101|20260928|0", "#"}) {
    EXPECT_EQ(reason(parse_delegated(std::string(header) + "\n")), "foreign") << header;
  }
  EXPECT_EQ(reason(parse_delegated("2|arin|1|0|19700101|20260928|0\n")), "");
}

TEST(Delegated, AFileThatWasCutBetweenTwoLinesHasTooFewRows) {
  std::string text = read_source_file(kFixtures + "rir/delegated-arin-extended-latest");
  text.resize(text.rfind('\n', text.size() - 2) + 1);
  const Parsed<Delegated> file = parse_delegated(text);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.refusal().reason, RefusalReason::kCountMismatch);
  EXPECT_EQ(file.refusal().detail, "30 rows, the header says 31");
}

TEST(Delegated, ASummaryIsAPromise) {
  const std::string rows = "arin|US|asn|1|1||assigned\narin|US|asn|2|1||assigned\n";
  const auto with_summary = [&rows](const std::string& count) {
    return parse_delegated("2|arin|1|2|19700101|20260928|0\narin|*|asn|*|" + count + "|summary\n" +
                           rows);
  };
  EXPECT_EQ(reason(with_summary("2")), "");
  EXPECT_EQ(reason(with_summary("1")), "summary_mismatch");
  EXPECT_EQ(reason(with_summary("3")), "summary_mismatch");
  EXPECT_EQ(reason(with_summary("x")), "summary_mismatch");
  EXPECT_EQ(with_summary("3").refusal().detail, "2 rows of asn, the summary says 3");
}

TEST(Delegated, MoreThanOneBadRowInAHundredIsTooMuch) {
  std::vector<std::string> rows(199, "arin|US|ipv6|2001:db8::|32|20000101|assigned");
  rows.push_back("arin|US|asn|x|1|20000101|assigned");
  rows.push_back("damaged");
  EXPECT_EQ(reason(parse_delegated(file_of(rows))), "");
  rows.pop_back();
  rows.front() = "damaged";
  EXPECT_EQ(reason(parse_delegated(file_of(rows))), "");
  rows[1] = "damaged";
  EXPECT_EQ(reason(parse_delegated(file_of(rows))), "bad_lines");
}

TEST(Delegated, ARowByItselfIsReadAsInItsFile) {
  const auto row = [](const char* line) {
    const std::optional<DelegatedRange> range = parse_delegated_row(line);
    return range ? as_text(*range) : "none";
  };
  const std::string good = "arin|US|asn|5120|257|19950101|allocated|0a";
  EXPECT_EQ(row(good.c_str()), taken_from(good));
  EXPECT_EQ(row((good + "\r").c_str()), taken_from(good));
  for (const char* line :
       {"", "# arin|US|asn|1|1|20000101|assigned", "arin|*|asn|*|2|summary",
        "2|arin|1|2|19700101|20260928|-0400", "arin|US|ipv4|192.0.2.0|256|20000101|assigned",
        "arin|US|ipv4|1|1|20000101|assigned", "arin|US|asn|1|0|20000101|assigned"}) {
    EXPECT_EQ(row(line), "none") << line;
  }
}

}  // namespace
}  // namespace flowbridge
