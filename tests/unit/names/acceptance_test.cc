#include "names/acceptance.h"

#include "base/split_mix.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kAll = 120'000;
constexpr EditionLimits kLimits{.first_copy_min = 80'000, .canaries = true};

/// AS 1 to `count`, all named, with the canaries among them.
EditionEntries edition(std::uint32_t count = kAll) {
  EditionEntries entries;
  for (std::uint32_t i = 1; i <= count; ++i) entries.push_back({Asn(i), true, i});
  return entries;
}

EditionVerdict judge(const EditionEntries& before, const EditionEntries& after) {
  return judge_edition(compare_editions(before, after), kLimits);
}

/// 2020-01-17: a few lines more, and every third organisation gone.
EditionEntries with_names_lost(EditionEntries entries, std::uint32_t per_mille) {
  SplitMix64 random(1);
  for (EditionEntry& entry : entries) {
    if (random.below(1000) >= per_mille) continue;
    entry.named = false;
    entry.name_hash ^= 1;
  }
  const auto size = static_cast<std::uint32_t>(entries.size());
  for (std::uint32_t i = 1; i <= size / 125; ++i) entries.push_back({Asn(size + i), true, i});
  return entries;
}

TEST(Acceptance, AFirstCopyNeedsAFloorAndTheCanaries) {
  EXPECT_EQ(judge({}, edition()), EditionVerdict::kAccepted);
  EXPECT_EQ(judge({}, edition(79'999)), EditionVerdict::kTooFew);
  EditionEntries without = edition();
  without.erase(without.begin() + 15168);
  EXPECT_EQ(judge({}, without), EditionVerdict::kCanariesMissing);
}

TEST(Acceptance, AShrunkenEditionIsRefused) {
  EXPECT_EQ(judge(edition(), edition(kAll * 95 / 100)), EditionVerdict::kAccepted);
  EXPECT_EQ(judge(edition(), edition(kAll * 95 / 100 - 1)), EditionVerdict::kShrunken);
  EXPECT_EQ(judge(edition(), {}), EditionVerdict::kShrunken);
}

TEST(Acceptance, NamesLostAreSeenThoughThereAreMoreLines) {
  const EditionEntries lost = with_names_lost(edition(), 300);
  EXPECT_GT(lost.size(), kAll);
  EXPECT_EQ(judge(edition(), lost), EditionVerdict::kNamesLost);
}

TEST(Acceptance, ManyNewNamesAreHeldBack) {
  EditionEntries renamed = edition();
  for (std::uint32_t i = 0; i < kAll * 5 / 100; ++i) renamed[i].name_hash += 1'000'000;
  EXPECT_EQ(judge(edition(), renamed), EditionVerdict::kAccepted);
  renamed.back().name_hash = 7;
  EXPECT_EQ(judge(edition(), renamed), EditionVerdict::kNamesChanged);
}

TEST(Acceptance, AThousandOrdinaryDaysAreAccepted) {
  constexpr EditionLimits kAnyNumber{};
  SplitMix64 random(2);
  EditionEntries today = edition(kAll / 10);
  for (int day = 0; day < 1'000; ++day) {
    EditionEntries next;
    for (const EditionEntry& entry : today) {
      const std::uint32_t draw = random.below(100'000);
      if (draw < 100) continue;
      next.push_back(entry);
      if (draw > 99'500) ++next.back().name_hash;
    }
    const std::uint32_t last = next.back().asn.value();
    for (std::uint32_t i = 1; i <= random.below(30); ++i) {
      next.push_back({Asn(last + i), true, i});
    }
    ASSERT_EQ(judge_edition(compare_editions(today, next), kAnyNumber), EditionVerdict::kAccepted)
        << day;
    today = std::move(next);
  }
}

std::optional<HeldEdition> hold(EditionVerdict verdict, const std::optional<HeldEdition>& held,
                                const EditionEntries& before, const EditionEntries& after) {
  return hold_edition(verdict, unix_ms(5), held, compare_editions(before, after), kLimits);
}

TEST(Acceptance, TheThirdEditionThatAgreesIsTaken) {
  const EditionEntries first = edition();
  std::optional<HeldEdition> held = hold(EditionVerdict::kNamesChanged, {}, {}, first);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->editions, 1u);
  held = hold(EditionVerdict::kNamesChanged, held, first, first);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->editions, 2u);
  EXPECT_EQ(held->first_held_at, unix_ms(5));
  EXPECT_FALSE(hold(EditionVerdict::kNamesChanged, held, first, first));
}

TEST(Acceptance, AnEditionThatDisagreesBeginsAnew) {
  const HeldEdition held{EditionVerdict::kNamesChanged, unix_ms(1), 2};
  const std::optional<HeldEdition> next =
      hold(EditionVerdict::kNamesChanged, held, edition(), with_names_lost(edition(), 300));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->editions, 1u);
}

TEST(Acceptance, WhatLosesNamesIsNeverTakenByItself) {
  std::optional<HeldEdition> held;
  for (int day = 0; day < 100; ++day) {
    held = hold(EditionVerdict::kNamesLost, held, edition(), edition());
    ASSERT_TRUE(held);
  }
  EXPECT_EQ(held->editions, 100u);
}

}  // namespace
}  // namespace flowbridge
