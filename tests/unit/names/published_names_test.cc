#include "names/published_names.h"

#include "support/name_tables.h"

#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(PublishedNames, BeginsWithATable) {
  const PublishedNames names(as_names_of({{15169, "Google"}}));
  EXPECT_EQ(names.current()->name(Asn(15169)).text(), "Google");
}

TEST(PublishedNames, EveryPublicationIsAnotherVersion) {
  PublishedNames names(as_names_of({}));
  const std::uint64_t first = names.version();
  EXPECT_GT(first, 0u) << "0 is before all";
  EXPECT_EQ(names.version(), first);
  names.publish(name_table_of({{15169, "Google"}}));
  EXPECT_NE(names.version(), first);
  EXPECT_EQ(names.current()->name(Asn(15169)).text(), "Google");
}

TEST(PublishedNames, ATableIsWholeForAsLongAsItIsHeld) {
  PublishedNames names(as_names_of({{15169, "Google"}}));
  const std::shared_ptr<const AsNames> held = names.current();
  names.publish(name_table_of({{15169, "Alphabet"}}));
  EXPECT_EQ(held->name(Asn(15169)).text(), "Google");
}

TEST(PublishedNames, TheTableAndTheOperatorsNamesComeApart) {
  PublishedNames names(as_names_of({{1, "One"}, {2, "Two"}}));
  names.publish(std::make_shared<const Overrides>(std::vector<Override>{
      {.first = Asn(1), .last = Asn(1), .name = "Mine", .country = {}, .tags = {}}}));
  EXPECT_EQ(names.current()->name(Asn(1)).text(), "Mine");
  EXPECT_EQ(names.current()->name(Asn(2)).text(), "Two");
  names.publish(name_table_of({{1, "Uno"}, {2, "Due"}}));
  EXPECT_EQ(names.current()->name(Asn(1)).text(), "Mine");
  EXPECT_EQ(names.current()->name(Asn(2)).text(), "Due");
}

// Under the thread sanitizer, that is what it is about.
TEST(PublishedNames, WhoReadsTheVersionFirstDoesNotMissTheNewestTable) {
  constexpr int kTables = 200;
  PublishedNames names(as_names_of({{1, "0"}}));
  std::jthread publisher([&] {
    for (int i = 1; i <= kTables; ++i) names.publish(name_table_of({{1, std::to_string(i)}}));
  });
  const std::string newest = std::to_string(kTables);
  std::uint64_t seen = 0;
  std::string name;
  while (name != newest) {
    const std::uint64_t version = names.version();
    if (version == std::exchange(seen, version)) continue;
    name = names.current()->name(Asn(1)).text();
  }
}

}  // namespace
}  // namespace flowbridge
