#include "names/asn_text.h"

#include "support/golden_file.h"
#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::string as_text(const AsnLine& line) {
  return std::to_string(line.asn.value()) + "|" + std::string(line.handle) + "|" +
         std::string(line.organisation) + "|" + std::string(line.country);
}

/// What the parser takes from a file, one AS a line; or why it refuses it.
std::string taken_from(std::string_view file) {
  const Result<AsnText> names = parse_asn_text(file);
  if (!names) return names.error().message();
  std::string text;
  for (std::size_t i = 0; i < names->size(); ++i) text += as_text((*names)[i]) + "\n";
  return text;
}

/// The same for a single line, of a file that writes dashes or not.
std::string dashed(const std::string& line) {
  const std::string text = taken_from(line + "\n1 A - A Inc, US\n2 B - B Inc, US\n");
  return text.substr(0, text.find('\n'));
}
std::string plain(const std::string& line) {
  const std::string text = taken_from(line + "\n1 A, US\n2 B, US\n");
  return text.substr(0, text.find('\n'));
}

class AsnTextGolden : public testing::TestWithParam<const char*> {};

TEST_P(AsnTextGolden, AFileGivesTheExpectedNames) {
  const std::string path = std::string("tests/golden/asnames/") + GetParam();
  expect_golden(path + ".expected.txt", taken_from(read_source_file(path + ".txt")));
}

INSTANTIATE_TEST_SUITE_P(Files, AsnTextGolden,
                         testing::Values("cidr-report-asn", "cidr-report-asn-2015",
                                         "cidr-report-asn-2026-01",
                                         "cidr-report-asn-torture-latin1", "ripe-asnames-2023",
                                         "ripe-asnames-2026"),
                         [](const testing::TestParamInfo<const char*>& param) {
                           std::string name = param.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(AsnText, OfADashedFileARipeLineIsSplitAtItsFirstBlank) {
  EXPECT_EQ(dashed("2047 ASN-ROCHE-BASLE Hoffmann - La Roche Ltd., CH"),
            "2047|ASN-ROCHE-BASLE|Hoffmann - La Roche Ltd.|CH");
  EXPECT_EQ(dashed("248 IDDQD-AS - IDDQD-AS, EU"), "248|IDDQD-AS|IDDQD-AS|EU");
  EXPECT_EQ(dashed("49981 WORLDSTREAM - WorldStream B.V., NL"),
            "49981|WORLDSTREAM|WorldStream B.V.|NL");
}

TEST(AsnText, AnArinHandleMayHoldBlanks) {
  EXPECT_EQ(dashed("402205 ALIBABA CLOUD US - Alibaba Cloud LLC, US"),
            "402205|ALIBABA CLOUD US|Alibaba Cloud LLC|US");
  EXPECT_EQ(plain("511 PRISMA HEALTH, US"), "511|PRISMA HEALTH||US");
}

TEST(AsnText, TwinsAreOneName) {
  EXPECT_EQ(dashed("5 A B - C - A B - C, ZA"), "5||A B - C|ZA");
  EXPECT_EQ(dashed("5 AB - AB, ZA"), "5|AB|AB|ZA");
}

TEST(AsnText, PlaceholdersAreNoNamesButADashMayBeginOne) {
  EXPECT_EQ(plain("64512 -Private Use AS-, ZZ"), "64512|||ZZ");
  EXPECT_EQ(plain("131073 -Reserved AS-, ZZ, ZZ"), "131073|||ZZ");
  EXPECT_EQ(plain("266842 -Ruben Oscar Mosso(INTERZONA WIFI), AR"),
            "266842||-Ruben Oscar Mosso(INTERZONA WIFI)|AR");
  EXPECT_EQ(dashed("13267 UNSPECIFIED - Zuercher Kantonalbank, CH"),
            "13267||Zuercher Kantonalbank|CH");
  EXPECT_EQ(dashed("7901 - , NZ"), "7901|||NZ");
  EXPECT_EQ(dashed("4745 AS4745-138 - , KR"), "4745|AS4745-138||KR");
}

TEST(AsnText, TheCountryIsTheLastTwoLettersAfterAComma) {
  EXPECT_EQ(plain("7 A B,US"), "7|A B||US");
  EXPECT_EQ(plain("7 A B, na"), "7|A|B|NA");
  EXPECT_EQ(plain("7 A B, Inc."), "7|A|B, Inc.|");
  EXPECT_EQ(plain("7 A B, U1"), "7|A|B, U1|");
  EXPECT_EQ(plain("7 , IT"), "7|||IT");
  EXPECT_EQ(plain("7 IT"), "7|IT||");
}

TEST(AsnText, TheFirstLineOfAnAsCounts) {
  const Result<AsnText> names = parse_asn_text("7 A, DE\n7 B, DE\nno number\n\nAS8 C, DE\r\n");
  ASSERT_TRUE(names);
  EXPECT_EQ(names->size(), 2u);
  EXPECT_EQ(as_text((*names)[0]), "7|A||DE");
  EXPECT_EQ(as_text((*names)[1]), "8|C||DE");
  EXPECT_EQ(names->lines_skipped(), 2u);
}

TEST(AsnText, EncodingIsALinesOwnMatter) {
  EXPECT_EQ(taken_from("7 Caf\xe9, DE\n8 Caf\xc3\xa9, DE\n"), "7|Caf\u00e9||DE\n8|Caf\u00e9||DE\n");
  EXPECT_EQ(taken_from("\xef\xbb\xbf"
                       "7 A, DE"),
            "7|A||DE\n");
}

TEST(AsnText, WhatIsNoListOfNamesIsRefusedWithAReason) {
  const std::string refused = "not a list of AS names: ";
  EXPECT_EQ(taken_from(""), refused + "it is empty");
  EXPECT_EQ(taken_from(" \n\r\n"), refused + "it is empty");
  EXPECT_EQ(taken_from("\n<!DOCTYPE html>\n"), refused + "it is HTML, perhaps an error page");
  EXPECT_EQ(taken_from("a\n7 B, DE\nc\n"), refused + "of 3 lines only 1 begin with an AS number");
  EXPECT_EQ(taken_from("7\n"), refused + "of 1 lines only 0 begin with an AS number");
  EXPECT_EQ(taken_from(" 1                       LVLT-1                   EX1-ARIN (Abuse)\n"),
            refused + "of 1 lines only 0 begin with an AS number");
  EXPECT_EQ(taken_from(std::string(kAsnTextBytesMax + 1, '1')),
            refused + "it has 67108865 bytes, at most 67108864 are read");
  EXPECT_EQ(parse_asn_text("").error().code(), ErrorCode::kInvalid);
}

TEST(ParseAsn, ReadsAsplainAndAsdot) {
  EXPECT_EQ(parse_asn("0"), Asn(0));
  EXPECT_EQ(parse_asn("AS15169"), Asn(15169));
  EXPECT_EQ(parse_asn("4294967295"), Asn(4294967295));
  EXPECT_EQ(parse_asn("6.110"), Asn(393326));
  EXPECT_EQ(parse_asn("as65535.65535"), Asn(4294967295));
}

TEST(ParseAsn, RefusesEverythingElse) {
  for (const char* text : {"", "AS", "4294967296", "99999999999", "-1", "1.65536", "65536.1", "1.",
                           ".1", "1.2.3", "1x", "x1", " 1", "1 ", "+1", "AS AS1"}) {
    EXPECT_FALSE(parse_asn(text)) << text;
  }
}

}  // namespace
}  // namespace flowbridge
