#include "names/iana_blocks.h"

#include "support/test_files.h"
#include "unit/names/ranges.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

const std::string kHeader = "Number,Description,WHOIS,RDAP,Reference,Registration Date\r\n";

Parsed<Delegated> parse_fixture(const std::string& name) {
  return parse_iana_blocks(read_source_file("tests/golden/asn/" + name));
}

std::string reason(const Parsed<Delegated>& file) {
  return file ? "" : refusal_reason_name(file.refusal().reason);
}

TEST(IanaBlocks, TheBlocksOfTheRegistriesAreTaken) {
  const Parsed<Delegated> narrow = parse_fixture("iana/as-numbers-1.csv");
  ASSERT_TRUE(narrow) << narrow.refusal().detail;
  EXPECT_THAT(as_texts(narrow->ranges), ElementsAre("1-1876 arin", "1877-1901 ripencc",
                                                    "1902-2042 arin", "64297-64395 apnic"));
  EXPECT_EQ(narrow->rows, 9u);
  EXPECT_EQ(narrow->rows_bad, 0u);
}

TEST(IanaBlocks, QuotedCellsAreCellsAndTheSubRegistryIsNoBlock) {
  const Parsed<Delegated> wide = parse_fixture("iana/as-numbers-2.csv");
  ASSERT_TRUE(wide) << wide.refusal().detail;
  EXPECT_THAT(as_texts(wide->ranges),
              ElementsAre("131072-132095 apnic", "196608-197631 ripencc", "262144-263167 lacnic",
                          "327680-328703 afrinic", "393216-394239 arin", "400382-401405 arin"));
}

TEST(IanaBlocks, ACellMayHoldALineFeed) {
  const Parsed<Delegated> file =
      parse_iana_blocks(kHeader + "7,Assigned by ARIN,,\"https://a\nhttp://a\",,\r\n");
  ASSERT_TRUE(file);
  EXPECT_THAT(as_texts(file->ranges), ElementsAre("7 arin"));
  EXPECT_EQ(file->rows_bad, 0u);
}

TEST(IanaBlocks, ABadRowIsSkippedAndCounted) {
  std::string good;
  for (int i = 0; i < 100; ++i) good += std::to_string(i) + ",Unallocated,,,,\r\n";
  for (const char* number :
       {"x", "", "5-4", "1-4294967296", "1-2-3", "-", "1-", "-1", "99999999999999999999"}) {
    const Parsed<Delegated> file =
        parse_iana_blocks(kHeader + good + number + ",Assigned by ARIN,,,,\r\n");
    ASSERT_TRUE(file) << number;
    EXPECT_EQ(file->rows_bad, 1u) << number;
    EXPECT_TRUE(file->ranges.empty()) << number;
  }
}

TEST(IanaBlocks, WhatIsNoSoundFileIsRefused) {
  EXPECT_EQ(reason(parse_fixture("bad/empty.txt")), "empty");
  EXPECT_EQ(reason(parse_fixture("bad/html-200.txt")), "html");
  EXPECT_EQ(reason(parse_fixture("iana/special-purpose-as-numbers.csv")), "foreign");
  EXPECT_EQ(reason(parse_fixture("rir/delegated-arin-latest")), "foreign");
  EXPECT_EQ(reason(parse_iana_blocks(kHeader + "7,Assigned by AR")), "truncated");
  EXPECT_EQ(reason(parse_iana_blocks(kHeader + "7,\"Assigned by ARIN\n")), "truncated");
  EXPECT_EQ(reason(parse_iana_blocks(kHeader + "x,Assigned by ARIN\n")), "bad_lines");
  EXPECT_EQ(reason(parse_iana_blocks(std::string(kIanaBlocksBytesMax + 1, 'N'))), "too_large");
}

}  // namespace
}  // namespace flowbridge
