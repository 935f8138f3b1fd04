#include "state/survey.h"

#include "delivery/label_claims.h"
#include "journal/checkpoint.h"
#include "journal/cursor.h"
#include "unit/state/state_world.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kCursor = "destinations/default/cursor";
constexpr const char* kQuarantine = "destinations/default/quarantine";
constexpr const char* kLabelClaims = "destinations/default/label-claims";

/// "<file>[: byte <n>]: <what>" of each finding.
std::vector<std::string> findings(const StateSurvey& survey) {
  std::vector<std::string> lines;
  for (const Finding& finding : survey.findings) {
    EXPECT_FALSE(finding.advice.empty());
    lines.push_back(to_text(finding).substr(0, to_text(finding).find('\n')));
  }
  return lines;
}

WorldOptions many_checkpoints() {
  WorldOptions options = small_segments();
  options.ingest.checkpoint_after_bytes = 2048;
  return options;
}

TEST(StateSurvey, WhatABridgeLeftIsWholeAndAddsUpToWhatItHad) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto world = idle_world(seed, many_checkpoints());
    const std::string ledger = world->ingest().ledger().encode_state();
    world->stop();
    const StateSurvey survey = surveyed(world->disk);
    EXPECT_THAT(findings(survey), IsEmpty());
    EXPECT_FALSE(survey.nothing);
    EXPECT_EQ(survey.in_use_by, std::nullopt);
    EXPECT_GT(survey.journal.segments.size(), 1u);
    EXPECT_GT(survey.checkpoints.size(), 1u);
    ASSERT_TRUE(survey.ledger && survey.accounts);
    EXPECT_EQ(survey.ledger->encode_state(), ledger);
    ASSERT_EQ(survey.destinations.size(), 1u);
    EXPECT_EQ(survey.destinations[0].ticks_behind, 0u);
  }
}

TEST(StateSurvey, CrashesLeaveNothingThatItCallsDamage) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    BridgeWorld world(seed, small_segments());
    world.produce(1000);
    for (int i = 0; i < 6; ++i) {
      world.disk.power_off_after(seed * 7 + static_cast<std::uint64_t>(i) * 3);
      world.run(30);
      world.crash();
    }
    world.stop();
    EXPECT_THAT(findings(surveyed(world.disk)), IsEmpty()) << "seed " << seed;
  }
}

TEST(StateSurvey, OneInUseIsReadAllTheSame) {
  BridgeWorld world(1, small_segments());
  world.produce(500);
  for (int i = 0; i < 50; ++i) {
    world.run(3);
    const StateSurvey survey = surveyed(world.disk);
    EXPECT_NE(survey.in_use_by, std::nullopt);
    EXPECT_THAT(findings(survey), IsEmpty());
  }
}

TEST(StateSurvey, AnEmptyDirectoryHoldsNothing) {
  MemoryDisk disk(1);
  const StateSurvey survey = surveyed(disk);
  EXPECT_TRUE(survey.nothing);
  EXPECT_THAT(findings(survey), IsEmpty());
}

TEST(StateSurvey, ATornTailIsNoDamage) {
  const auto world = stopped_world(1);
  const std::string name = newest_file(world->disk, ".log");
  world->disk.put_file(name, world->disk.files().at(name) + "torn");
  const StateSurvey survey = surveyed(world->disk);
  EXPECT_THAT(findings(survey), IsEmpty());
  EXPECT_EQ(survey.journal.torn_bytes, 4u);
}

TEST(StateSurvey, ADamagedRecordIsNamedWithItsByte) {
  const auto world = stopped_world(1);
  const std::string oldest = "journal/" + segment_name(1);
  damage(world->disk, oldest, kSegmentHeaderBytes + 1);
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(oldest + ": byte 44: record 1 is damaged"));
}

TEST(StateSurvey, ADamagedCheckpointIsDamageThoughAStartPassesOverIt) {
  const auto world = stopped_world(1);
  const std::string newest = newest_file(world->disk, ".ckpt");
  damage(world->disk, newest, kCheckpointHeaderBytes);
  const StateSurvey survey = surveyed(world->disk);
  EXPECT_THAT(findings(survey),
              ElementsAre(newest + ": byte 36: the state's checksum does not match"));
  EXPECT_THAT(survey.findings.front().advice, HasSubstr("passes over it"));
  EXPECT_TRUE(survey.accounts.has_value());
  world->start();
}

// Whole bytes in the right place that say something else: no checksum tells.
TEST(StateSurvey, ACheckpointThatIsNotWhatTheLogSaysIsFound) {
  const auto world = stopped_world(1, many_checkpoints());
  const StateSurvey before = surveyed(world->disk);
  const Sequence sequence = before.checkpoints.back().sequence;
  const std::unique_ptr<Directory> journal = *world->disk.root()->subdirectory("journal");
  Checkpoint checkpoint = read_checkpoint_file(*journal, sequence).value();
  const Checkpoint older =
      read_checkpoint_file(*journal, before.checkpoints.front().sequence).value();
  ASSERT_THAT(write_checkpoint_file(*journal, {sequence, checkpoint.previous_crc}, older.state),
              IsOk());
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(HasSubstr("journal/" + checkpoint_name(sequence) +
                                    ": byte 36: it is not what the log before it adds up to")));
}

