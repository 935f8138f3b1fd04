#include "decode/framing.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

void check(std::string_view payload, EntryKind kind, std::string_view text) {
  const Entry entry = first_entry(payload);
  EXPECT_EQ(entry.kind, kind) << payload;
  EXPECT_EQ(entry.text, text) << payload;
}

TEST(Framing, AnEntryEndsWithTheBracketThatClosesItsFirst) {
  check(R"({"a":1}{"b":2})", EntryKind::kObject, R"({"a":1})");
  check(R"({"a":{"b":[]}} rest)", EntryKind::kObject, R"({"a":{"b":[]}})");
  check(R"([{}]{})", EntryKind::kArray, "[{}]");
}

TEST(Framing, BracketsInStringsDoNotCount) {
  check(R"({"a}":"]"}x)", EntryKind::kObject, R"({"a}":"]"})");
  check(R"({"a":"\"}"}x)", EntryKind::kObject, R"({"a":"\"}"})");
  check(R"({"a":"\\"}x)", EntryKind::kObject, R"({"a":"\\"})");
}

TEST(Framing, WhatIsInsideNeedNotBeJson) {
  check("{]{}", EntryKind::kObject, "{]");
  check("{,,}{}", EntryKind::kObject, "{,,}");
}

TEST(Framing, AnEntryThatNeverEndsTakesTheRest) {
  check("{", EntryKind::kTruncated, "{");
  check(R"({"a":1 {"b":2})", EntryKind::kTruncated, R"({"a":1 {"b":2})");
  check(R"({"a})", EntryKind::kTruncated, R"({"a})");
  check(R"({"a\)", EntryKind::kTruncated, R"({"a\)");
  check("[1,2", EntryKind::kTruncated, "[1,2");
}

TEST(Framing, WithoutABracketTheRestIsOneEntry) {
  check("null {}", EntryKind::kRemainder, "null {}");
  check("} {}", EntryKind::kRemainder, "} {}");
  check(R"("{}")", EntryKind::kRemainder, R"("{}")");
}

TEST(Framing, BlanksAreJsonsFour) {
  EXPECT_EQ(skip_blanks(" \t\r\n x "), "x ");
  EXPECT_EQ(skip_blanks(" \n"), "");
  EXPECT_EQ(skip_blanks("\v x"), "\v x");
  EXPECT_EQ(trim_blanks_right(" x \t\r\n"), " x");
  EXPECT_EQ(trim_blanks_right("  "), "");
}

}  // namespace
}  // namespace flowbridge
