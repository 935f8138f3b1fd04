#include "state/survey.h"

#include "delivery/label_claims.h"
#include "journal/cursor.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace flowbridge {

namespace {

/// How often a directory in use is read before what is wrong with it is believed.
constexpr int kAttemptsMax = 3;

/// Damage is a finding; everything else ends the survey.
bool is_damage(const Error& error) {
  return error.code() == ErrorCode::kCorrupt || error.code() == ErrorCode::kUnsupported;
}

Result<void> unless_missing(const Error& error) {
  if (error.code() == ErrorCode::kNotFound) return {};
  return error;
}

std::string folder_of(const DestinationSurvey& destination) {
  return std::string(kDestinationsDirectoryName) + "/" + destination.name;
}

/// The first record that is not settled. Requires: a cursor.
Sequence next_record(const DestinationSurvey& destination) {
  return destination.inside ? destination.inside->sequence : destination.cursor->next();
}

class Survey {
 public:
  explicit Survey(Directory& root) : root_(root) {}

  Result<StateSurvey> run();

 private:
  Result<void> read_writer();
  Result<void> read_destinations();
  Result<void> read_destination(Directory& all, const std::string& name);
  Result<void> read_cursor(Directory& directory, DestinationSurvey& destination);
  Result<void> read_gap(Directory& directory, DestinationSurvey& destination);
  Result<void> read_quarantine(Directory& directory, DestinationSurvey& destination);
  Result<void> read_label_claims(Directory& directory, const DestinationSurvey& destination);
  Result<void> read_journal();
  Result<void> replay_journal(Directory& directory);
  void note(const PlacedRecord& placed);
  void note_tick(const TickRecord& tick, Sequence sequence);
  void check_cursors();
  void check_cursor(const DestinationSurvey& destination);
  void check_quarantine(const DestinationSurvey& destination);
  void find_cursor_damage(const DestinationSurvey& destination, const std::string& what);

  Directory& root_;
  StateSurvey found_;
  bool has_writer_file_ = false;
  // The records that cursors name, and the newest ticks at or before them.
  std::map<Sequence, std::optional<UnixTime>> at_cursors_;
};

Result<void> Survey::read_writer() {
  const Result<std::string> text = read_file(root_, kWriterFileName);
  if (!text) return unless_missing(text.error());
  has_writer_file_ = true;
  Result<WriterIdentity> writer = parse_writer(*text);
  if (writer) {
    found_.writer = *std::move(writer);
  } else {
    found_.findings.push_back(finding_of(writer.error(), Part::kWriter, ""));
  }
  return {};
}

Result<void> Survey::read_destinations() {
  const Result<std::unique_ptr<Directory>> all =
      root_.existing_subdirectory(kDestinationsDirectoryName);
  if (!all) return unless_missing(all.error());
  const Result<std::vector<std::string>> names = (*all)->list_subdirectories();
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (Result<void> read = read_destination(**all, name); !read) return read;
  }
  return {};
}

Result<void> Survey::read_cursor(Directory& directory, DestinationSurvey& destination) {
  const Result<std::string> value = read_cursor_file(directory, kCursorFileName);
  if (!value) {
    if (!is_damage(value.error())) return unless_missing(value.error());
    found_.findings.push_back(finding_of(value.error(), Part::kCursor, folder_of(destination)));
    return {};
  }
  // Made, and not begun.
  if (value->empty()) return {};
  const Result<Cursor> cursor = decode_cursor(*value);
  if (!cursor) {
    find_cursor_damage(destination, cursor.error().message());
    return {};
  }
  destination.cursor = *cursor;
  at_cursors_[cursor->sequence] = std::nullopt;
  return {};
}

Result<void> Survey::read_destination(Directory& all, const std::string& name) {
  const Result<std::unique_ptr<Directory>> directory = all.existing_subdirectory(name);
  if (!directory) return directory.error();
  DestinationSurvey& destination = found_.destinations.emplace_back();
  destination.name = name;
  if (Result<void> read = read_cursor(**directory, destination); !read) return read;
  if (Result<void> read = read_gap(**directory, destination); !read) return read;
  if (Result<void> read = read_quarantine(**directory, destination); !read) return read;
  return read_label_claims(**directory, destination);
}

