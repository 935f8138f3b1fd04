#include "names/csv.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text) {
  CsvReader reader(text);
  Rows rows;
  std::vector<std::string> row;
  while (reader.next(row)) rows.push_back(row);
  EXPECT_TRUE(reader.complete()) << text;
  return rows;
}

TEST(Csv, RowsEndWithEitherKindOfLine) {
  EXPECT_EQ(rows_of("a,b\r\nc\n\nd"), (Rows{{"a", "b"}, {"c"}, {""}, {"d"}}));
  EXPECT_EQ(rows_of(""), Rows{});
  EXPECT_EQ(rows_of("a,\r\n,"), (Rows{{"a", ""}, {"", ""}}));
}

TEST(Csv, AQuotedCellHoldsAnything) {
  EXPECT_EQ(rows_of("\"a,b\",\"c\nd\"\r\n\"say \"\"yes\"\"\"\n\"\",x"),
            (Rows{{"a,b", "c\nd"}, {"say \"yes\""}, {"", "x"}}));
}

TEST(Csv, AStrayQuoteIsACharacter) {
  EXPECT_EQ(rows_of("a \"b\",c\n\"d\"e,f"), (Rows{{"a \"b\"", "c"}, {"de", "f"}}));
}

TEST(Csv, AQuoteThatNobodyClosesIsToldOf) {
  CsvReader reader("a,\"b\nc");
  std::vector<std::string> row;
  EXPECT_TRUE(reader.next(row));
  EXPECT_THAT(row, testing::ElementsAre("a", "b\nc"));
  EXPECT_FALSE(reader.complete());
  EXPECT_FALSE(reader.next(row));
  EXPECT_TRUE(row.empty());
}

}  // namespace
}  // namespace flowbridge
