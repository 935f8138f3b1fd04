#include "asndb/edition.h"

#include "names/delegated.h"
#include "support/test_files.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/";
/// The day after the fixtures' own.
constexpr UnixTime kNow = unix_ms(1'790'726'400'000);

Parsed<Edition> read(SourceFormat format, const std::string& path, UnixTime now = kNow) {
  return read_edition(format, read_source_file(kFixtures + path), RegistryMap(), now);
}

std::string reason_of(SourceFormat format, const std::string& path, UnixTime now = kNow) {
  const Parsed<Edition> edition = read(format, path, now);
  return edition ? "taken" : refusal_reason_name(edition.refusal().reason);
}

TEST(Edition, EverySoundFixtureIsTaken) {
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "asnames/ripe-asnames-2026.txt"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "asnames/ripe-asnames-2023.txt"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "asnames/cidr-report-asn.txt"), "taken");
  for (const char* registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    EXPECT_EQ(reason_of(SourceFormat::kDelegated,
                        std::string("rir/delegated-") + registry + "-extended-latest"),
              "taken")
        << registry;
  }
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNet, "peeringdb/net.json"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbOrg, "peeringdb/org.json"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbIx, "peeringdb/ix.json"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNetIxLan, "peeringdb/netixlan.json"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbFac, "peeringdb/fac.json"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNetFac, "peeringdb/netfac.json"), "taken");
}

TEST(Edition, WhatIsBadInItselfIsRefusedWithItsOwnReason) {
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "bad/html-200.txt"), "html");
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "bad/empty.txt"), "empty");
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "bad/ripe-asnames-truncated.txt"), "truncated");
  EXPECT_EQ(reason_of(SourceFormat::kDelegated, "bad/delegated-arin-summary-mismatch"),
            "summary_mismatch");
  EXPECT_EQ(reason_of(SourceFormat::kDelegated, "bad/delegated-arin-truncated"), "truncated");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNet, "bad/peeringdb-net-truncated.json"), "json");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNet, "bad/peeringdb-net-envelope-missing.json"),
            "envelope");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNet, "peeringdb/empty.json"), "empty");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNet, "bad/html-200.txt"), "html");
}

// Only the edition before shows what is wrong with these.
TEST(Edition, WhatOnlyComparisonShowsIsTaken) {
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "bad/ripe-asnames-shrunk.txt"), "taken");
  EXPECT_EQ(reason_of(SourceFormat::kAsnText, "bad/ripe-asnames-names-lost.txt"), "taken");
}

TEST(Edition, AFileFromTheFutureIsRefused) {
  const UnixTime early = kNow - 30 * 24h;
  EXPECT_EQ(reason_of(SourceFormat::kDelegated, "rir/delegated-arin-extended-latest", early),
            "future_date");
  EXPECT_EQ(reason_of(SourceFormat::kPeeringdbNet, "peeringdb/net.json", unix_ms(0)),
            "future_date");
}

TEST(Edition, MoreThanOneBadLineInAHundredIsTooMany) {
  const auto file = [](int good, int bad) {
    std::string text;
    for (int i = 1; i <= good; ++i) text += std::to_string(i) + " NAME - Name, DE\n";
    for (int i = 0; i < bad; ++i) text += "no number\n";
    return text;
  };
  EXPECT_TRUE(read_edition(SourceFormat::kAsnText, file(99, 1), RegistryMap(), kNow));
  const Parsed<Edition> bad =
      read_edition(SourceFormat::kAsnText, file(98, 2), RegistryMap(), kNow);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.refusal().reason, RefusalReason::kBadLines);
}

TEST(Edition, ItsEntriesAreInOrderAndTellNamesFromHandles) {
  const Parsed<Edition> edition = read_edition(
      SourceFormat::kAsnText, "9 C - Nine, US\n7 A, US\n7 B - Twice, US\n", RegistryMap(), kNow);
  ASSERT_TRUE(edition);
  ASSERT_EQ(edition->entries.size(), 2u);
  EXPECT_EQ(edition->entries[0].asn, Asn(7));
  EXPECT_FALSE(edition->entries[0].named);
  EXPECT_EQ(edition->entries[0].name_hash, hash_of_name("A"));
  EXPECT_TRUE(edition->entries[1].named);
  EXPECT_EQ(edition->entries[1].name_hash, hash_of_name("Nine"));
}

TEST(Edition, ALostBlankBeforeTheCountryChangesNoName) {
  const std::string blank = "7 A - Seven Ltd, US\n8 B - Eight Ltd, US\n";
  const std::string none = "7 A - Seven Ltd,US\n8 B - Eight Ltd,US\n";
  const auto entries = [](const std::string& file) {
    return read_edition(SourceFormat::kAsnText, file, RegistryMap(), kNow)->entries;
  };
  EXPECT_EQ(compare_editions(entries(none), entries(blank)).renamed, 0u);
}

