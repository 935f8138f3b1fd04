#include "names/name_table.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

NameTable table_of(std::string_view file) {
  const Parsed<AsnText> names = parse_asn_text(file, RegistryMap());
  EXPECT_TRUE(names);
  return NameTable::from(*names);
}

TEST(NameTable, TheOrganisationGoesBeforeTheHandle) {
  const NameTable table = table_of("15169 GOOGLE - Google LLC, US\n3356 LEVEL3, US\n");
  EXPECT_EQ(table.name(Asn(15169)), "Google LLC");
  EXPECT_EQ(table.name(Asn(3356)), "LEVEL3");
}

TEST(NameTable, AnAsWithoutANameIsItsNumber) {
  const NameTable table = table_of("7901 - , NZ\n15169 GOOGLE - Google LLC, US\n");
  EXPECT_EQ(table.name(Asn(7901)), "AS7901");
  EXPECT_EQ(table.name(Asn(65552)), "AS65552");
  EXPECT_EQ(table.size(), 1u);
}

TEST(NameTable, SpecialRangesGoBeforeEveryFileButForAs112) {
  const NameTable table = table_of(
      "0 X - Nobody, US\n112 AS112-PROJECT - DNS-OARC, US\n64500 Y - Y Inc, US\n"
      "4200000000 Z - Z Inc, US\n");
  EXPECT_EQ(table.name(Asn(0)), "Reserved (AS0)");
  EXPECT_EQ(table.name(Asn(64500)), "Documentation");
  EXPECT_EQ(table.name(Asn(4200000000)), "Private use");
  EXPECT_EQ(table.name(Asn(112)), "DNS-OARC");
}

TEST(NameTable, AnEmptyTableNamesEveryAs) {
  const NameTable table;
  EXPECT_EQ(table.name(Asn(112)), "AS112 project");
  EXPECT_EQ(table.name(Asn(64512)), "Private use");
  EXPECT_EQ(table.name(Asn(15169)), "AS15169");
  EXPECT_EQ(table.name(Asn(4294967295)), "Reserved (last 32-bit)");
}

TEST(NameTable, OrderInTheFileDoesNotMatter) {
  const NameTable table = table_of("9 C - Nine, US\n1 A - One, US\n5 B - Five, US\n");
  EXPECT_EQ(table.name(Asn(1)), "One");
  EXPECT_EQ(table.name(Asn(5)), "Five");
  EXPECT_EQ(table.name(Asn(9)), "Nine");
}

// RIPE NCC's edition of 2026-09-28 has 122,591 lines of 6,210,814 bytes.
TEST(NameTable, TheFullTableTakesLittleMemory) {
  std::string file;
  constexpr std::uint32_t kLines = 122'591;
  for (std::uint32_t i = 0; i < kLines; ++i) {
    const std::string number = std::to_string(131072 + i);
    file += number + " HANDLE-" + number + " - Some Organisation Ltd " + number + ", US\n";
  }
  ASSERT_GT(file.size(), 6'200'000u);
  const NameTable table = table_of(file);
  EXPECT_EQ(table.size(), kLines);
  EXPECT_LE(table.memory_bytes(), 20'000'000u);
  for (std::uint32_t i = 0; i < kLines; i += 997) {
    EXPECT_EQ(table.name(Asn(131072 + i)), "Some Organisation Ltd " + std::to_string(131072 + i));
  }
}

}  // namespace
}  // namespace flowbridge
