#include "names/name_snapshot.h"

#include "base/coding.h"
#include "base/crc32c.h"
#include "base/split_mix.h"
#include "support/result_matchers.h"
#include "unit/names/name_fixtures.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

PeeringTable small_peering_table() {
  PeeringPlaces places{.has_exchanges = true, .has_facilities = true};
  places.exchange_names.append({.id = 26, .name = "AMS-IX"});
  places.exchange_names.append({.id = 31, .name = ""});
  places.facility_names.append({.id = 4'294'967'295, .name = "Equinix São Paulo"});
  PeeringTable table(std::move(places));
  const std::vector<std::uint32_t> exchanges = {26, 31, 4'294'967'295};
  const std::vector<std::uint32_t> facilities = {1, 700};
  table.append({.asn = Asn(0)});
  table.append({.asn = Asn(6939), .policy = "Open", .scope = "Global", .exchanges = exchanges});
  table.append({.asn = Asn(15169),
                .policy = "Selective",
                .ratio = "Mostly Outbound",
                .scope = "Global",
                .exchanges = {exchanges.data(), 1},
                .facilities = facilities});
  return table;
}

NameSnapshot snapshot_of_fixtures() {
  NameSnapshot snapshot;
  snapshot.table = fixture_table({});
  snapshot.table.set_peering(small_peering_table());
  snapshot.built_at = unix_ms(1'790'000'000'000);
  snapshot.editions = {{"asnames", "2026-09-28", unix_ms(1'789'000'000'000), 42}};
  return snapshot;
}

/// As it was written before there were sections of this kind and of those that follow.
std::string without_sections(std::string_view bytes, std::uint32_t kind) {
  constexpr std::size_t kHeaderBytes = 12;
  ByteReader in(bytes.substr(kHeaderBytes, bytes.size() - kHeaderBytes - 4));
  std::string out(bytes.substr(0, kHeaderBytes));
  while (!in.empty()) {
    const std::uint32_t section = in.u32();
    const std::string_view payload = in.bytes(in.u32());
    if (section >= kind) continue;
    put_u32(out, section);
    put_u32(out, static_cast<std::uint32_t>(payload.size()));
    out += payload;
  }
  put_u32(out, crc32c(out));
  return out;
}

void expect_equal(const PeeringTable& got, const PeeringTable& want) {
  EXPECT_EQ(got.has_exchanges(), want.has_exchanges());
  EXPECT_EQ(got.has_facilities(), want.has_facilities());
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    const PeeringNetwork a = got.at(i);
    const PeeringNetwork b = want.at(i);
    EXPECT_EQ(a.asn, b.asn);
    EXPECT_EQ(a.policy, b.policy);
    EXPECT_EQ(a.ratio, b.ratio);
    EXPECT_EQ(a.scope, b.scope);
    EXPECT_TRUE(std::ranges::equal(a.exchanges, b.exchanges));
    EXPECT_TRUE(std::ranges::equal(a.facilities, b.facilities));
  }
}

/// With a checksum that fits: damage that no checksum finds.
std::string resealed(std::string bytes) {
  bytes.resize(bytes.size() - 4);
  put_u32(bytes, crc32c(bytes));
  return bytes;
}

TEST(NameSnapshot, IsReadBackAsItWas) {
  const NameSnapshot before = snapshot_of_fixtures();
  const Result<NameSnapshot> after = decode_snapshot(encode_snapshot(before));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->editions, before.editions);
  EXPECT_EQ(after->built_at, before.built_at);
  EXPECT_EQ(after->table.registries().ranges(), before.table.registries().ranges());
  ASSERT_EQ(after->table.size(), before.table.size());
  EXPECT_EQ(after->table.named_count(), before.table.named_count());
  for (std::size_t i = 0; i < before.table.size(); ++i) {
    const AsRecord want = before.table.at(i);
    const std::optional<AsRecord> got = after->table.find(want.asn);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->handle, want.handle);
    EXPECT_EQ(got->organisation, want.organisation);
    EXPECT_EQ(got->other_name, want.other_name);
    EXPECT_EQ(got->source, want.source);
    EXPECT_EQ(got->country, want.country);
  }
  EXPECT_EQ(encode_snapshot(*after), encode_snapshot(before));
}

