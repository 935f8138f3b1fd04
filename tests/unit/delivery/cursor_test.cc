#include "delivery/cursor.h"

#include "base/coding.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Cursor, ComesBack) {
  Cursor cursor{.sequence = 1ull << 60,
                .tick = unix_ms(1'700'000'000'000),
                .stages_settled = kAllStages,
                .measures_contacted = 7,
                .labels_hash = ~0ull,
                .delivered = 1ull << 52,
                .rejected = 3};
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.skipped.too_old = {.ticks = 1440, .bytes = ~0ull};
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.skipped.over_quota = {.ticks = ~0ull, .bytes = 1};
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.skipped.too_old = {};
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.skip_until = unix_ms(1'700'000'300'000);
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.limits_hash = ~0u;
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.skip_until.reset();
  cursor.skipped = {};
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
}

// Versions before gaps wrote no more than this, and it says the same.
TEST(Cursor, OfADestinationThatHasTakenEverythingEndsWithWhatItRejected) {
  const std::string bytes = encode(Cursor{.sequence = 5});
  Cursor behind{.sequence = 5, .skipped = {.too_old = {.ticks = 1}}};
  EXPECT_TRUE(encode(behind).starts_with(bytes));
  EXPECT_EQ(decode_cursor(bytes + std::string(3, '\0')).error().code(), ErrorCode::kCorrupt);
}

// Versions before quotas wrote no more than this, and it says the same.
TEST(Cursor, OfADestinationThatHasGivenNothingUpEndsWithWhatWasTooOld) {
  const std::string bytes = encode(Cursor{.sequence = 5, .skipped = {.too_old = {.ticks = 1}}});
  const Cursor behind{.sequence = 5, .skipped = {.too_old = {.ticks = 1}, .over_quota = {2, 3}}};
  EXPECT_TRUE(encode(behind).starts_with(bytes));
  EXPECT_EQ(decode_cursor(bytes + std::string(2, '\0')).error().code(), ErrorCode::kCorrupt);
}

// Versions before profiles of receivers wrote no more than this, and it says the same.
TEST(Cursor, OfADestinationOfWhichNothingIsKnownEndsWithWhatItGaveUp) {
  Cursor known{.sequence = 5, .skipped = {.over_quota = {2, 3}}};
  const std::string bytes = encode(known);
  known.limits_hash = 1;
  EXPECT_TRUE(encode(known).starts_with(bytes));
  EXPECT_EQ(decode_cursor(bytes + std::string(4, '\0')).error().code(), ErrorCode::kCorrupt);
}

TEST(Cursor, RefusesBytesThatAreTooFewOrTooMany) {
  const std::string bytes = encode(Cursor{.sequence = 5});
  EXPECT_EQ(decode_cursor(bytes.substr(1)).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(decode_cursor(bytes + "x").error().code(), ErrorCode::kCorrupt);
}

TEST(Cursor, RefusesNumbersThatNoVersionWrote) {
  std::string bytes;
  put_varint(bytes, 5);
  put_signed(bytes, 0);
  put_varint(bytes, 256);  // stages
  put_varint(bytes, 0);
  put_u64(bytes, 0);
  put_varint(bytes, 0);
  put_varint(bytes, 0);
  EXPECT_EQ(decode_cursor(bytes).error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace flowbridge
