#include "state/log_walk.h"

#include "bridge/replay.h"
#include "journal/segment_reader.h"
#include "journal/state_directory.h"

#include <algorithm>

namespace flowbridge {

namespace {

template <typename Record>
Result<void> only_decoded(const Result<Record>& record) {
  if (!record) return record.error();
  return {};
}

/// For records that cannot be applied because what was before them is gone.
Result<void> decode_only(const JournalRecord& record) {
  switch (static_cast<RecordType>(record.type)) {
    case RecordType::kSymbol:
      return only_decoded(decode_symbol(record.payload));
    case RecordType::kSeries:
      return only_decoded(decode_series(record.payload));
    case RecordType::kLane:
      return only_decoded(decode_lane(record.payload));
    case RecordType::kGrid:
      return only_decoded(decode_grid(record.payload));
    case RecordType::kBatch:
      return only_decoded(decode_batch(record.payload));
    case RecordType::kTick:
      return only_decoded(decode_tick(record.payload));
    case RecordType::kInfo:
      return only_decoded(decode_info(record.payload));
  }
  return Error(ErrorCode::kUnsupported,
               "it is of a kind that only a newer version knows: " + std::to_string(record.type));
}

/// A batch's totals and its windows are counted apart from each other, so they check each other.
bool adds_up(const BatchRecord& batch) {
  std::uint64_t bytes = 0;
  for (const WindowContributions& window : batch.windows) {
    for (const Contribution& contribution : window.contributions)
      bytes += contribution.counts.bytes;
  }
  return bytes == batch.totals.bytes;
}

std::string first_difference(const Accounts& said, const Accounts& replayed) {
  const std::vector<SeriesAccount>& a = said.accounts();
  const std::vector<SeriesAccount>& b = replayed.accounts();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].value == b[i].value || a[i].state == SeriesAccount::State::kAbsent) continue;
    return "series " + std::to_string(i) + " has " + std::to_string(a[i].value.bytes) +
           " bytes, the log says " + std::to_string(b[i].value.bytes);
  }
  return "its series or windows are others";
}

}  // namespace

std::string journal_path(const std::string& name) {
  return std::string(kJournalDirectoryName) + "/" + name;
}

const char* record_type_name(std::uint8_t type) {
  switch (static_cast<RecordType>(type)) {
    case RecordType::kSymbol:
      return "symbol";
    case RecordType::kSeries:
      return "series";
    case RecordType::kLane:
      return "lane";
    case RecordType::kGrid:
      return "grid";
    case RecordType::kBatch:
      return "batch";
    case RecordType::kTick:
      return "tick";
    case RecordType::kInfo:
      return "info";
  }
  return "unknown";
}

LogWalk::LogWalk(Directory& directory, const VerifyReport& report)
    : directory_(directory), report_(report) {
  FB_CHECK(!report.problem);
  const Inventory& inventory = report.inventory;
  if (inventory.segments.empty() || inventory.segments.front().first == kFirstSequence) return;
  const auto oldest = std::find_if(inventory.checkpoints.begin(), inventory.checkpoints.end(),
                                   [](const CheckpointFile& file) { return !file.damaged; });
  FB_CHECK(oldest != inventory.checkpoints.end());
  begin_ = oldest->sequence;
}

Result<void> LogWalk::run() {
  if (begin_ == kFirstSequence) {
    begun_ = true;
    if (on_begin) on_begin(begin_);
  }
  for (const SegmentExtent& extent : report_.inventory.segments) {
    if (Result<void> come = come_to_checkpoint(extent.first); !come) return come;
    if (!findings_.empty()) return {};
    if (Result<void> walked = walk_segment(extent); !walked) return walked;
    if (!findings_.empty()) return {};
  }
  return {};
}

