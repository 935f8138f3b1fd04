#include "flowbridge/asn_sources.h"

#include "process/whole_file.h"
#include "support/temporary_directory.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

std::vector<std::string> names_of(const std::vector<AsnSource>& sources) {
  std::vector<std::string> names;
  for (const AsnSource& source : sources) names.push_back(source.name);
  return names;
}

AsnSource source_of(const AsNameSettings& settings, const std::string& name) {
  std::vector<AsnSource> sources = asn_sources(settings);
  const AsnSource* source = find_source(sources, name);
  EXPECT_NE(source, nullptr) << name;
  return source == nullptr ? AsnSource() : *source;
}

TEST(AsnSources, AreTheRegistriesUnlessToldOtherwise) {
  EXPECT_THAT(names_of(asn_sources({})),
              ElementsAre("delegated-afrinic", "delegated-apnic", "delegated-arin",
                          "delegated-lacnic", "delegated-ripencc", "asnames"));
}

TEST(AsnSources, HaveTheNamesThatTheOptionsKnow) {
  AsNameSettings everything = {.peeringdb = true};
  for (const AsnSource& source : default_sources()) {
    everything.sources.push_back({source.name, "http://mirror.example/" + source.name});
  }
  std::vector<std::string> names = names_of(asn_sources(everything));
  std::vector<std::string> known(kAsnSourceNames.begin(), kAsnSourceNames.end());
  std::sort(names.begin(), names.end());
  std::sort(known.begin(), known.end());
  EXPECT_EQ(names, known);
}

TEST(AsnSources, HavePeeringdbWithItsIncrementsIfItIsWanted) {
  const AsnSource net = source_of({.peeringdb = true}, "peeringdb-net");
  EXPECT_EQ(net.url, "https://public.peeringdb.com/net-0.json");
  EXPECT_EQ(net.increments_url, "https://www.peeringdb.com/api/net");
}

TEST(AsnSources, TakeAFileFromAnotherPlaceWithTheSameDemands) {
  const AsnSource arin =
      source_of({.sources = {{"delegated-arin", "http://mirror.example/arin"}}}, "delegated-arin");
  EXPECT_EQ(arin.url, "http://mirror.example/arin");
  EXPECT_TRUE(arin.has_md5);
  EXPECT_EQ(arin.limits.first_copy_min, 25'000u);
  const AsnSource names =
      source_of({.sources = {{"asnames", "file:///var/mirror/asn.txt"}}}, "asnames");
  EXPECT_EQ(names.url, "file:///var/mirror/asn.txt");
  EXPECT_TRUE(names.limits.canaries);
}

TEST(AsnSources, HaveARegistrysDatabaseOnlyFromWhereTheOperatorSays) {
  const std::string url = "https://ftp.ripe.net/ripe/dbase/split/ripe.db.aut-num.gz";
  const AsNameSettings settings = {.sources = {{"rpsl-ripe", url}, {"rpsl-arin", std::nullopt}}};
  EXPECT_EQ(source_of(settings, "rpsl-ripe").url, url);
  EXPECT_EQ(names_of(asn_sources(settings)).size(), 7u) << "the registries' and this one";
}

TEST(AsnSources, AskNobodyElseAboutWhatComesFromAnotherPlace) {
  const AsNameSettings settings = {
      .sources = {{"peeringdb-net", "http://mirror.example/net.json"}}};
  EXPECT_EQ(source_of(settings, "peeringdb-net").increments_url, "");
  EXPECT_EQ(names_of(asn_sources(settings)).back(), "peeringdb-net") << "not the organisations";
}

TEST(AsnSources, LeaveOutWhatIsOff) {
  const std::vector<AsnSource> sources =
      asn_sources({.sources = {{"peeringdb-org", std::nullopt},
                               {"delegated-apnic", std::nullopt},
                               {"peeringdb-netfac", std::nullopt}},
                   .peeringdb = true});
  EXPECT_THAT(names_of(sources),
              ElementsAre("delegated-afrinic", "delegated-arin", "delegated-lacnic",
                          "delegated-ripencc", "asnames", "peeringdb-net", "peeringdb-ix",
                          "peeringdb-netixlan", "peeringdb-fac"));
}

TEST(AsnSources, TakeTheOperatorsOwnFileWhateverItLoses) {
  const AsnSource own = source_of({.file = "/etc/flowbridge/asn.txt"}, "asnames");
  EXPECT_EQ(own.url, "file:///etc/flowbridge/asn.txt");
  EXPECT_EQ(own.format, SourceFormat::kOwnAsnText);
  const EditionChange everything_lost = {.before = 1000,
                                         .after = 1,
                                         .added = 0,
                                         .removed = 999,
                                         .renamed = 1000,
                                         .names_lost = 1000,
                                         .canaries_missing = 5};
  EXPECT_EQ(judge_edition(everything_lost, own.limits), EditionVerdict::kAccepted);
  EXPECT_EQ(judge_edition({}, own.limits), EditionVerdict::kAccepted);
}

TEST(AsnSources, NameTheOperatorsOwnFileByAUrl) {
  EXPECT_THAT(source_of({.file = "asn.txt"}, "asnames").url, MatchesRegex("file:///.*/asn.txt"));
  EXPECT_EQ(source_of({.file = "/a b/100%/é#?.txt"}, "asnames").url,
            "file:///a%20b/100%25/%C3%A9%23%3F.txt");
}

TEST(AsnRefresherOptions, AreThoseOfTheSettings) {
  const RefresherOptions options = asn_refresher_options(
      {.refresh = 12h, .peeringdb = true, .rename_at = 270min, .proxy = "http://proxy:3128"});
  EXPECT_EQ(options.period, Duration(12h));
  EXPECT_EQ(options.proxy, "http://proxy:3128");
  EXPECT_EQ(options.sources.size(), 12u);
  EXPECT_THAT(options.user_agent, MatchesRegex("flowbridge/[0-9.]+"));
  EXPECT_EQ(options.rename_at, std::nullopt);
  EXPECT_FALSE(options.peeringdb_key);
  EXPECT_EQ(asn_refresher_options({.refresh = std::nullopt}).period, Duration(24h));
}

TEST(AsnRefresherOptions, ReadTheKeyOfPeeringdbEachTimeItIsUsed) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("key");
  const RefresherOptions options = asn_refresher_options({.peeringdb_key_file = path});
  EXPECT_EQ(options.peeringdb_key(), "");
  ASSERT_TRUE(write_file(path, "first\n"));
  EXPECT_EQ(options.peeringdb_key(), "first");
  ASSERT_TRUE(write_file(path, "second"));
  EXPECT_EQ(options.peeringdb_key(), "second");
}

TEST(AsnDbPath, LiesInTheStateDirectoryUnlessToldOtherwise) {
  Settings settings;
  settings.storage.path = "./data";
  EXPECT_EQ(asn_db_path(settings), "./data/asn-db");
  settings.as_names.path = "/var/cache/flowbridge";
  EXPECT_EQ(asn_db_path(settings), "/var/cache/flowbridge");
}

}  // namespace
}  // namespace flowbridge
