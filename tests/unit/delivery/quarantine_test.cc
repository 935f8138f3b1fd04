#include "delivery/quarantine.h"

#include "base/coding.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr SeriesId kSeries{7};
const UnixTime kRefusedAt = unix_ms(1'700'000'040'000);

TEST(Quarantine, TriesARefusedSeriesAloneAfterAMinuteThenEverLater) {
  Quarantine quarantine;
  quarantine.put(kSeries, {.tick = kRefusedAt});
  EXPECT_TRUE(quarantine.members().contains(kSeries));
  EXPECT_THAT(quarantine.due(kRefusedAt + 59s), IsEmpty());
  UnixTime tick = kRefusedAt;
  for (const Duration wait : {Duration(1min), Duration(2min), Duration(4min), Duration(8min),
                              Duration(16min), Duration(32min), Duration(1h), Duration(1h)}) {
    EXPECT_THAT(quarantine.due(tick + wait - 1ms), IsEmpty());
    tick += wait;
    ASSERT_THAT(quarantine.due(tick), ElementsAre(kSeries));
    quarantine.refused(kSeries, tick);
  }
}

TEST(Quarantine, AKnownSeriesComesBackWithItsValueAtOnce_R21) {
  Quarantine quarantine;
  quarantine.put(kSeries, {.tick = kRefusedAt, .accepted_before = true});
  EXPECT_FALSE(quarantine.first_value_is_zero(kSeries));
  quarantine.accepted(kSeries, kRefusedAt + 1min);
  EXPECT_THAT(quarantine.members(), IsEmpty());
}

TEST(Quarantine, AnUnknownSeriesComesBackWithZeroAndSettlesFiveMinutes_R21) {
  Quarantine quarantine;
  quarantine.put(kSeries, {.tick = kRefusedAt, .accepted_before = false});
  EXPECT_TRUE(quarantine.first_value_is_zero(kSeries));
  const UnixTime back = kRefusedAt + 1min;
  quarantine.accepted(kSeries, back);
  EXPECT_TRUE(quarantine.members().contains(kSeries));
  EXPECT_THAT(quarantine.due(back + 1h), IsEmpty());
  quarantine.let_in(back + 5min - 1ms);
  EXPECT_TRUE(quarantine.members().contains(kSeries));
  quarantine.let_in(back + 5min);
  EXPECT_THAT(quarantine.members(), IsEmpty());
}

// Its 0 is there, its value is owed: until a tick with it is settled it is not like any other.
TEST(Quarantine, R21WhatIsLetInIsKeptUntilItsValueIsSettled) {
  Quarantine quarantine;
  quarantine.begin(kSeries, kRefusedAt);
  const UnixTime back = kRefusedAt + 5min;
  quarantine.let_in(back);
  EXPECT_THAT(quarantine.returning(), UnorderedElementsAre(kSeries));
  Quarantine after;
  ASSERT_TRUE(after.restore(quarantine.encode()));
  after.let_in(back);
  EXPECT_THAT(after.returning(), UnorderedElementsAre(kSeries));
  EXPECT_TRUE(after.forget_let_in());
  EXPECT_THAT(after.returning(), IsEmpty());
  EXPECT_THAT(after.entries(), IsEmpty());
  EXPECT_FALSE(after.forget_let_in());
}

TEST(Quarantine, R21ASeriesThatWasBornInAGapIsNotTriedAlone) {
  Quarantine quarantine;
  quarantine.begin(kSeries, kRefusedAt);
  EXPECT_TRUE(quarantine.members().contains(kSeries));
  EXPECT_THAT(quarantine.due(kRefusedAt + 24h), IsEmpty());
  EXPECT_FALSE(quarantine.first_value_is_zero(kSeries));
}