Result<void> Survey::read_gap(Directory& directory, DestinationSurvey& destination) {
  const Result<std::string> kept = read_file(directory, kGapFileName);
  if (!kept) return unless_missing(kept.error());
  Result<GapPosition> inside = decode_gap_position(*kept);
  if (!inside) {
    found_.findings.push_back({folder_of(destination) + "/" + kGapFileName,
                               {},
                               inside.error().message(),
                               advice_on(Part::kGap)});
    return {};
  }
  const bool counts = destination.cursor && inside->sequence > destination.cursor->sequence;
  if (counts) destination.inside = *std::move(inside);
  return {};
}

Result<void> Survey::read_quarantine(Directory& directory, DestinationSurvey& destination) {
  const Result<std::string> own = read_file(directory, kQuarantineFileName);
  if (!own && !destination.inside) return unless_missing(own.error());
  Quarantine quarantine;
  const Result<void> restored =
      quarantine.restore(destination.inside ? destination.inside->quarantine : *own);
  if (!restored) {
    found_.findings.push_back({folder_of(destination) + "/" + kQuarantineFileName,
                               {},
                               restored.error().message(),
                               advice_on(Part::kQuarantine)});
    return {};
  }
  destination.quarantine = quarantine.entries();
  return {};
}

Result<void> Survey::read_label_claims(Directory& directory, const DestinationSurvey& destination) {
  const Result<std::string> kept = read_file(directory, kLabelClaimsFileName);
  if (!kept) return unless_missing(kept.error());
  const Result<LabelClaims> claims = decode_label_claims(*kept);
  if (claims) return {};
  found_.findings.push_back({folder_of(destination) + "/" + kLabelClaimsFileName,
                             {},
                             claims.error().message(),
                             advice_on(Part::kLabelClaims)});
  return {};
}

Result<void> Survey::read_journal() {
  const Result<std::unique_ptr<Directory>> directory =
      root_.existing_subdirectory(kJournalDirectoryName);
  if (!directory) {
    if (directory.error().code() != ErrorCode::kNotFound) return directory.error();
    found_.ledger.emplace(LedgerOptions{});
    found_.accounts.emplace();
    return {};
  }
  found_.journal = verify_journal(**directory);
  if (const std::optional<Error>& problem = found_.journal.problem) {
    if (!is_damage(*problem)) return *problem;
    found_.findings.push_back(finding_of(*problem, Part::kJournal, kJournalDirectoryName));
    return {};
  }
  for (const std::string& warning : found_.journal.warnings) {
    found_.findings.push_back(finding_of(warning, Part::kCheckpoint, kJournalDirectoryName));
  }
  return replay_journal(**directory);
}

Result<void> Survey::replay_journal(Directory& directory) {
  LogWalk walk(directory, found_.journal);
  walk.on_begin = [this](Sequence from) { found_.replayed_from = from; };
  walk.on_record = [this](const PlacedRecord& placed) { note(placed); };
  if (Result<void> walked = walk.run(); !walked) return walked;
  found_.checkpoints = walk.checkpoints();
  if (walk.findings().empty()) {
    found_.ledger = std::move(walk.ledger());
    found_.accounts = std::move(walk.accounts());
    return {};
  }
  std::copy(walk.findings().begin(), walk.findings().end(), std::back_inserter(found_.findings));
  return {};
}

void Survey::note(const PlacedRecord& placed) {
  const JournalRecord& record = placed.record;
  if (record.type != static_cast<std::uint8_t>(RecordType::kTick)) return;
  const Result<TickRecord> tick = decode_tick(record.payload);
  if (!tick) return;
  for (auto& [at, newest] : at_cursors_) {
    if (record.sequence <= at) newest = tick->tick;
  }
  note_tick(*tick, record.sequence);
}

void Survey::note_tick(const TickRecord& tick, Sequence sequence) {
  ++found_.ticks;
  const SegmentExtent* segment = found_.journal.inventory.segment_of(sequence);
  FB_CHECK(segment != nullptr);
  SegmentTicks& ticks = found_.segment_ticks[segment->first];
  ++ticks.count;
  if (!ticks.first) ticks.first = tick.tick;
  ticks.last = tick.tick;
  if (!tick.excluded.empty()) found_.exclusions.push_back({sequence, tick.tick, tick.excluded});
  for (DestinationSurvey& destination : found_.destinations) {
    if (!destination.cursor) continue;
    if (sequence >= next_record(destination))
      destination.ticks_behind = destination.ticks_behind.value_or(0) + 1;
  }
}

