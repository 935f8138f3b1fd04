#include "asndb/refresher.h"

#include "asndb/digest.h"
#include "support/test_files.h"
#include "unit/asndb/refresher_world.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/";

class RefresherTest : public testing::Test {
 protected:
  void serve_fixtures() {
    world_.web.serve(kAsnamesUrl, read_source_file(kFixtures + "asnames/ripe-asnames-2026.txt"));
    const std::string delegated =
        read_source_file(kFixtures + "rir/delegated-arin-extended-latest");
    world_.web.serve(kDelegatedUrl, delegated);
    world_.web.serve(std::string(kDelegatedUrl) + ".md5", "MD5 (x) = " + md5_of(delegated));
  }

  RefresherWorld world_;
};

TEST_F(RefresherTest, AnEmptyCacheIsFilledAtOnceAndPublishedOnce) {
  serve_fixtures();
  world_.start();
  EXPECT_EQ(world_.name(1), "AS1");
  world_.settle();
  EXPECT_EQ(world_.name(1), "Level 3 Parent, LLC");
  EXPECT_EQ(world_.published.size(), 1u);
  EXPECT_EQ(world_.all_failures(), 0u);
  EXPECT_GT(world_.source_report("asnames").entries, 30u);
  EXPECT_EQ(world_.source_report("asnames").refreshes, 1u);
  EXPECT_EQ(world_.report.built_at, world_.now.wall);
}

TEST_F(RefresherTest, ARestartNeedsNoNetwork) {
  serve_fixtures();
  world_.start();
  world_.settle();
  world_.stop();
  world_.web = ScriptedDownloader();
  world_.start();
  EXPECT_EQ(world_.name(1), "Level 3 Parent, LLC");
  EXPECT_TRUE(world_.refresher->idle(world_.now.wall));
}

TEST_F(RefresherTest, ASnapshotThatIsDamagedIsBuiltAnewOfTheFiles) {
  serve_fixtures();
  world_.start();
  world_.settle();
  world_.stop();
  world_.disk.put_file("asn-db/names.snapshot", "damaged");
  world_.web = ScriptedDownloader();
  world_.start();
  EXPECT_EQ(world_.name(1), "Level 3 Parent, LLC");
  world_.refresher->step(world_.now);
  EXPECT_GT(world_.snapshot_bytes().size(), 100u);
}

TEST_F(RefresherTest, AnUnchangedFileIsNotSentAgain) {
  serve_fixtures();
  world_.start();
  world_.settle();
  world_.run(48h);
  EXPECT_EQ(world_.published.size(), 1u);
  EXPECT_EQ(world_.source_report("asnames").refreshes, 3u);
  EXPECT_EQ(world_.all_failures(), 0u);
}

TEST_F(RefresherTest, AStartLooksAtFilesOfThisMachineAndAtOtherPlacesAtOnce) {
  world_.options.sources = {asnames_source()};
  world_.options.sources[0].url = "file:///asn.txt";
  world_.web.serve("file:///asn.txt", "7 A - One Ltd, US\n");
  world_.start();
  world_.settle();
  world_.stop();
  world_.web.serve("file:///asn.txt", "7 A - One Ltd, US\n8 B - Two Ltd, US\n");
  world_.start();
  world_.settle();
  EXPECT_EQ(world_.name(8), "Two Ltd");
  world_.stop();
  world_.options.sources[0].url = kAsnamesUrl;
  world_.web.serve(kAsnamesUrl, "7 A - One Ltd, US\n8 B - Two Ltd, US\n9 C - Three Ltd, US\n");
  world_.start();
  world_.settle();
  EXPECT_EQ(world_.name(9), "Three Ltd");
}

TEST_F(RefresherTest, AFileThatIsGoneIsFetchedThoughItIsUnchanged) {
  serve_fixtures();
  world_.start();
  world_.settle();
  world_.stop();
  world_.disk.remove_file("asn-db/asnames.file");
  world_.disk.remove_file("asn-db/names.snapshot");
  world_.start();
  EXPECT_EQ(world_.name(1), "AS1");
  world_.run(27h);
  EXPECT_EQ(world_.name(1), "Level 3 Parent, LLC");
}

