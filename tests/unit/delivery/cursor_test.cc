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
  cursor.ticks_skipped = 1440;
  cursor.bytes_skipped = ~0ull;
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
  cursor.skip_until = unix_ms(1'700'000'300'000);
  EXPECT_EQ(*decode_cursor(encode(cursor)), cursor);
}

// Versions before gaps wrote no more than this, and it says the same.
TEST(Cursor, OfADestinationThatHasTakenEverythingEndsWithWhatItRejected) {
  const std::string bytes = encode(Cursor{.sequence = 5});
  Cursor behind{.sequence = 5, .ticks_skipped = 1};
  EXPECT_TRUE(encode(behind).starts_with(bytes));
  EXPECT_EQ(decode_cursor(bytes + std::string(3, '\0')).error().code(), ErrorCode::kCorrupt);
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
