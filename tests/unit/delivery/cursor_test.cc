#include "delivery/cursor.h"

#include "base/coding.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Cursor, ComesBack) {
  const Cursor cursor{.sequence = 1ull << 60,
                      .tick = unix_ms(1'700'000'000'000),
                      .stages_settled = kAllStages,
                      .measures_contacted = 7,
                      .labels_hash = ~0ull,
                      .delivered = 1ull << 52,
                      .rejected = 3};
  const Result<Cursor> again = decode_cursor(encode(cursor));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, cursor);
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
