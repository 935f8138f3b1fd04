#include "bridge/stage_queue.h"

#include "bridge/replay.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

/// A journal of two records that mean nothing to a destination, a grid and a lane.
class StageQueueTest : public testing::Test {
 protected:
  StageQueueTest() {
    Journal& journal = on_disk_.journal();
    journal.append(static_cast<std::uint8_t>(RecordType::kGrid), encode(GridRecord{{}, 15s}));
    journal.append(static_cast<std::uint8_t>(RecordType::kLane),
                   encode(LaneRecord{LaneId(0), {"flows", 0}, 0}));
    EXPECT_THAT(journal.commit(), IsOk());
  }

  Result<void> recover(const Cursor& cursor) {
    StageQueue queue(on_disk_.directory(), on_disk_.journal().index(), {});
    return queue.recover(cursor, {});
  }

  MemoryDisk disk_{1};
  JournalOnDisk on_disk_{disk_};
};

TEST_F(StageQueueTest, ACursorAtTheLastRecordIsFound) {
  EXPECT_THAT(recover({.sequence = 2, .stages_settled = kAllStages}), IsOk());
}

TEST_F(StageQueueTest, ACursorBeyondTheEndIsRefused) {
  EXPECT_THAT(recover({.sequence = 3, .stages_settled = kAllStages}),
              FailsWith(ErrorCode::kCorrupt, "beyond the journal's end: record 3"));
}

// Everything before the newest checkpoint may be gone, and nothing may have come after it yet.
TEST_F(StageQueueTest, ADestinationThatBeginsAtACheckpointNeedsNothingBeforeIt) {
  const Ledger ledger{LedgerOptions{}};
  on_disk_.checkpoint(encode_checkpoint(ledger, Accounts()));
  on_disk_.close();
  disk_.remove_file(segment_name(1));
  on_disk_.reopen();
  StageQueue queue(on_disk_.directory(), on_disk_.journal().index(), {});
  EXPECT_THAT(queue.recover(queue.begin_at_end(), {}), IsOk());
}

// Its tick was lost with the last group; the record that gets its number is another tick, of which
// no stage is settled.
TEST_F(StageQueueTest, ACursorInsideATickThatIsLostIsRefused) {
  EXPECT_THAT(recover({.sequence = 3, .stages_settled = 1}),
              FailsWith(ErrorCode::kCorrupt, "beyond the journal's end: record 3"));
}

}  // namespace
}  // namespace flowbridge
