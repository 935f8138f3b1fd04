#include "names/asn_line_split.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr auto kDashed = AsnTextShape::kDashed;
constexpr auto kPlain = AsnTextShape::kPlain;
constexpr auto kColumns = AsnTextShape::kColumns;

/// "number|handle|organisation|country".
std::string split(const std::string& text, AsnTextShape shape,
                  Registry registry = Registry::kNone) {
  const std::optional<AsnLineParts> line = split_asn_line(text, shape);
  if (!line) return "no line";
  const AsnNames names = split_names(*line, shape, registry);
  return std::to_string(line->asn.value()) + "|" + std::string(names.handle) + "|" +
         std::string(names.organisation) + "|" + std::string(line->country);
}

TEST(AsnLineSplit, ALineOfTheRipeNccIsSplitAtItsFirstBlank) {
  for (const AsnTextShape shape : {kDashed, kPlain}) {
    EXPECT_EQ(split("2047 ASN-ROCHE-BASLE Hoffmann - La Roche Ltd., CH", shape, Registry::kRipeNcc),
              "2047|ASN-ROCHE-BASLE|Hoffmann - La Roche Ltd.|CH");
    EXPECT_EQ(split("248 IDDQD-AS - The IDDQD - AS, EU", shape, Registry::kRipeNcc),
              "248|IDDQD-AS|The IDDQD - AS|EU");
    EXPECT_EQ(split("2799 Polismyndigheten, SE", shape, Registry::kRipeNcc),
              "2799|Polismyndigheten||SE");
    EXPECT_EQ(split("9 NINE - , SE", shape, Registry::kRipeNcc), "9|NINE||SE");
  }
}

TEST(AsnLineSplit, AnArinHandleMayHoldBlanks) {
  for (const AsnTextShape shape : {kDashed, kPlain}) {
    EXPECT_EQ(split("402205 ALIBABA CLOUD US - Alibaba Cloud - LLC, US", shape, Registry::kArin),
              "402205|ALIBABA CLOUD US|Alibaba Cloud - LLC|US");
    EXPECT_EQ(split("511 PRISMA HEALTH, NL", shape, Registry::kArin), "511|PRISMA HEALTH||NL");
    EXPECT_EQ(split("5 FIVE # SIX, US", shape, Registry::kArin), "5|FIVE||US");
  }
}

TEST(AsnLineSplit, LacnicsLinesAreNamesBehindTheNumberIfAnything) {
  EXPECT_EQ(split("28000 LACNIC - Latin American IP, UY", kPlain, Registry::kLacnic),
            "28000||LACNIC - Latin American IP|UY");
  EXPECT_EQ(split("28000 AS28000 - LACNIC - Latin American IP, UY", kDashed, Registry::kLacnic),
            "28000|AS28000|LACNIC - Latin American IP|UY");
  EXPECT_EQ(split("28000 AS28001 - LACNIC, UY", kDashed, Registry::kLacnic),
            "28000||AS28001 - LACNIC|UY");
  EXPECT_EQ(split("52999 - CONECTMAIS -, BR", kDashed, Registry::kLacnic),
            "52999||- CONECTMAIS -|BR");
}

TEST(AsnLineSplit, AfrinicsSingleWordIsAHandle) {
  EXPECT_EQ(split("29571 ORANGE-COTE-IVOIRE, CI", kPlain, Registry::kAfrinic),
            "29571|ORANGE-COTE-IVOIRE||CI");
  EXPECT_EQ(split("29571 Orange Cote - Ivoire, CI", kDashed, Registry::kAfrinic),
            "29571||Orange Cote - Ivoire|CI");
}

TEST(AsnLineSplit, ApnicsDashesDependOnTheShapeOfTheFile) {
  const std::string line = "131169 A B - # 26, Bannerghatta Road, IN";
  EXPECT_EQ(split(line, kDashed, Registry::kApnic), "131169|A B|# 26, Bannerghatta Road|IN");
  EXPECT_EQ(split(line, kPlain, Registry::kApnic), "131169|A|B - # 26, Bannerghatta Road|IN");
  EXPECT_EQ(split("4640 TIC  # X converted to TIC - The Internet, HK", kDashed, Registry::kApnic),
            "4640|TIC|The Internet|HK");
  EXPECT_EQ(split("4640 TIC # X The Internet, HK", kPlain, Registry::kApnic),
            "4640|TIC|# X The Internet|HK");
}

TEST(AsnLineSplit, TheRegistryGoesBeforeTheCountry) {
  EXPECT_EQ(split("9 ACME ONE - Acme, NL", kDashed, Registry::kArin), "9|ACME ONE|Acme|NL");
  EXPECT_EQ(split("9 ACME One, BR", kPlain, Registry::kRipeNcc), "9|ACME|One|BR");
}

