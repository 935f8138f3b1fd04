#include "names/name_table.h"

#include "unit/names/name_fixtures.h"

#include <array>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(NameTable, FindsEveryRecordAndNothingElse) {
  // Squares, moved beyond the numbers that are set aside.
  constexpr std::uint32_t kMoved = 70'000;
  NameTable table;
  for (std::uint32_t i = 1; i <= 5'000; ++i) {
    const std::string name = "Name " + std::to_string(i);
    AsRecord record;
    record.asn = Asn(kMoved + i * i);
    record.organisation = name;
    record.source = NameSource::kOrganisation;
    table.append(record);
  }
  table.build_index();
  EXPECT_EQ(table.size(), 5'000u);
  std::uint32_t root = 1;
  for (std::uint32_t asn = 0; asn <= 25'000'000; asn += root <= 100 ? 1 : 7) {
    while (kMoved + root * root < asn) ++root;
    const std::optional<AsRecord> record = table.find(Asn(asn));
    ASSERT_EQ(record.has_value(), kMoved + root * root == asn) << asn;
    const std::string name = record ? "Name " + std::to_string(root) : "";
    ASSERT_EQ(table.find_name(Asn(asn)).text, name);
    ASSERT_EQ(record ? record->name() : "", name);
  }
}

TEST(NameTable, FindsTheNameThatTheSourceSays) {
  NameTable table;
  constexpr std::array kSources = {NameSource::kFallback,  NameSource::kHandle,
                                   NameSource::kGenerated, NameSource::kOrganisation,
                                   NameSource::kRpsl,      NameSource::kPeeringdb};
  const auto asn_of = [](NameSource source) {
    return Asn(100 + static_cast<std::uint32_t>(source));
  };
  for (const NameSource source : kSources) {
    AsRecord record;
    record.asn = asn_of(source);
    record.handle = "H";
    record.organisation = "Org";
    record.other_name = "Other";
    record.source = source;
    table.append(record);
  }
  table.build_index();
  for (const NameSource source : kSources) {
    const TableName name = table.find_name(asn_of(source));
    EXPECT_EQ(name.text, table.find(asn_of(source))->name());
    EXPECT_EQ(name.source, source);
  }
  EXPECT_EQ(table.find_name(asn_of(NameSource::kFallback)).text, "");
  EXPECT_EQ(table.find_name(asn_of(NameSource::kHandle)).text, "H");
  EXPECT_EQ(table.find_name(asn_of(NameSource::kOrganisation)).text, "Org");
  EXPECT_EQ(table.find_name(asn_of(NameSource::kPeeringdb)).text, "Other");
}

TEST(NameTable, AnEmptyTableHasNothing) {
  EXPECT_FALSE(NameTable().find(Asn(15169)));
  NameTable indexed;
  indexed.build_index();
  EXPECT_FALSE(indexed.find(Asn(0)));
}

TEST(NameTable, NumbersAbove31BitsAreLikeOthers) {
  const NameTable table = table_of_text("4190000001 A - One, US\n4199999999 B - Two, US\n");
  EXPECT_EQ(table.find(Asn(4190000001))->name(), "One");
  EXPECT_EQ(table.find(Asn(4199999999))->name(), "Two");
  EXPECT_FALSE(table.find(Asn(4190000002)));
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
  const NameTable table = table_of_text(file);
  EXPECT_EQ(table.size(), kLines);
  EXPECT_EQ(table.named_count(), kLines);
  EXPECT_LE(table.memory_bytes(), 12'000'000u);
  for (std::uint32_t i = 0; i < kLines; i += 997) {
    EXPECT_EQ(table.find(Asn(131072 + i))->name(),
              "Some Organisation Ltd " + std::to_string(131072 + i));
  }
}

}  // namespace
}  // namespace flowbridge
