#include "names/name_snapshot.h"

#include "base/coding.h"
#include "base/crc32c.h"
#include "base/split_mix.h"
#include "support/result_matchers.h"
#include "unit/names/name_fixtures.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

NameSnapshot snapshot_of_fixtures() {
  NameSnapshot snapshot;
  snapshot.table = fixture_table({});
  snapshot.built_at = unix_ms(1'790'000'000'000);
  snapshot.editions = {{"asnames", "2026-09-28", unix_ms(1'789'000'000'000), 42}};
  return snapshot;
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
  }
}

}  // namespace
}  // namespace flowbridge
