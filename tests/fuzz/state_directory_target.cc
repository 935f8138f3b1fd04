// A state directory whose records, checkpoints and small files may say anything, under checksums
// that are right: what `state verify` passes is started and run; what it does not pass it explains.

#include "base/check.h"
#include "base/coding.h"
#include "base/utf8.h"
#include "fuzz/story.h"
#include "fuzz/targets.h"
#include "state/text.h"
#include "support/bridge_program.h"
#include "support/log.h"
#include "support/model_http_client.h"
#include "support/scripted_record_source.h"

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

constexpr int kSteps = 4;
constexpr std::size_t kPieceBytesMax = 4096;

enum class Edit : std::uint8_t {
  kSetByte,
  kInsertByte,
  kRemoveByte,
  kCut,
  kDropRecord,
  kRepeatRecord,
  kEndThere,
  kDropCheckpoint,
  kCount,
};

/// The texts that a story is made of.
std::vector<std::string*> pieces_of(Story& story) {
  std::vector<std::string*> pieces = {&story.cursor, &story.quarantine, &story.writer};
  for (auto& [sequence, state] : story.checkpoints) pieces.push_back(&state);
  for (StoryRecord& record : story.records) pieces.push_back(&record.payload);
  return pieces;
}

void edit_piece(std::string& piece, Edit what, ByteReader& in) {
  const auto at = static_cast<std::size_t>(in.varint() % (piece.size() + 1));
  const auto byte = static_cast<char>(in.u8());
  switch (what) {
    case Edit::kSetByte:
      if (at < piece.size()) piece[at] = byte;
      return;
    case Edit::kInsertByte:
      if (piece.size() < kPieceBytesMax) piece.insert(at, 1, byte);
      return;
    case Edit::kRemoveByte:
      if (at < piece.size()) piece.erase(at, 1);
      return;
    case Edit::kCut:
      piece.resize(at);
      return;
    case Edit::kDropRecord:
    case Edit::kRepeatRecord:
    case Edit::kEndThere:
    case Edit::kDropCheckpoint:
    case Edit::kCount:
      return;
  }
}

void edit(Story& story, ByteReader& in) {
  const auto what = static_cast<Edit>(in.u8() % static_cast<std::uint8_t>(Edit::kCount));
  const std::uint64_t number = in.varint();
  std::vector<StoryRecord>& records = story.records;
  const auto record = static_cast<std::ptrdiff_t>(number % (records.size() + 1));
  const bool is_record = static_cast<std::size_t>(record) < records.size();
  switch (what) {
    case Edit::kSetByte:
    case Edit::kInsertByte:
    case Edit::kRemoveByte:
    case Edit::kCut: {
      const std::vector<std::string*> pieces = pieces_of(story);
      return edit_piece(*pieces[number % pieces.size()], what, in);
    }
    case Edit::kDropRecord:
      if (is_record) records.erase(records.begin() + record);
      return;
    case Edit::kRepeatRecord:
      if (is_record)
        records.insert(records.begin() + record, StoryRecord(records[number % records.size()]));
      return;
    case Edit::kEndThere:
      records.resize(static_cast<std::size_t>(record));
      return;
    case Edit::kDropCheckpoint:
      story.checkpoints.erase(number);
      return;
    case Edit::kCount:
      return;
  }
}

/// What a person and a program are told of it.
void check_shown(const StateSurvey& survey) {
  const Shown shown{.directory = "state", .instance = "edge-1"};
  FB_CHECK(is_utf8(verify_text(survey, shown)) && is_utf8(inspect_text(survey, shown)));
  FB_CHECK(nlohmann::json::accept(verify_json(survey, shown)));
  std::string all;
  inspect_json(survey, shown, [&all](std::string_view piece) { all += piece; });
  FB_CHECK(nlohmann::json::accept(all));
  for (const Finding& finding : survey.findings) {
    FB_CHECK(!finding.file.empty() && !finding.what.empty() && !finding.advice.empty());
  }
}

/// Everything that one run of the program borrows.
struct Surroundings {
  ScriptedBroker broker;
  ScriptedRecordSource source{broker, {.topics = {"pmacct.acct"}, .group_id = "flowbridge"}};
  ReceiverModel receiver{ReceiverOptions{}};
  ModelHttpClient http{receiver, 1};
  NullLog log;
};

/// Whether the program starts; if it does and `runs`, it must go on.
bool starts(MemoryDisk& disk, bool runs) {
  Surroundings around;
  around.broker.add_partitions("pmacct.acct", 2);
  BridgeProgramOptions options;
  options.deliveries.resize(1);
  options.deliveries[0].name = "default";
  Result<std::unique_ptr<BridgeProgram>> program = BridgeProgram::start(
      {.root = disk.root(), .source = around.source, .http = {&around.http}, .log = around.log},
      options);
  if (!program) {
    // Not found: records that a cursor needs.
    const ErrorCode code = program.error().code();
    FB_CHECK(code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupported ||
             code == ErrorCode::kNotFound);
    return false;
  }
  Now now{.wall = unix_ms(1'700'000'600'000), .monotonic = {}};
  for (int i = 0; i < kSteps && runs; ++i) {
    around.http.wall = now.wall;
    FB_CHECK((*program)->ingest().step(now).has_value());
    FB_CHECK((*program)->delivery(0).step(now).has_value());
    now = {.wall = now.wall + 15s, .monotonic = now.monotonic + 15s};
  }
  return true;
}

}  // namespace

// From which checkpoint on the journal is kept, and what is done to it before it is written.
void fuzz_state_directory(std::string_view input) {
  static const Story kStory = story_of_a_bridge();
  ByteReader in(input);
  Story story = kStory;
  auto kept_from = story.checkpoints.begin();
  const std::size_t skipped = in.u8() % (story.checkpoints.size() + 1);
  const Sequence from =
      skipped == 0 ? 0 : std::next(kept_from, static_cast<std::ptrdiff_t>(skipped - 1))->first;
  while (!in.empty()) edit(story, in);

  MemoryDisk disk(1);
  write(story, disk, from);
  const std::uint64_t operations = disk.operations();
  const Result<StateSurvey> survey = survey_state(*disk.root());
  FB_CHECK(survey.has_value() && disk.operations() == operations);
  check_shown(*survey);
  const bool passed = survey->findings.empty();
  const bool started = starts(disk, passed);
  FB_CHECK(started || !passed);
}

}  // namespace flowbridge