TEST(Edition, PortsAndPresencesAreCountedAndHaveNoNames) {
  const Parsed<Edition> ports = read(SourceFormat::kPeeringdbNetIxLan, "peeringdb/netixlan.json");
  ASSERT_TRUE(ports);
  EXPECT_EQ(ports->entries.size(), 15u);
  EXPECT_EQ(ports->entries.front().asn, Asn(13));
  EXPECT_FALSE(ports->entries.front().named);
  const Parsed<Edition> presences = read(SourceFormat::kPeeringdbNetFac, "peeringdb/netfac.json");
  ASSERT_TRUE(presences);
  EXPECT_EQ(presences->entries.size(), 12u);
  const Parsed<Edition> since = read(SourceFormat::kPeeringdbNetFac, "peeringdb/netfac-since.json");
  ASSERT_TRUE(since);
  EXPECT_EQ(since->entries.size(), 1u) << "two are deleted, one comes twice";
  EditionEntries changed = ports->entries;
  changed.pop_back();
  const EditionChange change = compare_editions(ports->entries, changed);
  EXPECT_EQ(change.removed, 1u);
  EXPECT_EQ(change.renamed + change.names_lost, 0u);
}

TEST(Edition, PlacesGoByTheirIdsAndHaveNames) {
  const Parsed<Edition> facilities = read(SourceFormat::kPeeringdbFac, "peeringdb/fac.json");
  ASSERT_TRUE(facilities);
  EXPECT_EQ(facilities->entries.front().asn, Asn(9201));
  EXPECT_TRUE(facilities->entries.front().named);
  const Parsed<Edition> later = read(SourceFormat::kPeeringdbFac, "peeringdb/fac-since.json");
  ASSERT_TRUE(later);
  EXPECT_EQ(compare_editions(facilities->entries, later->entries).renamed, 1u);
}

TEST(Edition, OfADatabaseCountsWhoHoldsTheNumbersAndWhatHoldersAreCalled) {
  const Parsed<Edition> numbers = read(SourceFormat::kRpsl, "rpsl/ripe.db.aut-num");
  ASSERT_TRUE(numbers);
  ASSERT_EQ(numbers->entries.size(), 6u);
  EXPECT_EQ(numbers->entries[0].asn, Asn(28));
  EXPECT_TRUE(numbers->entries[0].named);
  const Parsed<Edition> holders = read(SourceFormat::kRpsl, "rpsl/ripe.db.organisation");
  ASSERT_TRUE(holders);
  EXPECT_TRUE(std::all_of(holders->entries.begin(), holders->entries.end(),
                          [](const EditionEntry& entry) { return entry.named; }));
  const auto entries = [](const std::string& file) {
    return read_edition(SourceFormat::kRpsl, file, RegistryMap(), kNow)->entries;
  };
  const EditionEntries before = entries("aut-num: AS7\norg: O\n\norganisation: O\norg-name: A\n");
  const EditionEntries after = entries("aut-num: AS7\n\norganisation: o\norg-name: B\n");
  const EditionChange change = compare_editions(before, after);
  EXPECT_EQ(change.names_lost, 1u);
  EXPECT_EQ(change.renamed, 2u);
  EXPECT_EQ(change.added + change.removed, 0u);
}

TEST(Edition, ADatabaseWithoutNumbersAndHoldersIsRefused) {
  EXPECT_EQ(reason_of(SourceFormat::kRpsl, "bad/html-200.txt"), "html");
  EXPECT_EQ(reason_of(SourceFormat::kRpsl, "asnames/ripe-asnames-2026.txt"), "foreign");
  const auto reason = [](const std::string& file) {
    const Parsed<Edition> edition = read_edition(SourceFormat::kRpsl, file, RegistryMap(), kNow);
    return edition ? "taken" : refusal_reason_name(edition.refusal().reason);
  };
  EXPECT_STREQ(reason("route: 192.0.2.0/24\norigin: AS7\n"), "empty");
  EXPECT_STREQ(reason("aut-num: AS7\n\naut-num: none\n"), "bad_lines");
}

TEST(Edition, TheOperatorsOwnFileMayEndAndCommentAsItLikes) {
  const std::string file = "# ours\n64500 LAB - Laboratory, DE\n15169 GOOGLE - Google LLC, US";
  EXPECT_FALSE(read_edition(SourceFormat::kAsnText, file, RegistryMap(), kNow));
  const Parsed<Edition> own = read_edition(SourceFormat::kOwnAsnText, file, RegistryMap(), kNow);
  ASSERT_TRUE(own);
  EXPECT_EQ(own->entries.size(), 2u);
  EXPECT_FALSE(read_edition(SourceFormat::kOwnAsnText, "<html>", RegistryMap(), kNow));
}

}  // namespace
}  // namespace flowbridge
