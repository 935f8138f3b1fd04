#include "asndb/source_state.h"

#include "support/result_matchers.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

FetchedFile file(const std::string& etag) {
  return {.url = "https://a.example/asn.txt",
          .crc32c = 0xffffffff,
          .bytes = 6'210'814,
          .entries = 122'591,
          .etag = etag,
          .last_modified = "Mon, 28 Sep 2026 10:49:32 GMT",
          .edition = "1",
          .fetched_at = unix_ms(1),
          .full_copy_at = unix_ms(2)};
}

TEST(SourceState, IsReadBackAsItWas) {
  SourceState state;
  EXPECT_EQ(decode_source_state(encode_source_state(state)).value(), state);
  state.file = file("\"a\"");
  state.held_file = file("W/\"b\"");
  state.held = HeldEdition{EditionVerdict::kNamesLost, unix_ms(7), 2};
  state.checked_at = unix_ms(9);
  state.not_before = unix_ms(10);
  state.asked_by = "https://a.example/asn.txt";
  state.failures = 3;
  state.failure = "throttled";
  state.failure_detail = "status 429: \"später\"";
  state.shrunken_to = 61'000;
  EXPECT_EQ(decode_source_state(encode_source_state(state)).value(), state);
}

TEST(SourceState, OfAVersionBeforeIsRead) {
  const SourceState state =
      decode_source_state(R"({"not_before": 10, "failures": 3, "failure": "shrunken"})").value();
  EXPECT_EQ(state.failures, 3u);
  EXPECT_EQ(state.failure, "shrunken");
  EXPECT_EQ(state.failure_detail, "");
  EXPECT_EQ(state.asked_by, "");
  EXPECT_EQ(state.shrunken_to, std::nullopt);
  EXPECT_EQ(failure_text(state), "shrunken");
}

TEST(SourceState, AHeaderOfAnyBytesIsNoObstacle) {
  SourceState state;
  state.file = file("\"\xff\x01\"");
  EXPECT_TRUE(decode_source_state(encode_source_state(state)));
}

TEST(SourceState, WhatIsNoStateIsInvalid) {
  for (const char* text : {"", "{", "[]", "{}", "null", "{\"failures\": -1}",
                           "{\"failures\": 1, \"failure\": \"\", \"file\": 7}",
                           // A conversion would make something of these.
                           R"({"failures": 1e30, "failure": ""})",
                           R"({"failures": 1, "failure": "", "checked_at": 1e94})",
                           R"({"failures": 1, "failure": "", "checked_at": 253402300800000})"}) {
    EXPECT_THAT(decode_source_state(text), FailsWith(ErrorCode::kInvalid)) << text;
  }
}

}  // namespace
}  // namespace flowbridge
