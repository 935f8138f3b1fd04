#include "base/gunzip.h"

#include "support/gzip.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint64_t kMax = 1'000'000;

/// What comes out of a stream given in pieces of `step` bytes; the outcome of the last one given.
struct Inflated {
  GunzipOutcome outcome = GunzipOutcome::kGood;
  std::string text;
  bool may_end = false;
};

Inflated inflate_in_steps(std::string_view stream, std::size_t step, std::uint64_t bytes_max) {
  Gunzip gunzip;
  Inflated result;
  while (!stream.empty() && result.outcome == GunzipOutcome::kGood) {
    result.outcome = gunzip.add(stream.substr(0, step), bytes_max, result.text);
    stream.remove_prefix(std::min(step, stream.size()));
  }
  result.may_end = gunzip.may_end();
  return result;
}

std::string some_lines() {
  std::string text;
  for (int asn = 1; asn < 9'000; ++asn) text += std::to_string(asn) + " NAME - A name, ZZ\n";
  return text;
}

TEST(Gunzip, InflatesHoweverItIsCutIntoPieces) {
  const std::string text = some_lines();
  const std::string stream = gzip(text);
  for (const std::size_t step :
       {std::size_t{1}, std::size_t{7}, std::size_t{16'384}, stream.size()}) {
    const Inflated got = inflate_in_steps(stream, step, kMax);
    EXPECT_EQ(got.outcome, GunzipOutcome::kGood) << step;
    EXPECT_EQ(got.text, text) << step;
    EXPECT_TRUE(got.may_end) << step;
  }
}

TEST(Gunzip, MayNotEndBeforeItsLastByte) {
  const std::string stream = gzip("a short text");
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const Inflated got = inflate_in_steps(stream.substr(0, size), 5, kMax);
    EXPECT_EQ(got.outcome, GunzipOutcome::kGood) << size;
    EXPECT_FALSE(got.may_end) << size;
  }
}

TEST(Gunzip, TakesSeveralMembersAsOneStream) {
  const std::string stream = gzip("one,") + gzip("") + gzip("two");
  for (const std::size_t step : {std::size_t{1}, stream.size()}) {
    const Inflated got = inflate_in_steps(stream, step, kMax);
    EXPECT_EQ(got.text, "one,two");
    EXPECT_TRUE(got.may_end);
  }
  EXPECT_FALSE(inflate_in_steps(stream.substr(0, stream.size() - 1), 9, kMax).may_end);
}

TEST(Gunzip, RefusesWhatIsNotGzip) {
  EXPECT_EQ(inflate_in_steps("<html>", 99, kMax).outcome, GunzipOutcome::kBroken);
  EXPECT_EQ(inflate_in_steps(gzip("one") + "two", 99, kMax).outcome, GunzipOutcome::kBroken);
}

TEST(Gunzip, RefusesDamageThatChangesTheText) {
  const std::string text = "a short text";
  const std::string stream = gzip(text);
  for (std::size_t at = 0; at < stream.size(); ++at) {
    std::string damaged = stream;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const Inflated got = inflate_in_steps(damaged, 99, kMax);
    const bool is_taken = got.outcome == GunzipOutcome::kGood && got.may_end;
    EXPECT_TRUE(!is_taken || got.text == text) << at;
  }
}

TEST(Gunzip, TakesAsMuchAsIsAllowedAndNotOneByteMore) {
  const std::string text = some_lines();
  const std::string stream = gzip(text);
  EXPECT_EQ(inflate_in_steps(stream, 999, text.size()).outcome, GunzipOutcome::kGood);
  const Inflated more = inflate_in_steps(stream, 999, text.size() - 1);
  EXPECT_EQ(more.outcome, GunzipOutcome::kTooLarge);
  EXPECT_EQ(more.text.size(), text.size()) << "it stops at once";
}

TEST(Gunzip, StopsABombInTime) {
  const std::string bomb = gzip(std::string(20'000'000, '\0'));
  ASSERT_LT(bomb.size(), 40'000u);
  const Inflated got = inflate_in_steps(bomb, bomb.size(), kMax);
  EXPECT_EQ(got.outcome, GunzipOutcome::kTooLarge);
  EXPECT_EQ(got.text.size(), kMax + 1);
  EXPECT_LT(got.text.capacity(), 4 * kMax);
}

TEST(Gunzip, AllowsNothingButAnEmptyStreamIfNothingIsAllowed) {
  EXPECT_EQ(inflate_in_steps(gzip(""), 99, 0).outcome, GunzipOutcome::kGood);
  EXPECT_EQ(inflate_in_steps(gzip("a"), 99, 0).outcome, GunzipOutcome::kTooLarge);
}

}  // namespace
}  // namespace flowbridge