TEST(NameSnapshot, LosesARecordOfANumberThatWasSetAsideSince) {
  NameSnapshot snapshot;
  AsRecord record;
  record.asn = Asn(64495);
  record.handle = "LAST";
  record.source = NameSource::kHandle;
  snapshot.table.append(record);
  std::string bytes = encode_snapshot(snapshot);
  std::string number;
  put_u32(number, 64495);
  const std::size_t at = bytes.find(number);
  ASSERT_NE(at, std::string::npos);
  // 64496 is the first of documentation's.
  ++bytes[at];
  const Result<NameSnapshot> after = decode_snapshot(resealed(bytes));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->table.size(), 0u);
}

TEST(NameSnapshot, PeeringIsReadBackAsItWas) {
  const NameSnapshot before = snapshot_of_fixtures();
  const Result<NameSnapshot> after = decode_snapshot(encode_snapshot(before));
  ASSERT_TRUE(after);
  expect_equal(after->table.peering(), before.table.peering());
  EXPECT_EQ(after->table.peering().exchange_name(26), "AMS-IX");
  EXPECT_EQ(after->table.peering().places().exchange_names.size(), 2u);
  EXPECT_EQ(after->table.peering().facility_name(4'294'967'295), "Equinix São Paulo");
}

TEST(NameSnapshot, OfBeforeThereWasPeeringIsRead) {
  const NameSnapshot now = snapshot_of_fixtures();
  const Result<NameSnapshot> old = decode_snapshot(without_sections(encode_snapshot(now), 5));
  ASSERT_TRUE(old);
  EXPECT_EQ(old->table.size(), now.table.size());
  expect_equal(old->table.peering(), PeeringTable());
}

TEST(NameSnapshot, OfAnEmptyTableIsOne) {
  const Result<NameSnapshot> after = decode_snapshot(encode_snapshot(NameSnapshot()));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->table.size(), 0u);
}

TEST(NameSnapshot, EveryCutAndEveryFlippedByteIsFound) {
  const std::string bytes = encode_snapshot(snapshot_of_fixtures());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(decode_snapshot(std::string_view(bytes).substr(0, size)),
                FailsWith(ErrorCode::kCorrupt))
        << size;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    EXPECT_FALSE(decode_snapshot(damaged)) << i;
  }
}

TEST(NameSnapshot, ANewerVersionIsRefused) {
  std::string bytes = encode_snapshot(NameSnapshot());
  bytes[8] = 2;
  EXPECT_THAT(decode_snapshot(resealed(bytes)), FailsWith(ErrorCode::kUnsupported));
}

TEST(NameSnapshot, AnUnknownSectionIsPassedOver) {
  std::string bytes = encode_snapshot(snapshot_of_fixtures());
  bytes.resize(bytes.size() - 4);
  put_u32(bytes, 99);
  put_u32(bytes, 5);
  bytes += "later";
  put_u32(bytes, crc32c(bytes));
  EXPECT_TRUE(decode_snapshot(bytes));
}

TEST(NameSnapshot, ContentsThatContradictEachOtherAreFoundWhateverTheChecksum) {
  const std::string bytes = encode_snapshot(snapshot_of_fixtures());
  SplitMix64 random(20'261'128);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = bytes;
    for (int flips = 0; flips < 3; ++flips) {
      const std::size_t at = random.below(static_cast<std::uint32_t>(bytes.size() - 4));
      damaged[at] = static_cast<char>(random.next());
    }
    const Result<NameSnapshot> result = decode_snapshot(resealed(damaged));
    if (!result) continue;
    for (std::size_t row = 0; row < result->table.size(); ++row) {
      const AsRecord record = result->table.at(row);
      ASSERT_EQ(record.name().empty(), record.source == NameSource::kFallback);
    }
    const PeeringTable& peering = result->table.peering();
    for (std::size_t row = 0; row < peering.size(); ++row) {
      ASSERT_TRUE(peering.find(peering.at(row).asn));
    }
  }
}

}  // namespace
}  // namespace flowbridge
