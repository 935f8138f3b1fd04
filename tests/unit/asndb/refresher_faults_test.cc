// What servers, networks and disks do to a refresher, and what must stay.

#include "asndb/digest.h"
#include "asndb/refresher.h"
#include "support/test_files.h"
#include "unit/asndb/refresher_world.h"

#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/";

std::string asnames() {
  return read_source_file(kFixtures + "asnames/ripe-asnames-2026.txt");
}

std::string arin() {
  return read_source_file(kFixtures + "rir/delegated-arin-extended-latest");
}

std::string peeringdb() {
  return read_source_file(kFixtures + "peeringdb/net.json");
}

void serve_all(RefresherWorld& world) {
  world.options.sources = {delegated_source(), asnames_source(), peeringdb_source()};
  world.options.full_copy_period = 24h;
  world.web.serve(kAsnamesUrl, asnames());
  world.web.serve(kDelegatedUrl, arin());
  world.web.serve(kNetUrl, peeringdb());
  world.web.serve(kNetChangesUrl, read_source_file(kFixtures + "peeringdb/empty.json"));
}

struct BadFile {
  const char* source;
  const char* url;
  const char* file;
  const char* reason;
};

constexpr BadFile kBadFiles[] = {
    {"asnames", kAsnamesUrl, "html-200.txt", "html"},
    {"asnames", kAsnamesUrl, "empty.txt", "empty"},
    {"asnames", kAsnamesUrl, "ripe-asnames-shrunk.txt", "shrunken"},
    {"asnames", kAsnamesUrl, "ripe-asnames-truncated.txt", "truncated"},
    {"delegated-arin", kDelegatedUrl, "delegated-arin-summary-mismatch", "summary_mismatch"},
    {"delegated-arin", kDelegatedUrl, "delegated-arin-truncated", "truncated"},
    {"peeringdb-net", kNetUrl, "peeringdb-net-truncated.json", "json"},
    {"peeringdb-net", kNetUrl, "peeringdb-net-envelope-missing.json", "envelope"},
};

TEST(RefresherFaults, EveryBadFileIsRefusedAndTheTableStaysTheSame) {
  for (const BadFile& bad : kBadFiles) {
    RefresherWorld world;
    serve_all(world);
    world.start();
    world.settle();
    const std::string before = world.snapshot_bytes();
    ASSERT_EQ(world.all_failures(), 0u);
    world.web.serve(bad.url, read_source_file(kFixtures + "bad/" + bad.file));
    world.run(27h);
    EXPECT_GE(world.failures(bad.source, bad.reason), 1u) << bad.file;
    EXPECT_EQ(world.failures(bad.source, bad.reason), world.all_failures()) << bad.file;
    EXPECT_EQ(world.snapshot_bytes(), before) << bad.file;
    EXPECT_EQ(world.published.size(), 1u) << bad.file;
  }
}

TEST(RefresherFaults, TheFixtureThatLostNamesIsHeldAndChangesNoName) {
  RefresherWorld world;
  serve_all(world);
  world.start();
  world.settle();
  const std::shared_ptr<const NameTable> before = world.published.back();
  world.web.serve(kAsnamesUrl, read_source_file(kFixtures + "bad/ripe-asnames-names-lost.txt"));
  world.run(27h);
  EXPECT_TRUE(world.source_report("asnames").held);
  EXPECT_EQ(world.all_failures(), 0u);
  for (std::size_t i = 0; i < before->size(); ++i) {
    const AsRecord record = before->at(i);
    EXPECT_EQ(world.refresher->table()->find(record.asn)->name(), record.name());
  }
}

TEST(RefresherFaults, WhatWasFoundIsKeptBesideTheReasonUntilItIsOver) {
  RefresherWorld world;
  serve_all(world);
  world.start();
  world.settle();
  world.web.serve(kAsnamesUrl, read_source_file(kFixtures + "bad/ripe-asnames-shrunk.txt"));
  world.run(27h);
  world.stop();
  world.start();
  EXPECT_EQ(world.refresher->state("asnames").failure, "shrunken");
  EXPECT_EQ(world.refresher->state("asnames").failure_detail,
            "37 before, 9 now; 0 new, 28 gone, 0 renamed, 0 without the name they had");
  Download page;
  page.status = 404;
  page.body = "<p>\nno https://me:secret@a.example/x?key=secret";
  world.web.once(kAsnamesUrl, page);
  world.refresher->refresh_now(world.now.wall);
  world.settle();
  EXPECT_EQ(world.refresher->state("asnames").failure_detail,
            "status 404: <p> no https://a.example/x");
  world.web.serve(kAsnamesUrl, asnames());
  world.refresher->refresh_now(world.now.wall);
  world.settle();
  EXPECT_EQ(world.refresher->state("asnames").failure_detail, "");
}

