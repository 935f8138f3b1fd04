#include "remote_write/symbol_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

LabelSet series_of_job(const std::string& job) {
  return make_label_set({{"__name__", "up"}, {"job", job}});
}

std::vector<std::string> texts(const SymbolTable& table, const std::vector<WireSymbol>& symbols) {
  std::vector<std::string> all;
  for (const WireSymbol symbol : symbols) all.push_back(table.text(symbol));
  return all;
}

TEST(SymbolTable, BeginsWithTheEmptyText) {
  SymbolTable table;
  EXPECT_EQ(table.text(WireSymbol(0)), "");
  EXPECT_EQ(table.intern(std::string_view()), WireSymbol(0));
  EXPECT_EQ(table.size(), 1u);
}

TEST(SymbolTable, LabelsAreNamesAndValuesInTurn) {
  SymbolTable table;
  EXPECT_THAT(texts(table, table.intern(series_of_job("a"))),
              ElementsAre("__name__", "up", "job", "a"));
  EXPECT_THAT(table.intern(LabelSet{}), ElementsAre());
}

TEST(SymbolTable, EqualTextsHaveOneNumberWhatEverTheyAre) {
  SymbolTable table;
  const std::vector<WireSymbol> symbols = table.intern(series_of_job("up"));
  EXPECT_EQ(symbols[1], symbols[3]);
  EXPECT_EQ(table.intern("job"), symbols[2]);
  EXPECT_EQ(table.size(), 1u + 3u);
}

TEST(SymbolTable, FamilyKeepsItsTypeAndIsEmptyWhereItSaysNothing) {
  SymbolTable table;
  const FamilySymbols family = table.intern(
      MetricFamily{.name = "bytes_total", .type = FamilyType::kCounter, .help = "Bytes."});
  EXPECT_EQ(family.type, FamilyType::kCounter);
  EXPECT_EQ(table.text(family.help), "Bytes.");
  EXPECT_EQ(family.unit, WireSymbol(0));
  EXPECT_EQ(table.size(), 2u) << "the name is a label's";
}

TEST(SymbolTable, TextGoesWithItsLastUseAndItsNumberToAnother) {
  SymbolTable table;
  const std::vector<WireSymbol> a = table.intern(series_of_job("a"));
  const std::vector<WireSymbol> b = table.intern(series_of_job("b"));
  table.release(a);
  EXPECT_THAT(texts(table, b), ElementsAre("__name__", "up", "job", "b"));
  EXPECT_EQ(table.gone_count(), 1u);
  EXPECT_EQ(table.intern("c"), a[3]);
  EXPECT_EQ(table.text(a[3]), "c");
  EXPECT_NE(table.intern("a"), a[3]) << "it is a new text now";
}

TEST(SymbolTable, TextThatIsUsedTwiceByOneSeriesGoesWithIt) {
  SymbolTable table;
  const std::vector<WireSymbol> symbols = table.intern(series_of_job("up"));
  table.release(symbols);
  EXPECT_EQ(table.gone_count(), 3u);
}

TEST(SymbolTable, GrowsNoMoreThanWhatIsInUseAtATime) {
  SymbolTable table;
  for (int i = 0; i < 1'000; ++i) {
    table.release(table.intern(series_of_job(std::to_string(i))));
  }
  EXPECT_EQ(table.size(), 1u + 4u);
}

TEST(SymbolTable, TheEmptyTextStays) {
  SymbolTable table;
  table.release(std::vector<WireSymbol>{WireSymbol(0), WireSymbol(0)});
  EXPECT_EQ(table.text(WireSymbol(0)), "");
  EXPECT_EQ(table.gone_count(), 0u);
}

TEST(SymbolTableDeathTest, ReleasingTwiceIsABug) {
  SymbolTable table;
  const std::vector<WireSymbol> symbols = table.intern(series_of_job("a"));
  table.release(symbols);
  EXPECT_DEATH(table.release(symbols), "uses > 0");
}

TEST(SymbolTableDeathTest, AskingForATextThatHasGoneIsABug) {
  SymbolTable table;
  const std::vector<WireSymbol> symbols = table.intern(series_of_job("a"));
  table.release(symbols);
  EXPECT_DEATH(static_cast<void>(table.text(symbols[0])), "uses > 0");
  EXPECT_DEATH(static_cast<void>(table.text(WireSymbol(99))), "entries_.size");
}

TEST(SymbolTableDeathTest, LabelsOutOfOrderAreABug) {
  SymbolTable table;
  EXPECT_DEATH(static_cast<void>(table.intern(LabelSet{{"job", "a"}, {"__name__", "up"}})),
               "is_ordered");
}

}  // namespace
}  // namespace flowbridge
