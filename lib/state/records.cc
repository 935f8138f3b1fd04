#include "state/records.h"

#include "journal/state_directory.h"
#include "state/log_walk.h"

#include <charconv>

namespace flowbridge {

namespace {

bool parse_bound(std::string_view text, std::uint64_t& bound) {
  if (text.empty()) return true;
  const std::from_chars_result read =
      std::from_chars(text.data(), text.data() + text.size(), bound);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

Result<RecordRange> parse_record_range(std::string_view text) {
  RecordRange range;
  const std::size_t colon = text.find(':');
  const bool parsed = colon != std::string_view::npos &&
                      parse_bound(text.substr(0, colon), range.from) &&
                      parse_bound(text.substr(colon + 1), range.to);
  if (!parsed) {
    return Error(ErrorCode::kInvalid,
                 "\"" + std::string(text) + "\" is no range of records, such as 10:20, 10: or :20");
  }
  if (range.from > range.to) {
    return Error(ErrorCode::kInvalid, "\"" + std::string(text) + "\" ends before it begins");
  }
  return range;
}

Result<std::vector<Finding>> write_records(Directory& root, const RecordRange& range,
                                           const std::string& instance, const Sink& sink) {
  Result<std::unique_ptr<Directory>> directory = root.existing_subdirectory(kJournalDirectoryName);
  if (!directory) {
    if (directory.error().code() != ErrorCode::kNotFound) return directory.error();
    return std::vector<Finding>();
  }
  const VerifyReport report = verify_journal(**directory);
  if (report.problem) {
    const ErrorCode code = report.problem->code();
    if (code != ErrorCode::kCorrupt && code != ErrorCode::kUnsupported) return *report.problem;
    return std::vector{finding_of(*report.problem, Part::kJournal, kJournalDirectoryName)};
  }
  LogWalk walk(**directory, report);
  const LogView view{walk.ledger(), walk.accounts(), instance};
  bool begun = false;
  walk.on_begin = [&](Sequence sequence) {
    begun = true;
    if (sequence > kFirstSequence && range.from <= sequence) write_state(view, sequence, sink);
  };
  walk.on_record = [&](const PlacedRecord& placed) {
    if (placed.record.sequence < range.from || placed.record.sequence > range.to) return;
    sink(record_line(placed, view, begun ? Meaning::kKnown : Meaning::kUnknown));
  };
  if (Result<void> walked = walk.run(); !walked) return walked.error();
  return walk.findings();
}

}  // namespace flowbridge