TEST(RefresherFaults, AFirstCopyIsHeldToItsFloor) {
  RefresherWorld world;
  serve_all(world);
  world.options.sources[1].limits.first_copy_min = 80'000;
  world.start();
  world.settle();
  EXPECT_EQ(world.failures("asnames", "too_few"), 1u);
  EXPECT_EQ(world.source_report("asnames").entries, 0u);
}

Download throttled() {
  Download answer;
  answer.status = 429;
  answer.headers = {{"retry-after", "2200"}};
  return answer;
}

TEST(RefresherFaults, AServerThatAsksForTimeGetsIt) {
  RefresherWorld world;
  world.options.sources = {asnames_source()};
  world.web.serve(kAsnamesUrl, asnames());
  world.web.once(kAsnamesUrl, throttled());
  world.start();
  world.settle();
  EXPECT_EQ(world.failures("asnames", "throttled"), 1u);
  world.run(1100s);
  world.stop();
  world.start();
  world.run(1095s);
  EXPECT_EQ(world.web.requests().size(), 1u) << "a restart does not forget it";
  world.run(30s);
  EXPECT_EQ(world.web.requests().size(), 2u);
  EXPECT_EQ(world.source_report("asnames").refreshes, 1u);
}

TEST(RefresherFaults, AServerThatAsksForTimeGetsItFromHandsToo) {
  RefresherWorld world;
  serve_all(world);
  world.web.once(kAsnamesUrl, throttled());
  world.start();
  world.settle();
  const UnixTime until = *world.refresher->state("asnames").not_before;
  for (const bool restarted : {false, true}) {
    if (restarted) {
      world.stop();
      world.start();
    }
    EXPECT_EQ(world.refresher->refresh_now(world.now.wall), std::vector<std::string>{"asnames"});
    world.settle();
    EXPECT_EQ(world.web.requests_to(kAsnamesUrl), 1u);
  }
  EXPECT_EQ(world.web.requests_to(kNetUrl), 1u);
  EXPECT_EQ(world.web.requests_to(kNetChangesUrl), 2u) << "other servers are asked";
  world.run(until - world.now.wall);
  EXPECT_TRUE(world.refresher->refresh_now(world.now.wall).empty());
  world.settle();
  EXPECT_EQ(world.web.requests_to(kAsnamesUrl), 2u);
  EXPECT_EQ(world.refresher->state("asnames").asked_by, "");
}

TEST(RefresherFaults, OurOwnPatienceEndsWhenSomebodyAsksNow) {
  RefresherWorld world;
  world.options.sources = {asnames_source()};
  Download unavailable;
  unavailable.status = 503;
  for (int i = 0; i < 5; ++i) world.web.once(kAsnamesUrl, unavailable);
  world.web.serve(kAsnamesUrl, asnames());
  world.start();
  for (std::size_t asked = 1; asked <= 6; ++asked) {
    EXPECT_TRUE(world.refresher->refresh_now(world.now.wall).empty());
    world.settle();
    EXPECT_EQ(world.web.requests().size(), asked);
  }
}

TEST(RefresherFaults, WhatOneServerAsksForIsNothingToAMirror) {
  RefresherWorld world;
  world.options.sources = {asnames_source()};
  world.web.once(kAsnamesUrl, throttled());
  world.start();
  world.settle();
  world.stop();
  const std::string mirror = "https://mirror.example/asn.txt";
  world.options.sources[0].url = mirror;
  world.web.serve(mirror, asnames());
  world.web.once(mirror, throttled());
  world.start();
  world.settle();
  EXPECT_EQ(world.web.requests_to(mirror), 1u);
  world.stop();
  world.start();
  world.run(2190s);
  EXPECT_EQ(world.web.requests_to(mirror), 1u) << "it has asked for time, too";
  world.run(20s);
  EXPECT_EQ(world.web.requests_to(mirror), 2u);
}

TEST(RefresherFaults, OneSourceThatFailsHoldsUpNoOther) {
  RefresherWorld world;
  serve_all(world);
  world.web.remove(kDelegatedUrl);
  world.start();
  world.settle();
  EXPECT_EQ(world.failures("delegated-arin", "unreachable"), 1u);
  EXPECT_EQ(world.name(1), "Level 3 Parent, LLC");
  EXPECT_EQ(world.published.size(), 1u);
}

TEST(RefresherFaults, ADayOffTheNetworkIsAFewDozenRequests) {
  RefresherWorld world;
  world.options.sources = {asnames_source()};
  world.start();
  world.run(24h);
  EXPECT_GE(world.web.requests().size(), 24u);
  EXPECT_LE(world.web.requests().size(), 80u);
  EXPECT_EQ(world.name(15169), "AS15169");
}

