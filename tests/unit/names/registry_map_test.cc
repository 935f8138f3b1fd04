#include "names/registry_map.h"

#include "names/iana_blocks.h"
#include "support/test_files.h"
#include "unit/names/ranges.h"

#include <array>
#include <random>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

DelegatedRange range(std::uint32_t first, std::uint32_t last, std::string_view country = "US") {
  return {.first = Asn(first),
          .last = Asn(last),
          .registry = Registry::kArin,
          .status = AsnStatus::kAssigned,
          .country = Country(country)};
}

std::string found(const RegistryMap& map, std::uint32_t asn) {
  const std::optional<DelegatedRange> range = map.find(Asn(asn));
  return range ? as_text(*range) : "";
}

TEST(WithoutOverlaps, TheEarlierClaimKeepsItsNumbers) {
  EXPECT_THAT(as_texts(without_overlaps({range(10, 19, "AA"), range(5, 14, "BB")})),
              ElementsAre("5-9 arin assigned BB", "10-19 arin assigned AA"));
  EXPECT_THAT(as_texts(without_overlaps({range(5, 14, "BB"), range(10, 19, "AA")})),
              ElementsAre("5-14 arin assigned BB", "15-19 arin assigned AA"));
  EXPECT_THAT(as_texts(without_overlaps({range(7, 7, "AA"), range(5, 9, "BB")})),
              ElementsAre("5-6 arin assigned BB", "7 arin assigned AA", "8-9 arin assigned BB"));
  EXPECT_THAT(as_texts(without_overlaps({range(5, 9, "BB"), range(7, 7, "AA")})),
              ElementsAre("5-9 arin assigned BB"));
}

TEST(WithoutOverlaps, BothEndsOfTheNumbersAreOrdinary) {
  EXPECT_THAT(as_texts(without_overlaps({range(0, 0, "AA"), range(0, 4294967295, "BB"),
                                         range(4294967295, 4294967295, "CC")})),
              ElementsAre("0 arin assigned AA", "1-4294967295 arin assigned BB"));
}

// The model is an array, number by number.
TEST(WithoutOverlaps, AnyRangesAgreeWithTheModel) {
  constexpr std::uint32_t kNumbers = 64;
  std::mt19937 generator(20260928);
  const auto below = [&generator](std::uint32_t limit) {
    return static_cast<std::uint32_t>(generator() % limit);
  };
  for (int history = 0; history < 3000; ++history) {
    std::array<std::string, kNumbers> model;
    std::vector<DelegatedRange> claims;
    for (std::uint32_t left = below(12); left > 0; --left) {
      const std::uint32_t first = below(kNumbers);
      const std::uint32_t last = first + below(kNumbers - first);
      const std::string country = {'A', static_cast<char>('A' + claims.size())};
      claims.push_back(range(first, last, country));
      for (std::uint32_t n = first; n <= last; ++n) {
        if (model[n].empty()) model[n] = country;
      }
    }
    const std::vector<DelegatedRange> apart = without_overlaps(claims);
    ASSERT_LE(apart.size(), 2 * claims.size());
    std::array<std::string, kNumbers> result;
    for (std::size_t i = 0; i < apart.size(); ++i) {
      ASSERT_LE(apart[i].first, apart[i].last);
      if (i > 0) {
        ASSERT_LT(apart[i - 1].last, apart[i].first);
      }
      for (std::uint32_t n = apart[i].first.value(); n <= apart[i].last.value(); ++n) {
        result[n] = apart[i].country.text();
      }
    }
    ASSERT_EQ(result, model) << "history " << history;
  }
}

TEST(RegistryMap, NeighboursThatSayTheSameAreOneRange) {
  Delegated source;
  source.ranges = {range(1, 1), range(2, 4), range(6, 6), range(7, 7, "CA")};
  const RegistryMap map = RegistryMap::from({&source, 1});
  EXPECT_EQ(map.ranges().size(), 3u);
  EXPECT_EQ(found(map, 0), "");
  EXPECT_EQ(found(map, 1), "1-4 arin assigned US");
  EXPECT_EQ(found(map, 4), "1-4 arin assigned US");
  EXPECT_EQ(found(map, 5), "");
  EXPECT_EQ(found(map, 6), "6 arin assigned US");
  EXPECT_EQ(found(map, 7), "7 arin assigned CA");
  EXPECT_EQ(found(map, 8), "");
}

TEST(RegistryMap, AnEmptyMapKnowsNothing) {
  EXPECT_EQ(found(RegistryMap(), 0), "");
  EXPECT_EQ(found(RegistryMap::from({}), 4294967295), "");
}

std::vector<Delegated> fixtures(const std::vector<std::string>& names) {
  std::vector<Delegated> sources;
  for (const std::string& name : names) {
    const std::string text = read_source_file("tests/golden/asn/" + name);
    Parsed<Delegated> source =
        name.starts_with("iana/") ? parse_iana_blocks(text) : parse_delegated(text);
    EXPECT_TRUE(source) << name;
    if (source) sources.push_back(*std::move(source));
  }
  return sources;
}

TEST(RegistryMap, TheRegistriesGoBeforeIanasBlocks) {
  const RegistryMap map = RegistryMap::from(fixtures(
      {"rir/delegated-afrinic-extended-latest", "rir/delegated-apnic-extended-latest",
       "rir/delegated-arin-extended-latest", "rir/delegated-lacnic-extended-latest",
       "rir/delegated-ripencc-extended-latest", "iana/as-numbers-1.csv", "iana/as-numbers-2.csv"}));
  EXPECT_EQ(found(map, 400158), "400158 ripencc allocated NL");
  EXPECT_EQ(found(map, 402190), "402188-402191 arin assigned US");
  EXPECT_EQ(found(map, 511), "511 arin assigned US");
  EXPECT_EQ(found(map, 1877), "1877 ripencc available");
  EXPECT_EQ(found(map, 1880), "1878-1901 ripencc");
  EXPECT_EQ(found(map, 131073), "131073-132095 apnic");
  EXPECT_EQ(found(map, 401405), "401309-401405 arin");
  EXPECT_EQ(found(map, 65552), "");
}

}  // namespace
}  // namespace flowbridge