Result<void> LogWalk::come_to_checkpoint(Sequence sequence) {
  const auto& files = report_.inventory.checkpoints;
  const bool here = std::any_of(files.begin(), files.end(), [&](const CheckpointFile& file) {
    return file.sequence == sequence && !file.damaged;
  });
  if (!here) return {};
  const Result<Checkpoint> checkpoint = read_checkpoint_file(directory_, sequence);
  if (!checkpoint) return checkpoint.error();
  if (begun_) {
    hold_to_log(*checkpoint);
  } else {
    begin_with(*checkpoint);
  }
  return {};
}

void LogWalk::begin_with(const Checkpoint& checkpoint) {
  const std::string file = journal_path(checkpoint_name(checkpoint.sequence));
  if (auto restored = restore_checkpoint(checkpoint.state, ledger_, accounts_); !restored) {
    findings_.push_back(
        {file, kCheckpointHeaderBytes, restored.error().message(), advice_on(Part::kRecords)});
    return;
  }
  begun_ = true;
  checkpoints_.push_back({checkpoint.sequence, accounts_.last_tick()});
  if (on_begin) on_begin(checkpoint.sequence);
}

void LogWalk::hold_to_log(const Checkpoint& checkpoint) {
  Ledger ledger{LedgerOptions{}};
  Accounts accounts;
  std::string what;
  if (auto restored = restore_checkpoint(checkpoint.state, ledger, accounts); !restored) {
    what = restored.error().message();
  } else if (ledger.encode_state() != ledger_.encode_state()) {
    what = "it is not what the log before it adds up to: its lanes, ticks or widths are others";
  } else if (accounts.encode_state() != accounts_.encode_state()) {
    what = "it is not what the log before it adds up to: " + first_difference(accounts, accounts_);
  } else {
    checkpoints_.push_back({checkpoint.sequence, accounts.last_tick()});
    return;
  }
  findings_.push_back({journal_path(checkpoint_name(checkpoint.sequence)), kCheckpointHeaderBytes,
                       what, advice_on(Part::kRecords)});
}

Result<void> LogWalk::walk_segment(const SegmentExtent& extent) {
  Result<SegmentReader> segment = SegmentReader::open(directory_, extent.first);
  if (!segment) return segment.error();
  const std::string file = journal_path(segment->name());
  while (findings_.empty()) {
    const std::uint64_t offset = segment->offset();
    const Result<std::optional<JournalFrame>> frame = segment->next(extent.bytes);
    if (!frame && frame.error().code() != ErrorCode::kCorrupt) return frame.error();
    if (!frame) {
      // It was whole a moment ago: the disk gives one thing now and another then.
      findings_.push_back(finding_of(frame.error(), Part::kJournal, kJournalDirectoryName));
      return {};
    }
    if (!*frame) return {};
    const JournalRecord record{.sequence = (*frame)->sequence,
                               .type = (*frame)->type,
                               .ends_group = (*frame)->ends_group,
                               .payload = (*frame)->payload};
    take({file, offset, record});
  }
  return {};
}

void LogWalk::damaged(const PlacedRecord& placed, const std::string& what) {
  findings_.push_back({placed.file, placed.offset,
                       "record " + std::to_string(placed.record.sequence) + " (" +
                           record_type_name(placed.record.type) + "): " + what,
                       advice_on(Part::kRecords)});
}

void LogWalk::take(const PlacedRecord& placed) {
  const JournalRecord& record = placed.record;
  const bool applies = begun_ && record.sequence >= begin_;
  const Result<void> taken = applies ? replay(record, ledger_, accounts_) : decode_only(record);
  if (!taken) return damaged(placed, taken.error().message());
  if (record.type == static_cast<std::uint8_t>(RecordType::kBatch)) {
    const Result<BatchRecord> batch = decode_batch(record.payload);
    if (batch && !adds_up(*batch)) {
      return damaged(placed, "its windows do not add up to its total of bytes");
    }
  }
  if (on_record) on_record(placed);
}

}  // namespace flowbridge
