#include "names/rpsl.h"

#include "names/clean.h"
#include "support/gzip.h"
#include "support/test_files.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

RpslDump taken(const std::string& file, const RpslLimits& limits = {}) {
  Parsed<RpslDump> parsed = parse_rpsl(file, limits);
  if (parsed) return *std::move(parsed);
  ADD_FAILURE() << refusal_reason_name(parsed.refusal().reason) << ": " << parsed.refusal().detail;
  return {};
}

RpslDump fixture(const std::string& name) {
  return taken(read_source_file("tests/golden/asn/rpsl/" + name));
}

/// "number|handle|name|country".
std::vector<std::string> names_of(const std::vector<RpslDump>& dumps) {
  std::vector<std::string> lines;
  for (const RpslName& as : rpsl_names(dumps)) {
    lines.push_back(std::to_string(as.asn.value()) + "|" + as.handle + "|" + as.name + "|" +
                    std::string(as.country.text()));
  }
  return lines;
}
std::vector<std::string> names_in(const std::string& file) {
  return names_of({taken(file)});
}

std::string refusal_of(const std::string& file, const RpslLimits& limits = {}) {
  const Parsed<RpslDump> parsed = parse_rpsl(file, limits);
  if (parsed) return "taken";
  return std::string(refusal_reason_name(parsed.refusal().reason)) + ": " + parsed.refusal().detail;
}

TEST(Rpsl, RipesTwoFilesGiveTheNamesOfTheOrganisations) {
  EXPECT_THAT(names_of({fixture("ripe.db.aut-num"), fixture("ripe.db.organisation")}),
              ElementsAre("28|DFVLR-SYS|Deutsches Zentrum für Luft- und Raumfahrt e.V.|",
                          "2588|LATNET-AS|SIA \"BITE Latvija\"|",
                          "6805||Telefonica Germany GmbH & Co. OHG|DE",
                          "20940|AKAMAI-ASN1|Akamai International B.V.|NL",
                          "49981|WorldStream|WorldStream B.V.|NL",
                          "60729|ZWIEBELFREUNDE|Stiftung Erneuerbare Freiheit|DE"));
}

TEST(Rpsl, WithoutTheOrganisationsTheFirstDescriptionIsTheName) {
  EXPECT_THAT(names_of({fixture("ripe.db.aut-num")}),
              ElementsAre("28|DFVLR-SYS|Deutsches Zentrum für Luft- und Raumfahrt e.V.|",
                          "2588|LATNET-AS|SIA \"BITE Latvija\"|",
                          "6805||Telefónica Germany GmbH & Co. OHG|", "20940|AKAMAI-ASN1||",
                          "49981|WorldStream||", "60729|ZWIEBELFREUNDE|first descr line|"));
}

TEST(Rpsl, OtherRegistriesDescribeTheHolder) {
  EXPECT_THAT(names_of({fixture("apnic.db.aut-num")}),
              ElementsAre("37963|ALIBABA-CN-NET|Hangzhou Alibaba Advertising Co.,Ltd.|CN",
                          "131072|APNIC-RD-AP|APNIC R&D Centre|AU"));
  EXPECT_THAT(names_of({fixture("lacnic.db")}),
              ElementsAre("28000|AS28000|LACNIC - Latin American and Caribbean IP address|"));
}

TEST(Rpsl, OneFileMayHoldBothKindsAndOthers) {
  EXPECT_THAT(names_in("route: 192.0.2.0/24\norg: ORG-A\n\n"
                       "aut-num: AS64496\norg: org-a\n\n"
                       "organisation: Org-A\norg-name: A Ltd\ncountry: za\n"),
              ElementsAre("64496||A Ltd|ZA"));
}

TEST(Rpsl, TheSponsorIsNotTheHolder) {
  EXPECT_THAT(names_in("aut-num: AS64496\nsponsoring-org: ORG-A\n\n"
                       "organisation: ORG-A\norg-name: A Ltd\n"),
              ElementsAre("64496|||"));
}

