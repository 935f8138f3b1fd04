#include "relabel/collision_guard.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr ClaimantId kFirst{1};
constexpr ClaimantId kSecond{2};
constexpr ClaimantId kThird{3};

std::uint64_t no_hash(const LabelSet&) {
  return 0;
}

/// Series by their numbers, and one letter for the labels of each. Run with a hash that tells
/// nothing too.
class CollisionGuardTest : public testing::TestWithParam<CollisionGuard::Hash> {
 protected:
  ClaimantId claim(ClaimantId claimant, char letter) {
    letters_[claimant] = letter;
    return guard_.claim(claimant, labels(letter));
  }

  static LabelSet labels(char letter) {
    return {{"__name__", "m"}, {"label", std::string(1, letter)}};
  }

  std::map<ClaimantId, char> letters_;
  CollisionGuard guard_{[this](ClaimantId id) { return labels(letters_.at(id)); }, GetParam()};
};

INSTANTIATE_TEST_SUITE_P(AnyHash, CollisionGuardTest,
                         testing::Values(&CollisionGuard::hash_of, &no_hash),
                         [](const auto& instance) {
                           return instance.index == 0 ? "Hash" : "NoHash";
                         });

TEST_P(CollisionGuardTest, LabelsAreOfWhoClaimsThemFirst) {
  EXPECT_EQ(claim(kFirst, 'a'), kFirst);
  EXPECT_EQ(claim(kSecond, 'a'), kFirst);
  EXPECT_EQ(claim(kThird, 'b'), kThird);
  EXPECT_EQ(claim(kSecond, 'b'), kThird);
  EXPECT_EQ(guard_.held_count(), 2U);
}

TEST_P(CollisionGuardTest, ClaimingAgainChangesNothing) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(claim(kFirst, 'a'), kFirst);
    EXPECT_EQ(claim(kSecond, 'b'), kSecond);
    EXPECT_EQ(claim(kThird, 'c'), kThird);
  }
  EXPECT_EQ(guard_.held_count(), 3U);
}

TEST_P(CollisionGuardTest, ReleasedLabelsAreOfWhoClaimsThemNext) {
  claim(kFirst, 'a');
  claim(kSecond, 'a');
  guard_.release(kFirst);
  EXPECT_EQ(guard_.held_count(), 0U);
  EXPECT_EQ(claim(kSecond, 'a'), kSecond);
  EXPECT_EQ(claim(kFirst, 'a'), kSecond);
}

TEST_P(CollisionGuardTest, ReleasingOneThatWasRefusedTakesNothingFromTheOther) {
  claim(kFirst, 'a');
  claim(kSecond, 'a');
  guard_.release(kSecond);
  EXPECT_EQ(claim(kThird, 'a'), kFirst);
}

TEST_P(CollisionGuardTest, ReleasingOneThatClaimedNothingChangesNothing) {
  letters_[kThird] = 'c';
  guard_.release(kThird);
  claim(kFirst, 'a');
  claim(kSecond, 'b');
  guard_.release(kThird);
  EXPECT_EQ(guard_.held_count(), 2U);
}

TEST_P(CollisionGuardTest, AfterARenamingTheOtherLabelsAreHeld) {
  claim(kFirst, 'a');
  guard_.release(kFirst);
  EXPECT_EQ(claim(kFirst, 'b'), kFirst);
  EXPECT_EQ(claim(kSecond, 'a'), kSecond);
  EXPECT_EQ(claim(kThird, 'b'), kFirst);
}

// Against a map from labels to who has them, drawn from a fixed seed.
TEST_P(CollisionGuardTest, IsWhatAMapOfLabelsWouldBe) {
  std::mt19937 random(1);
  std::map<char, ClaimantId> holders;
  for (int i = 0; i < 20'000; ++i) {
    const ClaimantId id{random() % 20};
    const auto held =
        std::ranges::find(holders, id, [](const auto& entry) { return entry.second; });
    if (held != holders.end() && random() % 2 == 0) {
      guard_.release(id);
      holders.erase(held);
    } else {
      const char letter =
          held != holders.end() ? held->first : static_cast<char>('a' + random() % 10);
      ASSERT_EQ(claim(id, letter), holders.try_emplace(letter, id).first->second) << i;
    }
    ASSERT_EQ(guard_.held_count(), holders.size()) << i;
  }
}

TEST(CollisionGuardHash, TellsWhereANameEnds) {
  EXPECT_NE(CollisionGuard::hash_of({{"ab", "c"}}), CollisionGuard::hash_of({{"a", "bc"}}));
  EXPECT_NE(CollisionGuard::hash_of({{"a", "b"}, {"c", "d"}}),
            CollisionGuard::hash_of({{"a", "b"}}));
  EXPECT_EQ(CollisionGuard::hash_of({{"a", "b"}}), CollisionGuard::hash_of({{"a", "b"}}));
}

}  // namespace
}  // namespace flowbridge
