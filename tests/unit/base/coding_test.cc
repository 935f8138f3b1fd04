#include "base/coding.h"

#include <limits>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Coding, FixedIntegersAreLittleEndian) {
  std::string out;
  put_u32(out, 0x01020304);
  put_u64(out, 0x05);
  EXPECT_EQ(out, std::string("\x04\x03\x02\x01\x05\0\0\0\0\0\0\0", 12));
}

TEST(Coding, VarintsComeBack) {
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                    std::uint64_t{300}, std::uint64_t{1} << 35, kMax}) {
    std::string out;
    put_varint(out, value);
    ByteReader in(out);
    EXPECT_EQ(in.varint(), value);
    EXPECT_TRUE(in.ok() && in.empty()) << value;
  }
}

TEST(Coding, SignedVarintsComeBackAndSmallOnesAreShort) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    std::string out;
    put_signed(out, value);
    ByteReader in(out);
    EXPECT_EQ(in.signed_varint(), value);
    EXPECT_TRUE(in.ok() && in.empty()) << value;
  }
  std::string small;
  put_signed(small, -64);
  EXPECT_EQ(small.size(), 1u);
}

TEST(Coding, ReadingPastTheEndFailsForGood) {
  ByteReader in(
      "\x05"
      "ab");
  EXPECT_EQ(in.string(), "");
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.u8(), 0);
  EXPECT_FALSE(in.ok());
}

// Every number has one spelling, so that what is read and written again is the same bytes.
TEST(Coding, AVarintWithBytesThatItDoesNotNeedIsRefused) {
  for (const std::string& bytes : {std::string("\x80\x00", 2), std::string("\xff\x80\x00", 3)}) {
    ByteReader in(bytes);
    EXPECT_EQ(in.varint(), 0u);
    EXPECT_FALSE(in.ok());
  }
}

TEST(Coding, ATimeBeyondTheYear9999IsRefused) {
  const auto is_read = [](UnixTime time) {
    std::string out;
    put_time(out, time);
    ByteReader in(out);
    return in.time() == time && in.ok();
  };
  EXPECT_TRUE(is_read(unix_ms(1'700'000'010'000)));
  EXPECT_TRUE(is_read(UnixTime(kCodedTimeMax)));
  EXPECT_TRUE(is_read(UnixTime(-kCodedTimeMax)));
  EXPECT_FALSE(is_read(UnixTime(kCodedTimeMax) + 1ms));
  EXPECT_FALSE(is_read(UnixTime::max()));
  EXPECT_FALSE(is_read(UnixTime::min()));
}

TEST(Coding, AVarintOfElevenBytesIsRefused) {
  ByteReader in("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(in.varint(), 0u);
  EXPECT_FALSE(in.ok());
}

}  // namespace
}  // namespace flowbridge