TEST(Rpsl, AValueContinuesOnLinesThatBeginWithABlankATabOrAPlus) {
  EXPECT_THAT(names_in("aut-num: AS64496\ndescr: A\n  B # b\n\tC\n+ D\n+\n # nothing\n E\n"),
              ElementsAre("64496||A B C D E|"));
  EXPECT_THAT(names_in("aut-num:\n AS64496\nimport: from AS1\n descr: not one\ndescr: A\n"),
              ElementsAre("64496||A|"));
}

TEST(Rpsl, ACommentEndsWithItsLine) {
  EXPECT_THAT(names_in("# as-name: A\naut-num: AS64496 # as-name: B\n% x\n# y\nas-name: C#D\n"
                       "descr: # 26, Bannerghatta Road\ndescr: Phase III\n"),
              ElementsAre("64496|C|Phase III|"));
}

TEST(Rpsl, KeysAndAsNumbersAreOfAnyCase) {
  EXPECT_THAT(names_in("AUT-NUM:as64496\nAs-Name:Mixed-Case\n"), ElementsAre("64496|Mixed-Case||"));
}

TEST(Rpsl, ACarriageReturnIsNothing) {
  EXPECT_THAT(names_in("aut-num: AS64496\r\nas-name: A\r\n\r\naut-num: AS64497\r\n"),
              ElementsAre("64496|A||", "64497|||"));
}

TEST(Rpsl, ALineOfBlanksContinuesAnObject) {
  EXPECT_THAT(names_in("aut-num: AS64496\n   \nas-name: A\n"), ElementsAre("64496|A||"));
}

TEST(Rpsl, EachLineHasItsOwnEncoding) {
  EXPECT_THAT(names_in("aut-num: AS64496\ndescr: f\xfcr\n f\xc3\xbcr\n"),
              ElementsAre("64496||für für|"));
}

TEST(Rpsl, AnUnspecifiedHandleIsNone) {
  EXPECT_THAT(names_in("aut-num: AS64496\nas-name: unspecified\nas-name: B\n"),
              ElementsAre("64496|B||"));
}

TEST(Rpsl, OfTwoValuesAndOfTwoObjectsTheFirstCounts) {
  EXPECT_THAT(names_in("aut-num: AS64496\naut-num: AS64497\nas-name: A\nas-name: B\n\n"
                       "aut-num: AS64496\nas-name: C\n"),
              ElementsAre("64496|A||"));
  EXPECT_THAT(names_of({taken("aut-num: AS64496\norg: ORG-A\n"),
                        taken("organisation: ORG-A\norg-name: first\n"),
                        taken("organisation: ORG-A\norg-name: second\n")}),
              ElementsAre("64496||first|"));
}

TEST(Rpsl, TheAutNumsOwnCountryComesFirst) {
  EXPECT_THAT(names_in("aut-num: AS64496\ncountry: CN\norg: ORG-A\n\n"
                       "organisation: ORG-A\norg-name: A\ncountry: SG\n"),
              ElementsAre("64496||A|CN"));
}

TEST(Rpsl, AnObjectWithoutASoundKeyIsCounted) {
  const RpslDump dump = taken(
      "aut-num: 4294967296\nas-name: A\n\naut-num:\n\norganisation: ORG-A\n\n"
      "organisation: # none\norg-name: B\n\naut-num: AS64496\nas-name: C\n");
  EXPECT_EQ(dump.objects_bad, 4u);
  EXPECT_THAT(names_of({dump}), ElementsAre("64496|C||"));
}

TEST(Rpsl, NothingOfABadObjectReachesTheNext) {
  EXPECT_THAT(names_in("aut-num: x\nas-name: A\norg: ORG-A\n\naut-num: AS64496\n"),
              ElementsAre("64496|||"));
}

TEST(Rpsl, LinesThatAreNoAttributesAreSkipped) {
  EXPECT_THAT(names_in("aut-num: AS64496\nas name: A\n1: x\n: y\nno colon\n continues nothing\n"
                       "as-name: B\n"),
              ElementsAre("64496|B||"));
}

