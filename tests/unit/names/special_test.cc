#include "names/special.h"

#include "names/csv.h"
#include "names/source_text.h"
#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

void check(std::uint32_t asn, std::string_view name) {
  const SpecialAs* special = special_as(Asn(asn));
  EXPECT_EQ(special != nullptr ? special->name : "", name) << asn;
}

TEST(SpecialAs, RangesHaveTheEdgesThatIanaGivesThem) {
  check(0, "Reserved (AS0)");
  check(1, "");
  check(111, "");
  check(112, "AS112 project");
  check(113, "");
  check(23455, "");
  check(23456, "AS_TRANS");
  check(23457, "");
  check(64495, "");
  check(64496, "Documentation");
  check(64511, "Documentation");
  check(64512, "Private use");
  check(65534, "Private use");
  check(65535, "Reserved (last 16-bit)");
  check(65536, "Documentation");
  check(65551, "Documentation");
  check(65552, "");
  check(4199999999, "");
  check(4200000000, "Private use");
  check(4294967294, "Private use");
  check(4294967295, "Reserved (last 32-bit)");
}

TEST(SpecialAs, TheTableIsIanasRegistry) {
  const std::string file = read_source_file("tests/golden/asn/iana/special-purpose-as-numbers.csv");
  CsvReader reader(file);
  std::vector<std::string> row;
  ASSERT_TRUE(reader.next(row));
  std::uint64_t after = 0;
  std::size_t rows = 0;
  while (reader.next(row)) {
    ++rows;
    const std::string_view numbers = row[0];
    const std::size_t dash = numbers.find('-');
    const std::optional<std::uint64_t> first = parse_decimal(numbers.substr(0, dash));
    const std::optional<std::uint64_t> last =
        parse_decimal(dash == std::string_view::npos ? numbers : numbers.substr(dash + 1));
    ASSERT_TRUE(first && last) << numbers;
    // A special number at each end, with an ordinary one, or another range's, beside it.
    const auto special = [](std::uint64_t asn) {
      return special_as(Asn(static_cast<std::uint32_t>(asn)));
    };
    EXPECT_TRUE(special(*first)) << numbers;
    EXPECT_TRUE(special(*last)) << numbers;
    if (after < *first) {
      EXPECT_FALSE(special(after)) << after;
      EXPECT_FALSE(special(*first - 1)) << numbers;
    }
    after = *last + 1;
  }
  EXPECT_EQ(rows, 9u);
  EXPECT_EQ(after, std::uint64_t{1} << 32);
}

TEST(SpecialAs, OnlyAs112YieldsToARegisteredName) {
  EXPECT_EQ(special_as(Asn(112))->rank, SpecialRank::kBelowRegistries);
  EXPECT_FALSE(is_set_aside(Asn(112)));
  EXPECT_FALSE(is_set_aside(Asn(15169)));
  for (const std::uint32_t asn : {0u, 23456u, 64496u, 64512u, 65535u, 65536u, 4200000000u}) {
    EXPECT_EQ(special_as(Asn(asn))->rank, SpecialRank::kAboveRegistries) << asn;
    EXPECT_TRUE(is_set_aside(Asn(asn))) << asn;
  }
}

}  // namespace
}  // namespace flowbridge