TEST(AsnLineSplit, WithoutARegistryTheCountryTells) {
  EXPECT_EQ(split("9 ACME ONE - Acme, US", kDashed), "9|ACME ONE|Acme|US");
  EXPECT_EQ(split("9 ACME ONE - Acme, NL", kDashed), "9|ACME|ONE - Acme|NL");
  EXPECT_EQ(split("9 ACME - Acme One, BR", kDashed), "9|ACME|Acme One|BR");
  EXPECT_EQ(split("9 Acme One, BR", kDashed), "9||Acme One|BR");
  EXPECT_EQ(split("9 Acme One, ZA", kPlain), "9||Acme One|ZA");
  EXPECT_EQ(split("9 ACME, ZA", kPlain), "9|ACME||ZA");
  EXPECT_EQ(split("9 ACME One", kPlain), "9|ACME|One|");
}

TEST(AsnLineSplit, TwinsAreOneName) {
  EXPECT_EQ(split("5 A B - C - A B - C, ZA", kDashed, Registry::kAfrinic), "5||A B - C|ZA");
  EXPECT_EQ(split("5 AB - AB, ZA", kDashed, Registry::kAfrinic), "5|AB|AB|ZA");
  EXPECT_EQ(split("5  - , US", kDashed, Registry::kArin), "5|||US");
}

TEST(AsnLineSplit, PlaceholdersAreNoNamesButADashMayBeginOne) {
  EXPECT_EQ(split("64512 -Private Use AS-, ZZ", kPlain), "64512|||ZZ");
  EXPECT_EQ(split("131073 -Reserved AS-, ZZ, ZZ", kPlain), "131073|||ZZ");
  EXPECT_EQ(split("9 -Reserved AS- Ltd, BR", kPlain), "9||-Reserved AS- Ltd|BR");
  EXPECT_EQ(split("266842 -Ruben Oscar Mosso(INTERZONA WIFI), AR", kPlain),
            "266842||-Ruben Oscar Mosso(INTERZONA WIFI)|AR");
}

TEST(AsnLineSplit, TheCountryIsTheLastTwoLettersAfterAComma) {
  EXPECT_EQ(split("7 A B,DE", kPlain), "7|A|B|DE");
  EXPECT_EQ(split("7 A B, na", kPlain), "7|A|B|na");
  EXPECT_EQ(split("7 A B, Inc.", kPlain), "7|A|B, Inc.|");
  EXPECT_EQ(split("7 A B, U1", kPlain), "7|A|B, U1|");
  EXPECT_EQ(split("7\t, IT", kPlain), "7|||IT");
  EXPECT_EQ(split("7 IT", kPlain), "7|IT||");
}

TEST(AsnLineSplit, ALineBeginsWithANumberAndABlank) {
  EXPECT_EQ(split("AS6.110\tHOSTING - Hosting\r", kDashed), "393326|HOSTING|Hosting|");
  for (const char* line : {"", "7", "7 ", "x 7", " 7 A", "7,A", "4294967296 A"}) {
    EXPECT_EQ(split(line, kDashed), "no line") << line;
  }
}

TEST(AsnLineSplit, TwoBlanksEndAColumn) {
  EXPECT_EQ(
      split(" 511                     PRISMA HEALTH             EX3-ARIN (Abuse), US", kColumns),
      "511|PRISMA HEALTH||");
  EXPECT_EQ(split(" 64512   IANA-RSVD2", kColumns), "64512|IANA-RSVD2||");
  EXPECT_EQ(split(" 7", kColumns), "7|||");
  EXPECT_EQ(split(" 7x   A", kColumns), "no line");
  EXPECT_TRUE(is_prose("The records below", kColumns));
  EXPECT_FALSE(is_prose(" 7   A", kColumns));
  EXPECT_FALSE(is_prose("The records below", kPlain));
}

TEST(AsnLineSplit, TheShapeIsThatOfMostLines) {
  EXPECT_EQ(shape_of("1 A - A Inc, US\n2 B, US\n3 C, DE\n"), kDashed);
  EXPECT_EQ(shape_of("1 A - A Inc, US\n2 B, US\n3 C, US\n4 D - D, DE\n"), kPlain);
  EXPECT_EQ(shape_of("1 A - A Inc,US\r\n"), kDashed);
  EXPECT_EQ(shape_of("1 A\n"), kDashed);
  EXPECT_EQ(shape_of(""), kDashed);
  EXPECT_EQ(shape_of("prose\n 1   A\n 2   B\n3 C, US\n"), kColumns);
  EXPECT_EQ(shape_of("1 A, US\n 2   B\n"), kPlain);
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
