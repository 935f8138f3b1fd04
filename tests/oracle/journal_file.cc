#include "oracle/journal_file.h"

#include "oracle/journal_line.h"

#include <cstdint>
#include <istream>
#include <string>
#include <variant>

namespace flowbridge {
namespace {

Error unknown_before(std::uint64_t sequence) {
  return {
      ErrorCode::kUnsupported,
      "what the journal held before record " + std::to_string(sequence) +
          " is not there, so that not all of its decisions are known; print it while the bridge "
          "still keeps all of it (for some 10 minutes, or 64 MiB), without a range, or append "
          "it to the file now and then, or judge without --journal-file"};
}

/// Whether the line is the next one; false if it was there before.
Result<bool> is_next(const JournalLine& line, std::uint64_t last) {
  if (line.sequence > 0 && line.sequence <= last) return false;
  const bool known = !std::holds_alternative<UnknownLine>(line.what);
  if (line.sequence == last + 1 && known) return true;
  // What a checkpoint holds was printed before, record by record.
  if (line.sequence == 0 && last > 0) return false;
  return unknown_before(line.sequence);
}

Result<void> check_width(const JournalLine& line, const JournalOptions& options) {
  const auto* grid = std::get_if<GridLine>(&line.what);
  if (grid == nullptr || grid->width == options.window) return {};
  return Error(ErrorCode::kInvalid, "windows are " + std::to_string(grid->width.count()) +
                                        " ms wide, not " + std::to_string(options.window.count()) +
                                        " ms: --window must be the bridge's");
}

}  // namespace

Result<JournalOutcome> check_journal(std::istream& lines, const Truth& truth,
                                     const JournalOptions& options, Verdict& verdict) {
  JournalCheck check(truth, options, verdict);
  std::uint64_t count = 0;
  std::uint64_t last = 0;
  for (std::string text; std::getline(lines, text);) {
    const std::string place = "line " + std::to_string(++count);
    const Result<JournalLine> line = parse_journal_line(text, options.job);
    if (!line) return line.error().within(place);
    const Result<bool> next = is_next(*line, last);
    if (!next) return next.error().within(place);
    if (!*next) continue;
    if (auto fits = check_width(*line, options); !fits) return fits.error().within(place);
    check.take(*line);
    last = line->sequence;
  }
  if (last == 0) return Error(ErrorCode::kInvalid, "there is no line of a journal");
  return check.finish();
}

}  // namespace flowbridge
