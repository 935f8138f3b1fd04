#include "names/as_names.h"

#include "unit/names/name_fixtures.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

AsNames names_of(std::string_view file) {
  return AsNames(std::make_shared<const NameTable>(table_of_text(file)));
}

std::string name_of(const AsNames& names, std::uint32_t asn) {
  return std::string(names.name(Asn(asn)).text());
}

TEST(AsNames, TheOrganisationGoesBeforeTheHandle) {
  const AsNames names = names_of("15169 GOOGLE - Google LLC, US\n3356 LEVEL3, US\n");
  EXPECT_EQ(name_of(names, 15169), "Google LLC");
  EXPECT_EQ(name_of(names, 3356), "LEVEL3");
}

TEST(AsNames, AnAsWithoutANameIsItsNumber) {
  const AsNames names = names_of("7901 - , NZ\n15169 GOOGLE - Google LLC, US\n");
  EXPECT_EQ(name_of(names, 7901), "AS7901");
  EXPECT_EQ(names.info(Asn(7901)).country.text(), "NZ");
  EXPECT_EQ(name_of(names, 65552), "AS65552");
  EXPECT_EQ(name_of(names, 4199999999), "AS4199999999");
}

TEST(AsNames, ACopyOfANameOutlivesTheOriginal) {
  const AsNames names;
  AsName copy = names.name(Asn(1));
  copy = names.name(Asn(4199999999));
  const AsName again = copy;
  EXPECT_EQ(again.text(), "AS4199999999");
}

TEST(AsNames, SpecialRangesGoBeforeEveryFileButForAs112) {
  const AsNames names = names_of(
      "0 X - Nobody, US\n112 AS112-PROJECT - DNS-OARC, US\n64500 Y - Y Inc, US\n"
      "4200000000 Z - Z Inc, US\n");
  EXPECT_EQ(name_of(names, 0), "Reserved (AS0)");
  EXPECT_EQ(name_of(names, 64500), "Documentation");
  EXPECT_EQ(name_of(names, 4200000000), "Private use");
  EXPECT_EQ(name_of(names, 112), "DNS-OARC");
}

TEST(AsNames, WithoutATableEveryAsHasAName) {
  const AsNames names;
  EXPECT_EQ(name_of(names, 112), "AS112 project");
  EXPECT_EQ(name_of(names, 64512), "Private use");
  EXPECT_EQ(name_of(names, 15169), "AS15169");
  EXPECT_EQ(name_of(names, 4294967295), "Reserved (last 32-bit)");
  EXPECT_EQ(names.name(Asn(15169)).source(), NameSource::kFallback);
}

TEST(AsNames, TheOperatorsNamesGoBeforeEverything) {
  const Result<Overrides> overrides = parse_overrides(
      {.path = "names.csv",
       .text = "asn,name,country\n0,Unknown,\n64512,Lab,FR\n112,Anycast,\n15169,Search,\n"});
  ASSERT_TRUE(overrides);
  const AsNames names(
      std::make_shared<const NameTable>(table_of_text("15169 GOOGLE - Google LLC, US\n")),
      std::make_shared<const Overrides>(*overrides));
  EXPECT_EQ(name_of(names, 0), "Unknown");
  EXPECT_EQ(name_of(names, 64512), "Lab");
  EXPECT_EQ(names.info(Asn(64512)).country.text(), "FR");
  EXPECT_EQ(name_of(names, 112), "Anycast");
  EXPECT_EQ(name_of(names, 15169), "Search");
  EXPECT_EQ(names.name(Asn(15169)).source(), NameSource::kOperator);
  EXPECT_EQ(names.info(Asn(15169)).organisation, "Google LLC");
  EXPECT_EQ(names.info(Asn(15169)).country.text(), "US");
}

}  // namespace
}  // namespace flowbridge