void Survey::check_cursors() {
  for (DestinationSurvey& destination : found_.destinations) {
    if (!destination.cursor) continue;
    destination.ticks_behind = destination.ticks_behind.value_or(0);
    check_cursor(destination);
    check_quarantine(destination);
  }
}

void Survey::find_cursor_damage(const DestinationSurvey& destination, const std::string& what) {
  found_.findings.push_back(
      {folder_of(destination) + "/" + kCursorFileName, {}, what, advice_on(Part::kCursor)});
}

/// What a start needs of the journal to bring the destination's accounts to its cursor.
void Survey::check_cursor(const DestinationSurvey& destination) {
  const Cursor& cursor = *destination.cursor;
  const Sequence next = next_record(destination);
  const std::string record =
      "record " + std::to_string(destination.inside ? next : cursor.sequence);
  if (cursor.sequence >= found_.journal.next || next > found_.journal.next) {
    return find_cursor_damage(destination, "it stands at " + record +
                                               ", but the journal ends before record " +
                                               std::to_string(found_.journal.next) +
                                               ": the disk has lost records that were durable");
  }
  const Inventory& inventory = found_.journal.inventory;
  const Sequence place = std::max(next, kFirstSequence);
  const bool from_beginning =
      inventory.segments.empty() || inventory.segments.front().first == kFirstSequence;
  if (!from_beginning && inventory.checkpoint_at_or_before(place) == nullptr) {
    return find_cursor_damage(
        destination,
        "it stands at " + record + ", and no whole checkpoint is kept at or before that record");
  }
  // A destination that began at the journal's end has no tick yet, and one that is settled need not
  // be kept.
  const std::optional<UnixTime> tick = at_cursors_.at(cursor.sequence);
  const bool is_gone = !tick && found_.replayed_from > kFirstSequence;
  if (cursor.tick == UnixTime{} || is_gone || tick == cursor.tick) return;
  find_cursor_damage(destination, "it names a tick that is not the one of " + record);
}

void Survey::check_quarantine(const DestinationSurvey& destination) {
  const std::size_t known = found_.accounts->accounts().size();
  for (const auto& [series, entry] : destination.quarantine) {
    if (series.value() < known) continue;
    found_.findings.push_back(
        {folder_of(destination) + "/" + kQuarantineFileName,
         {},
         "it holds series " + std::to_string(series.value()) + ", which the journal does not know",
         advice_on(Part::kQuarantine)});
    return;
  }
}

Result<StateSurvey> Survey::run() {
  Result<std::optional<std::string>> holder = root_.lock_holder();
  if (!holder) return holder.error();
  if (Result<void> read = read_writer(); !read) return read.error();
  if (Result<void> read = read_destinations(); !read) return read.error();
  if (Result<void> read = read_journal(); !read) return read.error();
  // It may have begun meanwhile.
  if (!*holder) holder = root_.lock_holder();
  if (!holder) return holder.error();
  found_.in_use_by = *std::move(holder);

  const Inventory& inventory = found_.journal.inventory;
  const bool has_records =
      found_.journal.problem || !inventory.segments.empty() || !inventory.checkpoints.empty();
  found_.nothing = !has_writer_file_ && !has_records && found_.destinations.empty();
  if (!has_writer_file_ && has_records) {
    found_.findings.push_back({kWriterFileName,
                               {},
                               "it is missing, and there is a journal that it belongs to",
                               advice_on(Part::kWriter)});
  }
  if (found_.accounts) check_cursors();
  return std::move(found_);
}

}  // namespace

Result<StateSurvey> survey_state(Directory& root) {
  for (int attempt = 1;; ++attempt) {
    Result<StateSurvey> survey = Survey(root).run();
    if (attempt == kAttemptsMax) return survey;
    const bool moved = !survey && survey.error().code() == ErrorCode::kNotFound;
    const bool doubtful = survey && survey->in_use_by && !survey->findings.empty();
    if (!moved && !doubtful) return survey;
  }
}

}  // namespace flowbridge
