#include "journal/format.h"

#include "base/coding.h"
#include "base/crc32c.h"
#include "support/result_matchers.h"

#include <limits>

namespace flowbridge {
namespace {

TEST(JournalFormat, NamesHaveTwentyDigitsAndComeBack) {
  EXPECT_EQ(segment_name(42), "00000000000000000042.log");
  EXPECT_EQ(checkpoint_name(42), "00000000000000000042.ckpt");
  constexpr auto kMax = std::numeric_limits<Sequence>::max();
  EXPECT_EQ(parse_segment_name(segment_name(kMax)), kMax);
  EXPECT_EQ(parse_checkpoint_name(checkpoint_name(1)), 1u);
}

TEST(JournalFormat, OtherNamesAreNoneOfOurs) {
  for (const char* name :
       {"", "LOCK", "42.log", "00000000000000000042.ckpt", "00000000000000000042.log.tmp",
        "0000000000000000004x.log", "00000000000000000000.log", "99999999999999999999.log",
        "-0000000000000000042.log"}) {
    EXPECT_EQ(parse_segment_name(name), std::nullopt) << name;
  }
}

TEST(JournalFormat, ASegmentHeaderIsByteForByteThatOfThePage) {
  std::string expected = "FBSEG\r\n\x1a";
  put_u32(expected, 1);
  put_u32(expected, 0xabcd);
  put_u64(expected, 42);
  put_u64(expected, 7);
  put_u64(expected, 900);
  put_u32(expected, crc32c(expected));
  const SegmentHeader header{
      .first = 42, .link = {.previous_first = 7, .previous_bytes = 900, .previous_crc = 0xabcd}};
  EXPECT_EQ(encode_segment_header(header), expected);
  const Result<SegmentHeader> parsed = parse_segment_header(expected, segment_name(42));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->first, 42u);
  EXPECT_EQ(parsed->link, header.link);
}

TEST(JournalFormat, ACheckpointHeaderIsByteForByteThatOfThePage) {
  std::string expected = "FBCKP\r\n\x1a";
  put_u32(expected, 1);
  put_u32(expected, 0xabcd);
  put_u64(expected, 42);
  put_u64(expected, 5);
  put_u32(expected, crc32c(expected));
  const CheckpointHeader header{.sequence = 42, .previous_crc = 0xabcd, .state_bytes = 5};
  EXPECT_EQ(encode_checkpoint_header(header), expected);
  const Result<CheckpointHeader> parsed = parse_checkpoint_header(expected, checkpoint_name(42));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->sequence, 42u);
  EXPECT_EQ(parsed->previous_crc, 0xabcdu);
  EXPECT_EQ(parsed->state_bytes, 5u);
}

TEST(JournalFormat, AHeaderOfAnotherFileIsDamage) {
  const std::string bytes = encode_segment_header({.first = 42});
  EXPECT_THAT(parse_segment_header(bytes, segment_name(43)),
              FailsWith(ErrorCode::kCorrupt,
                        segment_name(43) + ": byte 0: the header is that of " + segment_name(42)));
}

TEST(JournalFormat, ANewerHeaderIsUnsupportedNotDamaged) {
  std::string bytes = encode_segment_header({.first = 42});
  bytes.resize(bytes.size() - sizeof(std::uint32_t));
  bytes[8] = 2;
  put_u32(bytes, crc32c(bytes));
  EXPECT_THAT(parse_segment_header(bytes, segment_name(42)),
              FailsWith(ErrorCode::kUnsupported, "format version 2, this program reads up to 1"));
}

TEST(JournalFormat, AFrameIsByteForByteThatOfThePage) {
  constexpr std::uint32_t kSegmentCrc = 0x1234;
  std::string expected = "\xfbREC";
  put_u32(expected, 5);
  put_u64(expected, 42);
  put_u32(expected, 0);
  expected += std::string("\x09\x01\x00\x00", 4);  // type, flags: ends the group, zero
  expected += "hello";
  put_u32(expected, crc32c(expected, kSegmentCrc));

  std::string group;
  append_frame(group, {.sequence = 42, .type = 9, .payload = "hello"});
  const std::uint32_t crc = seal_group(group, kSegmentCrc);
  EXPECT_EQ(group, expected);
  const ParsedFrame parsed = parse_frame(expected, kSegmentCrc);
  ASSERT_EQ(parsed.state, FrameState::kWhole);
  EXPECT_EQ(parsed.frame.sequence, 42u);
  EXPECT_EQ(parsed.frame.type, 9);
  EXPECT_TRUE(parsed.frame.ends_group);
  EXPECT_EQ(parsed.frame.payload, "hello");
  EXPECT_EQ(parsed.frame.crc, crc);
  EXPECT_EQ(parsed.frame.bytes(), expected.size());
}

TEST(JournalFormat, OnlyTheLastFrameEndsItsGroup) {
  std::string group;
  append_frame(group, {.sequence = 42, .index_in_group = 0, .type = 1, .payload = "a"});
  append_frame(group, {.sequence = 43, .index_in_group = 1, .type = 1, .payload = ""});
  seal_group(group, 0);
  const ParsedFrame first = parse_frame(group, 0);
  ASSERT_EQ(first.state, FrameState::kWhole);
  EXPECT_FALSE(first.frame.ends_group);
  const ParsedFrame second = parse_frame(std::string_view(group).substr(first.frame.bytes()), 0);
  ASSERT_EQ(second.state, FrameState::kWhole);
  EXPECT_TRUE(second.frame.ends_group);
  EXPECT_EQ(second.frame.group_first(), 42u);
}

TEST(JournalFormat, AFrameOfAnotherSegmentIsDamaged) {
  std::string group;
  append_frame(group, {.sequence = 42, .type = 9, .payload = "hello"});
  seal_group(group, 1);
  EXPECT_EQ(parse_frame(group, 2).state, FrameState::kDamaged);
}

TEST(JournalFormat, EveryCutFrameIsShortAndSaysHowMuchItNeeds) {
  std::string group;
  append_frame(group, {.sequence = 42, .type = 9, .payload = "hello"});
  seal_group(group, 1);
  for (std::size_t cut = 0; cut < group.size(); ++cut) {
    const ParsedFrame parsed = parse_frame(std::string_view(group).substr(0, cut), 1);
    EXPECT_EQ(parsed.state, FrameState::kShort) << cut;
    EXPECT_EQ(parsed.bytes_needed, cut < kFrameHeaderBytes ? kFrameHeaderBytes : group.size());
  }
}

TEST(JournalFormat, NoFlippedBitGoesUnseen) {
  std::string group;
  append_frame(group, {.sequence = 42, .type = 9, .payload = "hello"});
  seal_group(group, 1);
  for (std::size_t bit = 0; bit < group.size() * 8; ++bit) {
    std::string flipped = group;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(parse_frame(flipped, 1).state, FrameState::kWhole) << bit;
  }
}

}  // namespace
}  // namespace flowbridge