TEST_F(RefresherTest, ANewEditionIsPublished) {
  world_.options.sources = {asnames_source()};
  std::string file = "15169 GOOGLE - Google LLC, US\n";
  for (int i = 1; i <= 100; ++i)
    file += std::to_string(i) + " X - Name " + std::to_string(i) + ", US\n";
  world_.web.serve(kAsnamesUrl, file);
  world_.start();
  world_.settle();
  world_.web.serve(kAsnamesUrl, file + "200 NEW - New Ltd, US\n");
  world_.run(27h);
  EXPECT_EQ(world_.name(200), "New Ltd");
  EXPECT_EQ(world_.published.size(), 2u);
}

TEST_F(RefresherTest, ADigestIsFetchedAndCompared) {
  serve_fixtures();
  world_.web.serve(std::string(kDelegatedUrl) + ".md5", md5_of("an older edition"));
  world_.start();
  world_.settle();
  EXPECT_EQ(world_.failures("delegated-arin", "digest_mismatch"), 1u);
  EXPECT_EQ(world_.source_report("delegated-arin").entries, 0u);
  // The digest follows within minutes.
  world_.web.serve(std::string(kDelegatedUrl) + ".md5",
                   md5_of(read_source_file(kFixtures + "rir/delegated-arin-extended-latest")));
  world_.run(31min);
  EXPECT_EQ(world_.source_report("delegated-arin").refreshes, 1u);
}

TEST_F(RefresherTest, TheSourceThatIsAskedIsKnown) {
  world_.options.sources = {asnames_source()};
  world_.web.serve(kAsnamesUrl, names_file(1000, 0));
  world_.start();
  EXPECT_EQ(world_.refresher->running(), std::nullopt);
  world_.refresher->step(world_.now);
  EXPECT_EQ(world_.refresher->running(), "asnames");
  EXPECT_TRUE(world_.refresher->has_lock());
  world_.settle();
  EXPECT_EQ(world_.refresher->running(), std::nullopt);
}

TEST_F(RefresherTest, AtAnHourSetNamesChangeThenAndOnlyThen) {
  world_.options.sources = {asnames_source()};
  world_.options.rename_at = std::chrono::minutes(4 * 60);
  world_.web.serve(kAsnamesUrl, names_file(1000, 0));
  world_.start();
  world_.settle();
  EXPECT_EQ(world_.name(5), "Name 5") << "the first table does not wait";
  const UnixTime midnight = floor_to(world_.now.wall, 24h);
  for (int day = 1; day <= 20; ++day) {
    std::string file = names_file(1000, 0);
    file += "2000 X - Edition " + std::to_string(day) + ", US\n";
    world_.web.serve(kAsnamesUrl, file);
    const std::size_t before = world_.published.size();
    world_.run(midnight + day * Duration(24h) + 4h - 1min - world_.now.wall);
    EXPECT_EQ(world_.published.size(), before) << day;
    world_.run(2min);
    EXPECT_LE(world_.published.size(), before + 1);
    world_.run(midnight + (day + 1) * Duration(24h) - world_.now.wall);
    EXPECT_LE(world_.published.size(), before + 1);
  }
  EXPECT_GE(world_.published.size(), 15u);
}

// Capability 8 of the cache: what a year brings, 7 184 new names of 120 000 AS numbers' 8 000.
TEST_F(RefresherTest, AYearOfRenamesIsOneSwitchForEachAtTheHourSet) {
  constexpr std::uint32_t kNumbers = 8'000;
  constexpr std::uint32_t kRenames = 7'184;
  constexpr int kDays = 365;
  std::vector<std::string> names(kNumbers, "Old Ltd");
  const auto file = [&names] {
    std::string text;
    for (std::uint32_t i = 0; i < kNumbers; ++i) {
      text += std::to_string(1 + i) + " X - " + names[i] + ", US\n";
    }
    return text;
  };
  world_.options.sources = {asnames_source()};
  world_.options.rename_at = std::chrono::minutes(4 * 60);
  world_.web.serve(kAsnamesUrl, file());
  world_.start();
  world_.settle();
  std::uint64_t switches = 0;
  const auto count_switches = [&] {
    std::vector<std::shared_ptr<const NameTable>>& tables = world_.published;
    for (std::size_t i = 1; i < tables.size(); ++i) {
      for (std::uint32_t n = 0; n < kNumbers; ++n) {
        if (tables[i]->at(n).name() != tables[i - 1]->at(n).name()) ++switches;
      }
    }
    tables.erase(tables.begin(), tables.end() - 1);
  };
  std::uint32_t renamed = 0;
  for (int day = 1; day <= kDays; ++day) {
    for (; renamed < kRenames * static_cast<std::uint32_t>(day) / kDays; ++renamed) {
      names[renamed] = "New Ltd";
    }
    world_.web.serve(kAsnamesUrl, file());
    world_.run(24h);
    count_switches();
  }
  world_.run(72h);
  count_switches();
  EXPECT_EQ(switches, kRenames);
  EXPECT_EQ(world_.all_failures(), 0u);
}

