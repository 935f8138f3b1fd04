#include "property/journal_history.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

constexpr std::uint64_t kSeeds = 2500;
constexpr std::uint64_t kCanarySeeds = 50;

TEST(JournalCrash, EveryHistoryEndsWithWhatWasCommitted) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const std::optional<std::string> violation = run_journal_history({.seed = seed});
    ASSERT_EQ(violation, std::nullopt) << "seed " << seed << ": " << *violation;
  }
}

// If this one fails, the test above proves nothing.
TEST(JournalCrash, ADiskThatIgnoresSyncsIsNoticed) {
  std::uint64_t noticed = 0;
  for (std::uint64_t seed = 0; seed < kCanarySeeds; ++seed) {
    if (run_journal_history({.seed = seed, .disk_ignores_syncs = true})) ++noticed;
  }
  EXPECT_GT(noticed, kCanarySeeds / 2);
}

// Deleting is several steps; a random history stops between any two of them too seldom.
TEST(JournalCrash, ThePowerMayGoDuringAnyStepOfDeleting) {
  constexpr std::uint64_t kStepsMax = 12;
  for (std::uint64_t seed = 0; seed < 100 * kStepsMax; ++seed) {
    MemoryDisk disk(seed);
    JournalOnDisk on_disk(disk);
    // The oldest segment that goes has a checkpoint of its own.
    on_disk.journal().index().set_floor("slow", 2);
    for (int i = 1; i <= 4; ++i) {
      on_disk.commit({std::to_string(i)});
      on_disk.checkpoint("after " + std::to_string(i));
    }
    on_disk.journal().index().set_floor("slow", 5);
    disk.power_off_after(seed % kStepsMax);
    static_cast<void>(on_disk.journal().trim().has_value());
    disk.crash();
    ASSERT_THAT(on_disk.try_reopen(), IsOk()) << "seed " << seed;
    EXPECT_EQ(on_disk.state(), "after 4");
    EXPECT_EQ(on_disk.texts(4), std::vector<std::string>{"4"});
  }
}

}  // namespace
}  // namespace flowbridge