// Capability 2 of the cache: whatever moment the power goes at, what is there can be used.
TEST(RefresherFaults, PowerThatGoesAtAnyOfAThousandPointsLeavesASoundCache) {
  std::uint64_t operations = 0;
  {
    RefresherWorld world;
    serve_all(world);
    world.start();
    world.settle();
    operations = world.disk.operations();
  }
  SplitMix64 random(20'261'128);
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    RefresherWorld world(seed);
    serve_all(world);
    world.start();
    if (seed % 2 == 0) {
      // A refresh of everything, over a cache that is full.
      world.settle();
      world.web.serve(kAsnamesUrl, asnames() + "4199000000 NEW - New Ltd, US\n");
      world.web.serve(kNetUrl, peeringdb() + " ");
      world.refresher->refresh_now(world.now.wall);
    }
    world.disk.power_off_after(random.below(static_cast<std::uint32_t>(operations + 1)));
    world.settle();
    world.refresher.reset();
    world.disk.crash();

    const std::string snapshot = world.snapshot_bytes();
    if (!snapshot.empty()) {
      ASSERT_TRUE(decode_snapshot(snapshot)) << seed;
    } else {
      ASSERT_EQ(seed % 2, 1u) << "a cache that was full has a snapshot, seed " << seed;
    }
    world.start();
    const bool was_full = seed % 2 == 0;
    ASSERT_TRUE(!was_full || world.name(1) == "Level 3 Parent, LLC") << seed;
    world.refresher->refresh_now(world.now.wall);
    world.settle();
    ASSERT_EQ(world.name(1), "Level 3 Parent, LLC") << seed;
    ASSERT_TRUE(!was_full || world.name(4199000000) == "New Ltd") << seed;
  }
}

// Capability 5: a week of unchanged files.
TEST(RefresherFaults, AWeekIsKindToTheServers) {
  RefresherWorld world;
  serve_all(world);
  world.options.full_copy_period = 7 * 24h;
  world.start();
  world.run(7 * 24h - 1min);

  std::map<std::string, int> full;
  for (const DownloadRequest& request : world.web.requests()) {
    const bool conditional =
        std::any_of(request.headers.begin(), request.headers.end(),
                    [](const HttpHeader& header) { return header.name == "If-None-Match"; });
    if (!conditional) ++full[request.url.substr(0, request.url.find('?'))];
  }
  EXPECT_EQ(full[kAsnamesUrl], 1);
  EXPECT_EQ(full[kDelegatedUrl], 1);
  EXPECT_EQ(full[kNetUrl], 1);
  EXPECT_LE(full[kNetChangesUrl], 7 * 24);
  EXPECT_GE(full[kNetChangesUrl], 7 * 2);
  for (std::size_t i = 1; i < world.request_times.size(); ++i) {
    EXPECT_GE(world.request_times[i] - world.request_times[i - 1], kRequestGap);
  }
  EXPECT_EQ(world.all_failures(), 0u);
}

/// A fixture, in which nothing changes.
void serve_peeringdb(RefresherWorld& world, const AsnSource& source, const std::string& type) {
  world.web.serve(source.url, read_source_file(kFixtures + "peeringdb/" + type + ".json"));
  world.web.serve(source.increments_url, read_source_file(kFixtures + "peeringdb/empty.json"));
}

// The six types of PeeringDB together.
TEST(RefresherFaults, AWeekIsKindToPeeringdb) {
  RefresherWorld world;
  world.options.sources.clear();
  for (AsnSource& source : default_sources()) {
    if (!is_peeringdb(source.format)) continue;
    source.limits = EditionLimits();
    serve_peeringdb(world, source, source.name.substr(source.name.find('-') + 1));
    world.options.sources.push_back(source);
  }
  ASSERT_EQ(world.options.sources.size(), 6u);
  world.start();
  world.run(7 * 24h - 1min);

  std::map<std::int64_t, int> in_day;
  const MonotonicTime begin = world.request_times.front();
  for (std::size_t i = 0; i < world.request_times.size(); ++i) {
    ++in_day[(world.request_times[i] - begin) / Duration(24h)];
    if (i == 0) continue;
    EXPECT_GE(world.request_times[i] - world.request_times[i - 1], kRequestGap);
  }
  ASSERT_EQ(in_day.size(), 7u);
  for (const auto& [day, requests] : in_day) EXPECT_LE(requests, 24) << day;
  for (const AsnSource& source : world.options.sources) {
    EXPECT_EQ(world.web.requests_to(source.url), 1u) << source.name;
    EXPECT_GE(world.web.requests_to(source.increments_url), 7u * 2) << source.name;
  }
  EXPECT_EQ(world.all_failures(), 0u);
  EXPECT_TRUE(world.refresher->table()->peering().has_facilities());
}

TEST(RefresherFaults, EveryReasonHasAWordOfItsOwn) {
  RefresherWorld world;
  world.start();
  const NamedCounts& failures = world.source_report("asnames").failures;
  std::set<std::string> names;
  for (const NamedCount& each : failures) names.insert(each.name);
  EXPECT_EQ(names.size(), failures.size());
  EXPECT_GE(names.size(), 20u);
}

}  // namespace
}  // namespace flowbridge
