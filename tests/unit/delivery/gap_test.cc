#include "delivery/gap.h"

#include "base/coding.h"
#include "base/crc32c.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::size_t kVersionAt = 8;

GapPosition some_position() {
  GapPosition position;
  position.sequence = 4711;
  position.gap.begin = unix_ms(1'700'000'000'000);
  position.gap.tally = {.too_old = {.ticks = 1, .bytes = 2},
                        .over_quota = {.ticks = 3, .bytes = 4}};
  position.gap.unaccepted = {{SeriesId(0), {}},
                             {SeriesId(7), {.bytes = 1ull << 52, .packets = 5, .flows = 6}},
                             {SeriesId(~0u), {.bytes = 1, .packets = 1, .flows = 1}}};
  position.quarantine = "kept apart";
  position.labels.hash = 4'711'000'000'000;
  position.labels.claims[SeriesId(7)] = {.refused = true, .told = {.bytes = 9, .packets = 2}};
  position.labels.unclaimed = {SeriesId(8), SeriesId(~0u)};
  return position;
}

std::string with_checksum(std::string bytes) {
  put_u32(bytes, crc32c(bytes));
  return bytes;
}

std::string without_checksum(const std::string& bytes) {
  return bytes.substr(0, bytes.size() - sizeof(std::uint32_t));
}

TEST(GapPosition, ComesBack) {
  for (const GapPosition& position : {GapPosition{}, some_position()}) {
    const Result<GapPosition> read = decode_gap_position(encode_gap_position(position));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, position);
  }
}

// A hash map has no order.
TEST(GapPosition, IsTheSameToTheBitEachTime) {
  GapPosition other = some_position();
  other.gap.unaccepted.clear();
  other.gap.unaccepted.reserve(1000);
  for (const auto& each : some_position().gap.unaccepted) other.gap.unaccepted.insert(each);
  EXPECT_EQ(encode_gap_position(other), encode_gap_position(some_position()));
}

TEST(GapPosition, AnyByteThatIsDamagedIsFound) {
  const std::string bytes = encode_gap_position(some_position());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(decode_gap_position(damaged)) << i;
    EXPECT_FALSE(decode_gap_position(bytes.substr(0, i))) << i;
  }
}

TEST(GapPosition, ANewerVersionIsNotCalledDamaged) {
  std::string bytes = without_checksum(encode_gap_position(some_position()));
  bytes[kVersionAt] = 2;
  EXPECT_EQ(decode_gap_position(with_checksum(bytes)).error().code(), ErrorCode::kUnsupported);
  bytes[kVersionAt] = 0;
  EXPECT_EQ(decode_gap_position(with_checksum(bytes)).error().code(), ErrorCode::kCorrupt);
}

/// A gap of these numbers, from the sequence to the last that was never accepted.
std::string with_numbers(const std::vector<std::uint64_t>& numbers) {
  constexpr std::size_t kHeaderBytes = kVersionAt + sizeof(std::uint32_t);
  // An empty quarantine; the hash, no claims, and none unclaimed.
  constexpr std::size_t kTailBytes = 1 + 8 + 2 + 1;
  const std::string empty = without_checksum(encode_gap_position({}));
  std::string bytes = empty.substr(0, kHeaderBytes);
  for (const std::uint64_t number : numbers) put_varint(bytes, number);
  return with_checksum(bytes + empty.substr(empty.size() - kTailBytes));
}

TEST(GapPosition, RefusesWhatNoVersionWrote) {
  const std::string empty = without_checksum(encode_gap_position({}));
  EXPECT_FALSE(decode_gap_position(with_checksum(empty + "x")));
  EXPECT_TRUE(decode_gap_position(with_numbers({1, 0, 0, 0, 0, 0, 1, 5, 1, 1, 1})));
  const auto begins_twice = with_numbers({1, 2, 0, 0, 0, 0, 0});
  EXPECT_FALSE(decode_gap_position(begins_twice));
  const auto same_series = with_numbers({1, 0, 0, 0, 0, 0, 2, 5, 1, 1, 1, 0, 1, 1, 1});
  EXPECT_FALSE(decode_gap_position(same_series));
  GapPosition unsorted = some_position();
  std::reverse(unsorted.labels.unclaimed.begin(), unsorted.labels.unclaimed.end());
  EXPECT_FALSE(decode_gap_position(encode_gap_position(unsorted)));
}

}  // namespace
}  // namespace flowbridge
