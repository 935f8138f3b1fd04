#include "journal/verify.h"

namespace flowbridge {

namespace {

std::string bytes_text(std::uint64_t bytes) {
  return " bytes=" + std::to_string(bytes);
}

}  // namespace

VerifyReport verify_journal(Directory& directory) {
  VerifyReport report;
  Result<RecoveredJournal> found = inspect_journal(directory, InspectionDepth::kEverything);
  if (!found) {
    report.problem = found.error();
    return report;
  }
  report.warnings = std::move(found->warnings);
  report.inventory = std::move(found->inventory);
  report.segments = std::move(found->walked);
  report.next = found->next;
  report.torn_bytes = found->torn_bytes;
  report.leftovers = std::move(found->leftovers);
  if (found->unfinished) report.leftovers.push_back(segment_name(*found->unfinished));
  return report;
}

std::string to_text(const VerifyReport& report) {
  std::string text;
  for (std::size_t i = 0; i < report.segments.size(); ++i) {
    const SegmentSummary& segment = report.segments[i];
    text += segment_name(segment.first) + " records=" + std::to_string(segment.records) +
            " groups=" + std::to_string(segment.groups) +
            bytes_text(report.inventory.segments[i].bytes) + "\n";
  }
  for (const CheckpointFile& checkpoint : report.inventory.checkpoints) {
    text += checkpoint_name(checkpoint.sequence);
    text += checkpoint.damaged ? " damaged" : bytes_text(checkpoint.bytes);
    text += "\n";
  }
  for (const std::string& warning : report.warnings) text += "warning: " + warning + "\n";
  if (report.torn_bytes > 0) text += "torn tail:" + bytes_text(report.torn_bytes) + "\n";
  if (report.problem) return text + "problem: " + report.problem->message() + "\n";
  return text + "next record " + std::to_string(report.next) + "\n";
}

}  // namespace flowbridge
