// A journal of several segments and checkpoints, damaged in thousands of ways: what opens is true,
// and what is not true is refused with the file named. The smallest journal has its every bit and
// byte tried in tests/unit/journal/damage_test.cc.

#include "base/split_mix.h"
#include "journal/verify.h"
#include "property/damage.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::uint64_t kSeeds = 40'000;

/// What a journal must say, whatever was done to its files.
struct Truth {
  /// texts[i] is that of record i + 1.
  std::vector<std::string> texts;
  /// The sequences at which a group may end: that of the record after it.
  std::vector<Sequence> group_ends{kFirstSequence};
  std::map<Sequence, std::string> states;

  Sequence next() const { return texts.size() + 1; }
  bool is_group_end(Sequence next) const {
    return std::find(group_ends.begin(), group_ends.end(), next) != group_ends.end();
  }
  /// Where the log ends if its last groups are cut.
  Sequence without_last_groups(std::uint64_t groups) const {
    return group_ends[group_ends.size() - 1 - groups];
  }
};

/// One life of a journal: 40 groups in about 10 segments, 4 checkpoints, nothing deleted, for a
/// destination stands at the beginning.
struct Life {
  explicit Life(const std::string& word) {
    MemoryDisk disk(1);
    JournalOnDisk on_disk(disk, {.segment_bytes = 400});
    on_disk.journal().index().set_floor("slow", kFirstSequence);
    SplitMix64 random(7);
    for (int group = 0; group < 40; ++group) {
      std::vector<std::string> texts;
      for (std::uint64_t i = 1 + random.next() % 3; i > 0; --i) {
        texts.push_back(word + std::to_string(truth.next() + texts.size()) +
                        std::string(random.next() % 60, '.'));
      }
      on_disk.commit(texts);
      truth.texts.insert(truth.texts.end(), texts.begin(), texts.end());
      truth.group_ends.push_back(truth.next());
      if (group == 30) older = disk.files();
      if (group % 10 != 7) continue;
      truth.states[truth.next()] = word + "before " + std::to_string(truth.next());
      on_disk.checkpoint(truth.states.rbegin()->second);
    }
    files = disk.files();
  }

  Truth truth;
  Files files;
  /// The same at group 30.
  Files older;
};

class JournalDamage : public testing::Test {
 protected:
  const Truth& truth() const { return life_.truth; }
  const Files& files() const { return life_.files; }
  std::string last_segment() const {
    std::string last;
    for (const auto& [name, contents] : files()) {
      if (name.ends_with(".log")) last = name;
    }
    return last;
  }

  /// What is read from a record on is the truth, up to the journal's end. Readers may be told that
  /// there is damage, or that what they want is gone.
  void expect_truth_from(JournalReader& reader, Sequence from, Sequence next) {
    if (!reader.seek(from)) return;
    while (true) {
      const Result<std::optional<JournalRecord>> record = reader.next();
      if (!record) {
        EXPECT_THAT(record, FailsWith(ErrorCode::kCorrupt, ".log: byte "));
        return;
      }
      if (!*record) {
        EXPECT_EQ(reader.position(), next);
        return;
      }
      ASSERT_EQ((*record)->payload, truth().texts[(*record)->sequence - 1]);
    }
  }

  /// Whatever checkpoint a restart or a destination would begin with is that of its record.
  void expect_true_states(const JournalReader& reader) {
    for (const auto& [sequence, state] : truth().states) {
      const auto checkpoint = reader.newest_checkpoint_at_or_before(sequence);
      ASSERT_THAT(checkpoint, IsOk());
      if (!*checkpoint) continue;
      ASSERT_EQ((*checkpoint)->state, truth().states.at((*checkpoint)->sequence));
    }
  }

  /// Returns whether it opened.
  bool expect_true_or_told(const Damaged& damaged) {
    MemoryDisk disk(1);
    for (const auto& [name, contents] : damaged.files) disk.put_file(name, contents);
    const std::unique_ptr<Directory> directory = disk.root();
    const VerifyReport report = verify_journal(*directory);
    const Result<std::unique_ptr<Journal>> opened = Journal::open(*directory, {});
    if (!opened) {
      EXPECT_THAT(opened, FailsWith(ErrorCode::kCorrupt, ": byte "));
      EXPECT_TRUE(report.problem) << "verify passes what is refused";
      EXPECT_EQ(disk.files(), damaged.files);
      return false;
    }
    const JournalRecovery& recovery = (*opened)->recovery();
    EXPECT_TRUE(truth().is_group_end(recovery.next)) << recovery.next;
    // A group whose every bit is there is cut only if no whole one lies behind it, so it takes a
    // bit of each group to cut several.
    EXPECT_TRUE(damaged.lost_bytes || recovery.next >= truth().without_last_groups(damaged.flips));
    JournalReader reader(*directory, (*opened)->index());
    expect_truth_from(reader, recovery.checkpoint.value_or(kFirstSequence), recovery.next);
    expect_truth_from(reader, kFirstSequence, recovery.next);
    expect_true_states(reader);
    if (report.problem) return true;
    EXPECT_EQ(report.warnings, recovery.warnings);
    EXPECT_EQ(report.next, recovery.next);
    EXPECT_EQ(report.torn_bytes, recovery.torn_bytes);
    return true;
  }

 private:
  const Life life_{"record "};
};

TEST_F(JournalDamage, TheUndamagedJournalIsWhatItShouldBe) {
  EXPECT_TRUE(expect_true_or_told({.files = files(), .what = ""}));
  EXPECT_EQ(truth().states.size(), 4u);
  EXPECT_GE(files().size(), 12u);
}

// A prefix of whole groups, or a refusal that names the file: at every byte.
TEST_F(JournalDamage, ALastSegmentCutAnywhereLeavesWholeGroups) {
  const std::string whole = files().at(last_segment());
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    Damaged cut{.files = files(), .what = "cut at " + std::to_string(size), .lost_bytes = true};
    cut.files[last_segment()].resize(size);
    SCOPED_TRACE(cut.what);
    // With nothing but a part of its header the segment was being made, and the one before it is
    // the last; unless a checkpoint stands at its beginning.
    const bool begins_with_checkpoint =
        truth().states.count(*parse_segment_name(last_segment())) > 0;
    EXPECT_EQ(expect_true_or_told(cut), !begins_with_checkpoint || size >= kSegmentHeaderBytes);
  }
}

TEST_F(JournalDamage, NothingIsEverSilentlyWrong) {
  const Life other("other ");
  const Life before("record ");
  const auto anything = [](const std::string&) { return true; };
  std::uint64_t opened = 0;
  for (std::uint64_t seed = 0; seed < kSeeds && !HasFailure(); ++seed) {
    const Files& older = seed % 2 == 0 ? before.older : other.files;
    const Damaged damaged = damage({files(), older, anything}, seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + damaged.what);
    if (expect_true_or_told(damaged)) ++opened;
  }
  // Both happen often, or the seeds prove little.
  EXPECT_GT(opened, kSeeds / 20);
  EXPECT_LT(opened, kSeeds * 19 / 20);
}

}  // namespace
}  // namespace flowbridge
