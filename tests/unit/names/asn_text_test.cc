#include "names/asn_text.h"

#include "base/utf8.h"
#include "names/clean.h"
#include "names/csv.h"
#include "names/delegated.h"
#include "support/test_files.h"

#include <map>
#include <random>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/";

std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string as_row(const AsnLine& line) {
  return std::to_string(line.asn.value()) + "," + cell(line.handle) + "," +
         cell(line.organisation) + "," + cell(line.country);
}

/// What the parser takes from a file, one AS a line; or why it refuses it.
std::string taken_from(std::string_view file, const RegistryMap& registries = RegistryMap()) {
  const Parsed<AsnText> names = parse_asn_text(file, registries);
  if (!names) return refusal_reason_name(names.refusal().reason);
  std::string text;
  for (std::size_t i = 0; i < names->size(); ++i) text += as_row((*names)[i]) + "\n";
  return text;
}

RegistryMap fixture_registries() {
  std::vector<Delegated> sources;
  for (const char* registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    Parsed<Delegated> source = parse_delegated(
        read_source_file(kFixtures + "rir/delegated-" + registry + "-extended-latest"));
    EXPECT_TRUE(source) << registry;
    if (source) sources.push_back(*std::move(source));
  }
  return RegistryMap::from(sources);
}

/// The files that expected-asnames.csv speaks of, in its order.
std::vector<std::string> expected_files(const std::string& expected) {
  std::vector<std::string> files;
  CsvReader reader(expected);
  std::vector<std::string> row;
  reader.next(row);
  while (reader.next(row)) {
    if (files.empty() || files.back() != row[0]) files.push_back(row[0]);
  }
  return files;
}

/// In the order of the numbers, which is not that of every file.
std::vector<std::string> rows_of(const std::string& file, const RegistryMap& registries) {
  const Parsed<AsnText> names = parse_asn_text(read_source_file(kFixtures + file), registries);
  EXPECT_TRUE(names) << file;
  std::map<Asn, std::string> rows;
  for (std::size_t i = 0; i < names->size(); ++i) {
    rows[(*names)[i].asn] = file + "," + as_row((*names)[i]);
  }
  std::vector<std::string> sorted;
  for (const auto& [asn, row] : rows) sorted.push_back(row);
  return sorted;
}

TEST(AsnText, EveryEditionGivesTheExpectedNames) {
  const std::string expected = read_source_file(kFixtures + "expected-asnames.csv");
  const std::vector<std::string> files = expected_files(expected);
  EXPECT_EQ(files.size(), 7u);
  const RegistryMap registries = fixture_registries();
  std::string actual = "file,asn,handle,name,country\n";
  for (const std::string& file : files) {
    for (const std::string& row : rows_of(file, registries)) actual += row + "\n";
  }
  EXPECT_EQ(actual, expected);
}

// The guess takes a network of RIPE NCC's in the United States for ARIN's, and a name for a handle.
TEST(AsnText, WithoutRegistriesTheCountryTellsAllButTwoLinesOfTheFixtures) {
  const std::string expected = read_source_file(kFixtures + "expected-asnames.csv");
  std::vector<std::string> wrong;
  for (const std::string& file : expected_files(expected)) {
    for (const std::string& row : rows_of(file, RegistryMap())) {
      if (expected.find("\n" + row + "\n") == std::string::npos) wrong.push_back(row);
    }
  }
  EXPECT_THAT(
      wrong,
      testing::ElementsAre(
          "asnames/cidr-report-asn-2015.txt,20940,AKAMAI-ASN1 Akamai International B.V.,,US",
          "bad/ripe-asnames-truncated.txt,30619,TMCEL,\"Mo\u00e7ambique Telecom, SA - TM\","));
}

TEST(AsnText, OfArinsColumnsTheHandleIsTaken) {
  const std::string file = read_source_file(kFixtures + "asnames/arin-asn.txt");
  EXPECT_EQ(taken_from(file, fixture_registries()),
            "0,IANA-RSVD-0,,\n1,LVLT-1,,\n3,MIT-GATEWAYS,,\n23,AS23,,\n112,IANA-RSVD-112,,\n"
            "511,PRISMA HEALTH,,\n2906,AS-SSI,,\n3356,LEVEL3,,\n6939,HURRICANE,,\n"
            "13335,CLOUDFLARENET,,\n15169,GOOGLE,,\n16509,AMAZON-02,,\n32934,FACEBOOK,,\n"
            "64512,IANA-RSVD2,,\n397143,NEPTUNE-NETWORKS-LEGACY,,\n401308,NOMAD-AIR,,\n");
}

