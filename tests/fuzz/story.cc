#include "fuzz/story.h"

#include "base/check.h"
#include "bridge/replay.h"
#include "journal/cursor.h"
#include "journal/journal.h"
#include "journal/state_directory.h"
#include "support/bridge_world.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr const char* kDestination = "default";
constexpr std::size_t kCheckpoints = 3;

std::string path_of(const char* file) {
  return std::string(kDestinationsDirectoryName) + "/" + kDestination + "/" + file;
}

/// A bridge whose journal keeps everything: no checkpoint lets a segment go.
void live(BridgeWorld& world) {
  for (int i = 0; i < 2; ++i) {
    world.produce(6, 5s);
    world.run_until_idle();
  }
  world.pass(2min);
  world.run_until_idle();
  world.receiver.refuse_series([](const LabelSet& labels) {
    return to_string(labels).find("source_as=\"1001\"") != std::string::npos;
  });
  world.produce(8, 5s);
  world.run(30);
  world.http.down = true;
  world.produce(4, 5s);
  world.pass(1min);
  world.run(30);
  world.stop();
}

std::vector<StoryRecord> records_of(Directory& journal_directory) {
  std::vector<StoryRecord> records;
  const Result<std::unique_ptr<Journal>> journal = Journal::open(journal_directory, {});
  FB_CHECK(journal.has_value());
  JournalReader reader(journal_directory, (*journal)->index());
  while (true) {
    const Result<std::optional<JournalRecord>> record = reader.next();
    FB_CHECK(record.has_value());
    if (!*record) return records;
    records.push_back({(*record)->type, (*record)->ends_group, std::string((*record)->payload)});
  }
}

/// At the ends of groups, evenly.
std::map<Sequence, std::string> checkpoints_of(const std::vector<StoryRecord>& records) {
  std::map<Sequence, std::string> checkpoints;
  Ledger ledger{LedgerOptions{}};
  Accounts accounts;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const JournalRecord record{.sequence = kFirstSequence + i,
                               .type = records[i].type,
                               .ends_group = records[i].ends_group,
                               .payload = records[i].payload};
    FB_CHECK(replay(record, ledger, accounts).has_value());
    const bool is_due = i * (kCheckpoints + 1) >= records.size() * (checkpoints.size() + 1);
    if (!is_due || !record.ends_group) continue;
    checkpoints[record.sequence + 1] = encode_checkpoint(ledger, accounts);
  }
  return checkpoints;
}

}  // namespace

Story story_of_a_bridge() {
  WorldOptions options;
  options.partitions = 2;
  options.remote_as_count = 4;
  options.ingest.series.idle_timeout = 1min;
  BridgeWorld world(1, options);
  live(world);
  Story story;
  story.records = records_of(**world.disk.root()->subdirectory(kJournalDirectoryName));
  story.checkpoints = checkpoints_of(story.records);
  const std::map<std::string, std::string> files = world.disk.files();
  story.writer = files.at(kWriterFileName);
  story.quarantine = files.at(path_of(kQuarantineFileName));
  MemoryDisk copy(1);
  copy.put_file(kCursorFileName, files.at(path_of(kCursorFileName)));
  story.cursor = read_cursor_file(*copy.root(), kCursorFileName).value();
  return story;
}

void write(const Story& story, MemoryDisk& disk, Sequence from) {
  disk.put_file(kWriterFileName, story.writer);
  disk.put_file(path_of(kQuarantineFileName), story.quarantine);
  const std::unique_ptr<Directory> root = disk.root();
  const auto destinations = root->subdirectory(kDestinationsDirectoryName).value();
  const auto destination = destinations->subdirectory(kDestination).value();
  CursorFile cursor = CursorFile::open(*destination, kCursorFileName).value();
  FB_CHECK(cursor.store(std::string_view(story.cursor).substr(0, kCursorBytesMax)).has_value());

  const auto directory = root->subdirectory(kJournalDirectoryName).value();
  const auto journal = Journal::open(*directory, {}).value();
  journal->index().set_floor("all", kFirstSequence);
  for (std::size_t i = 0; i < story.records.size(); ++i) {
    const StoryRecord& record = story.records[i];
    const Sequence sequence = journal->append(record.type, record.payload);
    const auto checkpoint = story.checkpoints.find(sequence + 1);
    const bool is_checkpoint = checkpoint != story.checkpoints.end();
    if (record.ends_group || is_checkpoint) FB_CHECK(journal->commit().has_value());
    if (is_checkpoint) FB_CHECK(journal->write_checkpoint(checkpoint->second).has_value());
  }
  FB_CHECK(journal->commit().has_value());
  for (const auto& [name, contents] : disk.files()) {
    const std::string folder = std::string(kJournalDirectoryName) + "/";
    if (!name.starts_with(folder)) continue;
    const std::string_view file = std::string_view(name).substr(folder.size());
    const Sequence first =
        std::max(parse_segment_name(file).value_or(0), parse_checkpoint_name(file).value_or(0));
    if (first < from) disk.remove_file(name);
  }
}

}  // namespace flowbridge