TEST_F(RefresherTest, PeeringdbIsCopiedOnceAndThenAskedForChanges) {
  world_.options.sources = {peeringdb_source()};
  const std::string copy = read_source_file(kFixtures + "peeringdb/net.json");
  const std::string changes = read_source_file(kFixtures + "peeringdb/net-since.json");
  world_.web.serve(kNetUrl, copy);
  world_.web.answer_with(kNetChangesUrl, [&changes](const DownloadRequest&) {
    Download answer;
    answer.status = 200;
    answer.body = changes;
    return answer;
  });
  world_.start();
  world_.settle();
  EXPECT_EQ(world_.web.requests_to(kNetUrl), 1u);
  EXPECT_EQ(world_.web.requests_to(kNetChangesUrl), 0u);
  world_.run(10h);
  EXPECT_EQ(world_.web.requests_to(kNetUrl), 1u);
  EXPECT_EQ(world_.web.requests_to(kNetChangesUrl), 1u);
  EXPECT_EQ(world_.name(60729), "Stiftung Erneuerbare Freiheit");
  EXPECT_NE(world_.web.requests().back().url.find("?since="), std::string::npos);
  world_.run(7 * 24h);
  EXPECT_EQ(world_.web.requests_to(kNetUrl), 2u) << "a whole copy each week";
  EXPECT_EQ(world_.name(60729), "Stiftung Erneuerbare Freiheit");
  world_.run(3 * 24h);
  EXPECT_EQ(world_.web.requests_to(kNetUrl), 2u) << "though it had not changed";
}

TEST_F(RefresherTest, ASecondProcessFollowsTheFirst) {
  serve_fixtures();
  world_.start();
  world_.settle();

  std::unique_ptr<Directory> root = world_.disk.root();
  const std::unique_ptr<Directory> same = root->subdirectory("asn-db").value();
  NullLog log;
  ScriptedDownloader web;
  std::size_t published = 0;
  Refresher follower({.directory = *same,
                      .downloader = web,
                      .log = log,
                      .publish = [&](auto) { ++published; },
                      .report = [](AsnDbReport) {}},
                     world_.options, world_.now);
  EXPECT_GT(follower.step(world_.now), 1s);
  EXPECT_EQ(published, 0u) << "it has what the first one has";
  world_.web.serve(kAsnamesUrl, read_source_file(kFixtures + "asnames/ripe-asnames-2026.txt") +
                                    "4199000000 NEW - New Ltd, US\n");
  world_.run(27h);
  EXPECT_GT(follower.step(world_.now), 1s);
  EXPECT_EQ(published, 1u);
  EXPECT_EQ(AsNames(follower.table()).name(Asn(4199000000)).text(), "New Ltd");
  EXPECT_TRUE(web.requests().empty());

  // The first one publishes once more and ends; the second goes on where it was.
  world_.web.serve(kAsnamesUrl, read_source_file(kFixtures + "asnames/ripe-asnames-2026.txt") +
                                    "4199000000 NEW - Newer Ltd, US\n");
  world_.run(27h);
  world_.refresher.reset();
  world_.release_directory();
  follower.step(world_.now);
  EXPECT_EQ(published, 2u);
  EXPECT_EQ(AsNames(follower.table()).name(Asn(4199000000)).text(), "Newer Ltd");
  EXPECT_TRUE(web.requests().empty()) << "what the first one has fetched is young";
  follower.refresh_now(world_.now.wall);
  follower.step(world_.now);
  follower.step(world_.now);
  EXPECT_EQ(web.requests().size(), 1u);
}

}  // namespace
}  // namespace flowbridge