TEST(AsnText, ThePreambleOfArinsColumnsIsNotBadButADamagedLineIs) {
  const std::string file = read_source_file(kFixtures + "asnames/arin-asn.txt");
  EXPECT_EQ(parse_asn_text(file, RegistryMap())->lines_bad(), 0u);
  const Parsed<AsnText> damaged = parse_asn_text(file + " 5x  FIVE\n", RegistryMap());
  ASSERT_TRUE(damaged);
  EXPECT_EQ(damaged->lines_bad(), 1u);
  EXPECT_EQ(damaged->lines(), 17u);
}

TEST(AsnText, TheFirstLineOfAnAsCountsInAnyOrder) {
  const Parsed<AsnText> names = parse_asn_text(
      "7 A, DE\n7 B, DE\nno number\n\nAS8 C, DE\r\n2 D, DE\n8 E, DE\n2 F, DE\n9 G, DE\n",
      RegistryMap());
  ASSERT_TRUE(names);
  std::string rows;
  for (std::size_t i = 0; i < names->size(); ++i) rows += as_row((*names)[i]) + " ";
  EXPECT_EQ(rows, "7,A,,DE 8,C,,DE 2,D,,DE 9,G,,DE ");
  EXPECT_EQ(names->lines(), 8u);
  EXPECT_EQ(names->lines_bad(), 1u);
  EXPECT_EQ(names->lines_repeated(), 3u);
}

TEST(AsnText, EncodingIsALinesOwnMatter) {
  EXPECT_EQ(taken_from("7 Caf\xe9, DE\n8 Caf\xc3\xa9, DE\n"), "7,Caf\u00e9,,DE\n8,Caf\u00e9,,DE\n");
  EXPECT_EQ(taken_from("\xef\xbb\xbf"
                       "7 A, DE"),
            "7,A,,DE\n");
}

TEST(AsnText, ALastLineWithoutAnEndIsToldOf) {
  EXPECT_TRUE(parse_asn_text("7 A, DE\n", RegistryMap())->ends_with_newline());
  EXPECT_FALSE(parse_asn_text("7 A, DE\n8 B", RegistryMap())->ends_with_newline());
  const std::string truncated = read_source_file(kFixtures + "bad/ripe-asnames-truncated.txt");
  EXPECT_FALSE(parse_asn_text(truncated, RegistryMap())->ends_with_newline());
}

TEST(AsnText, WhatIsNoListOfNamesIsRefusedWithAReason) {
  EXPECT_EQ(taken_from(read_source_file(kFixtures + "bad/empty.txt")), "empty");
  EXPECT_EQ(taken_from(read_source_file(kFixtures + "bad/html-200.txt")), "html");
  EXPECT_EQ(taken_from(" \n\r\n"), "empty");
  EXPECT_EQ(taken_from("\xef\xbb\xbf"), "empty");
  EXPECT_EQ(taken_from("\n<!DOCTYPE html>\n"), "html");
  EXPECT_EQ(taken_from("{\"data\": []}"), "foreign");
  EXPECT_EQ(taken_from("7\n"), "foreign");
  EXPECT_EQ(taken_from(std::string(kAsnTextBytesMax + 1, '1')), "too_large");
  EXPECT_EQ(taken_from(read_source_file(kFixtures + "rir/delegated-arin-latest")), "foreign");
  const Parsed<AsnText> names = parse_asn_text("a\n7 B, DE\nc\n", RegistryMap());
  ASSERT_FALSE(names);
  EXPECT_EQ(names.refusal().detail, "of 3 lines only 1 begin with an AS number");
}

TEST(AsnText, WhateverALineHoldsItsNamesAreFitForLabels) {
  const RegistryMap registries = fixture_registries();
  std::mt19937 random(20260117);
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  for (int file = 0; file < 300; ++file) {
    std::string text;
    for (int line = 0; line < 20; ++line) {
      text += std::to_string(below(1 << 19)) + (below(2) == 0 ? " " : "\t");
      for (std::size_t left = below(200); left > 0; --left) {
        // Half of it are the characters that split lines.
        text.push_back(below(2) == 0 ? " -,#UAS\r"[below(8)] : static_cast<char>(below(256)));
      }
      text += "\n";
    }
    const Parsed<AsnText> names = parse_asn_text(text, registries);
    if (!names) continue;
    for (std::size_t i = 0; i < names->size(); ++i) {
      const AsnLine line = (*names)[i];
      for (const std::string_view name : {line.handle, line.organisation}) {
        ASSERT_LE(name.size(), kNameBytesMax);
        ASSERT_TRUE(is_utf8(name)) << name;
        ASSERT_EQ(clean_name(name), name);
      }
      ASSERT_TRUE(line.country.empty() || line.country.size() == 2);
    }
  }
}

}  // namespace
}  // namespace flowbridge
