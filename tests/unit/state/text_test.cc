#include "state/text.h"

#include "delivery/cursor.h"
#include "journal/cursor.h"
#include "unit/state/state_world.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Shown kShown{.directory = "data", .instance = "edge-1"};

TEST(VerifyText, BeginsWithTheVerdict) {
  const auto world = stopped_world(1);
  const StateSurvey survey = surveyed(world->disk);
  EXPECT_THAT(verify_text(survey, kShown),
              AllOf(StartsWith("state directory data: whole\n"), HasSubstr("instance edge-1"),
                    HasSubstr("records 1 to " + std::to_string(survey.journal.next - 1)),
                    HasSubstr("destination   default has been sent everything\n")));
}

TEST(VerifyText, SaysWhatIsWrongAndWhatToDo) {
  const auto world = stopped_world(1);
  damage(world->disk, "journal/" + segment_name(1), 0);
  const std::string text = verify_text(surveyed(world->disk), kShown);
  EXPECT_THAT(text, StartsWith("state directory data: damaged\n"
                               "journal/00000000000000000001.log: byte 0: "));
  EXPECT_THAT(text, HasSubstr("\n  Stop flowbridge and copy the whole directory away first."));
}

TEST(VerifyText, SaysHowMuchAStartCuts) {
  const auto world = stopped_world(1);
  const std::string name = newest_file(world->disk, ".log");
  world->disk.put_file(name, world->disk.files().at(name) + "torn");
  EXPECT_THAT(verify_text(surveyed(world->disk), kShown),
              AllOf(StartsWith("state directory data: whole\n"),
                    HasSubstr("torn tail     a start cuts 4 bytes from " + name)));
}

TEST(VerifyText, SaysThatTheDirectoryIsInUse) {
  const auto world = idle_world(1);
  EXPECT_THAT(verify_text(surveyed(world->disk), kShown),
              HasSubstr("in use        by another process; it was read while it moves\n"));
}

TEST(InspectText, NamesFilesLanesWindowsSeriesAndDestinations) {
  const auto world = stopped_world(1);
  EXPECT_THAT(
      inspect_text(surveyed(world->disk), kShown),
      AllOf(HasSubstr("  journal/00000000000000000001.log  "), HasSubstr(".ckpt "),
            HasSubstr("  pmacct.acct[0]  offsets 0 to "), HasSubstr("last tick     2023-11-14T"),
            HasSubstr("windows of 15000 ms\n"), HasSubstr("open windows  0\n"),
            HasSubstr("{__name__=\"flow_"), HasSubstr("destination   default has been sent"),
            HasSubstr("all stages settled; ")));
}

TEST(InspectText, NamesSeriesThatAreKeptApart) {
  const auto world = stopped_world(1);
  Quarantine quarantine;
  quarantine.put(SeriesId(1), {});
  quarantine.begin(SeriesId(2), unix_ms(1'700'000'000'000));
  world->disk.put_file("destinations/default/quarantine", quarantine.encode());
  EXPECT_THAT(
      inspect_text(surveyed(world->disk), kShown),
      AllOf(HasSubstr("  kept apart: series 1 {__name__=\"flow_"),
            HasSubstr(", refused 1 time, next try "),
            HasSubstr(", its 0 was taken, its value follows from 2023-11-14T22:18:20.000Z\n")));
}

TEST(InspectText, TellsOfGaps) {
  const auto world = stopped_world(1);
  const std::unique_ptr<Directory> root = world->disk.root();
  const std::unique_ptr<Directory> destinations = *root->existing_subdirectory("destinations");
  const std::unique_ptr<Directory> directory = *destinations->existing_subdirectory("default");
  CursorFile file = *CursorFile::open(*directory, kCursorFileName);
  Cursor cursor = *decode_cursor(file.value());
  EXPECT_THAT(inspect_text(surveyed(world->disk), kShown), Not(HasSubstr("too old")));
  cursor.skipped.too_old = {.ticks = 1, .bytes = 700};
  cursor.skip_until = unix_ms(1'700'000'000'000);
  ASSERT_THAT(file.store(encode(cursor)), IsOk());
  EXPECT_THAT(
      inspect_text(surveyed(world->disk), kShown),
      AllOf(HasSubstr("  takes nothing so old: is sent nothing before 2023-11-14T22:13:20.000Z\n"),
            HasSubstr("  1 tick with 700 bytes were too old for it, and count later\n")));
}

}  // namespace
}  // namespace flowbridge