TEST(Quarantine, R21ASecondGapBeforeItsValueIsSentBeginsTheWaitAnew) {
  Quarantine quarantine;
  quarantine.begin(kSeries, kRefusedAt);
  quarantine.let_in(kRefusedAt + 5min);
  ASSERT_TRUE(quarantine.returning().contains(kSeries));
  quarantine.begin(kSeries, kRefusedAt + 6min);
  EXPECT_FALSE(quarantine.returning().contains(kSeries)) << "or it would be forgotten as settled";
  EXPECT_FALSE(quarantine.forget_let_in());
  EXPECT_TRUE(quarantine.members().contains(kSeries));
}

TEST(Quarantine, ARefusalEndsAReturn) {
  Quarantine quarantine;
  quarantine.begin(kSeries, kRefusedAt);
  quarantine.let_in(kRefusedAt + 5min);
  quarantine.put(kSeries, {.tick = kRefusedAt + 6min, .accepted_before = true});
  EXPECT_THAT(quarantine.returning(), IsEmpty());
  EXPECT_FALSE(quarantine.forget_let_in());
  EXPECT_THAT(quarantine.due(kRefusedAt + 7min), ElementsAre(kSeries));
}

TEST(Quarantine, SurvivesARestart) {
  Quarantine before;
  before.put(kSeries, {.tick = kRefusedAt, .accepted_before = false});
  before.put(SeriesId(9), {.tick = kRefusedAt});
  before.accepted(kSeries, kRefusedAt + 1min);
  Quarantine after;
  ASSERT_TRUE(after.restore(before.encode()));
  EXPECT_EQ(after.encode(), before.encode());
  EXPECT_EQ(after.members().size(), 2u);
}

TEST(Quarantine, RefusesBytesItDidNotWrite) {
  Quarantine quarantine;
  const Result<void> restored = quarantine.restore("\x05\x01");
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code(), ErrorCode::kCorrupt);
}

/// An entry of a file, as numbers that need not make sense.
struct Numbers {
  std::uint64_t series = 7;
  std::uint64_t accepted = 1;
  std::uint64_t refusals = 1;
  std::uint64_t returning = 0;
};

std::string file_of(const Numbers& numbers) {
  std::string bytes;
  put_varint(bytes, 1);
  put_varint(bytes, numbers.series);
  put_varint(bytes, numbers.accepted);
  put_signed(bytes, 0);
  put_varint(bytes, numbers.refusals);
  put_varint(bytes, numbers.returning);
  put_signed(bytes, 0);
  return bytes;
}

TEST(Quarantine, RefusesNumbersThatItDoesNotWrite) {
  const auto is_restored = [](const Numbers& numbers) {
    return Quarantine().restore(file_of(numbers)).has_value();
  };
  EXPECT_TRUE(is_restored({}));
  EXPECT_FALSE(is_restored({.series = std::uint64_t{1} << 32}));
  EXPECT_FALSE(is_restored({.accepted = 2}));
  EXPECT_FALSE(is_restored({.refusals = std::uint64_t{1} << 31}));
  EXPECT_FALSE(is_restored({.refusals = 0}));
  EXPECT_TRUE(is_restored({.refusals = 0, .returning = 1}));
  EXPECT_FALSE(is_restored({.accepted = 0, .returning = 1}));
}

TEST(Quarantine, WhatIsRefusedChangesNothing) {
  Quarantine quarantine;
  quarantine.put(kSeries, {.tick = kRefusedAt});
  const std::string before = quarantine.encode();
  EXPECT_FALSE(quarantine.restore(file_of({.series = 9}) + "more"));
  EXPECT_EQ(quarantine.encode(), before);
}

TEST(Quarantine, CountsRefusalsNoFurtherThanItReadsThem) {
  Quarantine quarantine;
  ASSERT_TRUE(quarantine.restore(file_of({.refusals = 1'000'000})));
  quarantine.refused(kSeries, kRefusedAt);
  EXPECT_EQ(quarantine.entries().at(kSeries).refusals, 1'000'000);
  EXPECT_TRUE(Quarantine().restore(quarantine.encode()));
}

}  // namespace
}  // namespace flowbridge
