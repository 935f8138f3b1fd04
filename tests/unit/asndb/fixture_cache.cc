#include "unit/asndb/fixture_cache.h"

#include "base/crc32c.h"
#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/";

/// Empty: the cache begins without one.
std::string fixture_of(const AsnSource& source) {
  switch (source.format) {
    case SourceFormat::kAsnText:
    case SourceFormat::kOwnAsnText:
      return kFixtures + "asnames/ripe-asnames-2026.txt";
    case SourceFormat::kDelegated:
      return kFixtures + "rir/" + source.name + "-extended-latest";
    case SourceFormat::kPeeringdbNet:
      return kFixtures + "peeringdb/net.json";
    case SourceFormat::kPeeringdbOrg:
      return kFixtures + "peeringdb/org.json";
    case SourceFormat::kPeeringdbIx:
      return kFixtures + "peeringdb/ix.json";
    case SourceFormat::kPeeringdbNetIxLan:
      return kFixtures + "peeringdb/netixlan.json";
    case SourceFormat::kPeeringdbFac:
      return kFixtures + "peeringdb/fac.json";
    case SourceFormat::kPeeringdbNetFac:
      return kFixtures + "peeringdb/netfac.json";
    case SourceFormat::kRpsl:
      return "";
  }
  FB_CHECK(false);
}

FetchedFile about(const std::string& source, const std::string& body) {
  return {.url = "https://a.example/" + source,
          .crc32c = crc32c(body),
          .bytes = body.size(),
          .entries = 1,
          .etag = "",
          .last_modified = "",
          .edition = "of " + source,
          .fetched_at = kFixtureTime,
          .full_copy_at = kFixtureTime};
}

}  // namespace

FixtureCache::FixtureCache() {
  for (const AsnSource& source : sources) {
    const std::string fixture = fixture_of(source);
    if (!fixture.empty()) accept(source.name, read_source_file(fixture));
  }
}

void FixtureCache::accept(const std::string& source, const std::string& body) {
  SourceState state = store_.state(source);
  state.file = about(source, body);
  state.checked_at = kFixtureTime;
  ASSERT_TRUE(store_.accept(source, body, state));
}

void FixtureCache::hold(const std::string& source, const std::string& body) {
  SourceState state = store_.state(source);
  state.held_file = about(source, body);
  state.held = HeldEdition{EditionVerdict::kNamesLost, kFixtureTime, 2};
  ASSERT_TRUE(store_.hold(source, body, state));
}

AsNames FixtureCache::names(std::vector<Override> own) const {
  NameSnapshot snapshot = build_snapshot(sources, store_, kFixtureTime);
  return AsNames(std::make_shared<const NameTable>(std::move(snapshot.table)),
                 std::make_shared<const Overrides>(std::move(own)));
}

}  // namespace flowbridge