TEST(StateSurvey, ABatchThatDoesNotAddUpIsFound) {
  MemoryDisk disk(1);
  {
    auto state = StateDirectory::open(disk.root(), {.writer_id = 1, .instance = "edge-1"});
    ASSERT_THAT(state, IsOk());
    auto journal = Journal::open(state->journal(), {});
    ASSERT_THAT(journal, IsOk());
    const auto append = [&](RecordType type, const std::string& payload) {
      (*journal)->append(static_cast<std::uint8_t>(type), payload);
    };
    append(RecordType::kLane, encode(LaneRecord{LaneId(0), {"flows", 0}, 0}));
    BatchRecord batch{.lane = LaneId(0), .first = 0, .next = 1};
    batch.totals.bytes = 10;
    append(RecordType::kBatch, encode(batch));
    ASSERT_THAT((*journal)->commit(), IsOk());
  }
  EXPECT_THAT(findings(surveyed(disk)),
              ElementsAre("journal/" + segment_name(1) +
                          ": byte 81: record 2 (batch): its windows do not add up to its total of "
                          "bytes"));
}

TEST(StateSurvey, WhatAStartWouldReadOfTheWriterIsHeldToIt) {
  const auto world = stopped_world(1);
  world->disk.put_file("writer.json", "{}");
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(HasSubstr("writer.json: format_version")));
  world->disk.remove_file("writer.json");
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(HasSubstr("writer.json: it is missing")));
}

TEST(StateSurvey, ACursorBeyondTheJournalIsFound) {
  const auto world = stopped_world(1);
  // The last group is gone, as if the disk had lost what it confirmed.
  const StateSurvey before = surveyed(world->disk);
  const std::string name = newest_file(world->disk, ".log");
  world->disk.put_file(name, world->disk.files().at(name).substr(0, kSegmentHeaderBytes));
  const StateSurvey survey = surveyed(world->disk);
  EXPECT_THAT(findings(survey),
              ElementsAre(AllOf(HasSubstr(kCursor), HasSubstr("but the journal ends before"))));
}

TEST(StateSurvey, ACursorThatNamesAnotherTickIsFound) {
  const auto world = stopped_world(1);
  {
    const auto directory = *world->disk.root()->subdirectory("destinations");
    CursorFile file = CursorFile::open(**directory->subdirectory("default"), "cursor").value();
    Cursor cursor = decode_cursor(file.value()).value();
    cursor.tick += 15s;
    ASSERT_THAT(file.store(encode(cursor)), IsOk());
  }
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(HasSubstr("it names a tick that is not the one of record")));
}

TEST(StateSurvey, ADamagedCursorAndQuarantineAreFound) {
  const auto world = stopped_world(1);
  world->disk.put_file(kCursor, "");
  world->disk.put_file(kQuarantine, "\x05\x01");
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(std::string(kCursor) + ": byte 0: no slot is whole",
                          std::string(kQuarantine) + ": malformed quarantine file"));
}

TEST(StateSurvey, DamagedLabelClaimsAreFound) {
  const auto world = stopped_world(1);
  world->disk.put_file(kLabelClaims, encode(LabelClaims{{SeriesId(1), {.refused = true}}}));
  EXPECT_THAT(findings(surveyed(world->disk)), IsEmpty());
  world->disk.put_file(kLabelClaims, "\x05\x01");
  EXPECT_THAT(findings(surveyed(world->disk)),
              ElementsAre(std::string(kLabelClaims) + ": malformed file of label claims"));
}

TEST(StateSurvey, AQuarantinedSeriesThatNobodyKnowsIsFound) {
  const auto world = stopped_world(1);
  Quarantine quarantine;
  quarantine.put(SeriesId(1), {});
  world->disk.put_file(kQuarantine, quarantine.encode());
  EXPECT_THAT(findings(surveyed(world->disk)), IsEmpty());
  quarantine.put(SeriesId(100'000), {});
  world->disk.put_file(kQuarantine, quarantine.encode());
  EXPECT_THAT(findings(surveyed(world->disk)), ElementsAre(HasSubstr("holds series 100000")));
}

TEST(StateSurvey, ADestinationThatIsBehindSaysByHowManyTicks) {
  WorldOptions options = small_segments();
  BridgeWorld world(3, options);
  world.produce(500);
  world.run_until_idle();
  const std::uint64_t before = surveyed(world.disk).ticks;
  world.http.down = true;
  world.produce(500);
  world.pass(10s);
  world.run(500);
  const StateSurvey survey = surveyed(world.disk);
  EXPECT_GT(survey.ticks, before);
  EXPECT_EQ(survey.destinations[0].ticks_behind, survey.ticks - before);
}

}  // namespace
}  // namespace flowbridge