TEST(Rpsl, AnEndlessValueIsCut) {
  std::string file = "aut-num: AS64496\ndescr: A\n";
  for (int i = 0; i < 10'000; ++i) file += " continued\n";
  const std::vector<RpslName> names = rpsl_names(std::vector{taken(file)});
  ASSERT_EQ(names.size(), 1u);
  EXPECT_LE(names[0].name.size(), kNameBytesMax);
  EXPECT_EQ(names[0].name.substr(0, 11), "A continued");
}

TEST(Rpsl, AFileThatIsNotItsOwnIsRefused) {
  EXPECT_EQ(refusal_of(""), "empty: no bytes");
  EXPECT_EQ(refusal_of(read_source_file("tests/golden/asn/bad/html-200.txt")),
            "html: perhaps an error page");
  EXPECT_EQ(refusal_of("1 LVLT-1 - Level 3 Parent, LLC, US\n"),
            "foreign: no line is \"key: value\"");
  EXPECT_EQ(refusal_of("# a comment: and no more\n"), "foreign: no line is \"key: value\"");
  EXPECT_EQ(refusal_of("{\"data\": []}"), "foreign: no line is \"key: value\"");
}

TEST(Rpsl, AGzippedFileIsReadAsTheOneInIt) {
  const std::string file = read_source_file("tests/golden/asn/rpsl/ripe.db.aut-num");
  EXPECT_EQ(names_in(gzip(file)), names_in(file));
  const std::string one = "aut-num: AS64496\nas-name: A\n\n";
  EXPECT_THAT(names_in(gzip(one) + gzip("aut-num: AS64497\nas-name: B")),
              ElementsAre("64496|A||", "64497|B||"));
  std::string many;
  for (int i = 1; i <= 20'000; ++i) {
    many += "aut-num: AS" + std::to_string(i) + "\nas-name: A-" + std::to_string(i * 7) + "\n\n";
  }
  const std::string zipped = gzip(many);
  ASSERT_GT(zipped.size(), 5u * 4096);
  EXPECT_EQ(names_in(zipped), names_in(many));
}

TEST(Rpsl, AGzippedFileThatIsDamagedOrCutIsRefused) {
  const std::string file = gzip(read_source_file("tests/golden/asn/rpsl/ripe.db.aut-num"));
  EXPECT_EQ(refusal_of(file.substr(0, file.size() - 1)), "truncated: its gzip stream has no end");
  EXPECT_EQ(refusal_of(file + "no more"), "truncated: its gzip stream is damaged");
  std::string damaged = file;
  damaged[file.size() / 2] = static_cast<char>(damaged[file.size() / 2] ^ 0x20);
  EXPECT_THAT(refusal_of(damaged), testing::StartsWith("truncated: "));
  EXPECT_EQ(refusal_of(gzip("")), "empty: no bytes");
  EXPECT_EQ(refusal_of(gzip("<html>")), "html: perhaps an error page");
}

TEST(Rpsl, WhatAGzippedFileHoldsHasLimits) {
  const std::string bomb = gzip(std::string(1'000'000, '\n'));
  ASSERT_LT(bomb.size(), 10'000u);
  EXPECT_EQ(refusal_of(bomb, {.file_bytes_max = 10'000}),
            "too_large: more bytes, at most 10000 are read");
  EXPECT_EQ(refusal_of(bomb, {.file_bytes_max = 1'000'000}), "empty: no bytes");
  EXPECT_EQ(refusal_of(gzip("aut-num: AS1\n\naut-num: AS2\n"), {.objects_max = 1}),
            "too_large: more than 1 objects");
}

TEST(Rpsl, AnEndlessLineIsCut) {
  EXPECT_THAT(
      names_in("aut-num: AS64496\nas-name: A #" + std::string(200'000, 'x') + "\ndescr: B\n"),
      ElementsAre("64496|A|B|"));
}

TEST(Rpsl, ThereAreLimits) {
  const std::string two = "aut-num: AS1\n\norganisation: O\norg-name: O\n\n";
  EXPECT_EQ(refusal_of(two, {.file_bytes_max = 10}),
            "too_large: " + std::to_string(two.size()) + " bytes, at most 10 are read");
  EXPECT_EQ(refusal_of(two, {.objects_max = 2}), "taken");
  EXPECT_EQ(refusal_of(two, {.objects_max = 1}), "too_large: more than 1 objects");
  EXPECT_EQ(refusal_of("aut-num: AS1\n\naut-num: AS2", {.objects_max = 1}),
            "too_large: more than 1 objects");
}

}  // namespace
}  // namespace flowbridge
