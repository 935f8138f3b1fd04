#include "names/published_names.h"

#include "support/name_tables.h"

#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(PublishedNames, BeginsWithATable) {
  const PublishedNames names(name_table_of({{15169, "Google"}}));
  EXPECT_EQ(names.current()->name(Asn(15169)), "Google");
}

TEST(PublishedNames, EveryPublicationIsAnotherVersion) {
  PublishedNames names(name_table_of({}));
  const std::uint64_t first = names.version();
  EXPECT_GT(first, 0u) << "0 is before all";
  EXPECT_EQ(names.version(), first);
  names.publish(name_table_of({{15169, "Google"}}));
  EXPECT_NE(names.version(), first);
  EXPECT_EQ(names.current()->name(Asn(15169)), "Google");
}

TEST(PublishedNames, ATableIsWholeForAsLongAsItIsHeld) {
  PublishedNames names(name_table_of({{15169, "Google"}}));
  const std::shared_ptr<const NameTable> held = names.current();
  names.publish(name_table_of({{15169, "Alphabet"}}));
  EXPECT_EQ(held->name(Asn(15169)), "Google");
}

// Under the thread sanitizer, that is what it is about.
TEST(PublishedNames, WhoReadsTheVersionFirstDoesNotMissTheNewestTable) {
  constexpr int kTables = 200;
  PublishedNames names(name_table_of({{1, "0"}}));
  std::jthread publisher([&] {
    for (int i = 1; i <= kTables; ++i) names.publish(name_table_of({{1, std::to_string(i)}}));
  });
  const std::string newest = std::to_string(kTables);
  std::uint64_t seen = 0;
  std::string name;
  while (name != newest) {
    const std::uint64_t version = names.version();
    if (version == std::exchange(seen, version)) continue;
    name = names.current()->name(Asn(1));
  }
}

}  // namespace
}  // namespace flowbridge
