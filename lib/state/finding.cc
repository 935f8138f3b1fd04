#include "state/finding.h"

#include <charconv>
#include <string_view>

namespace flowbridge {

namespace {

std::string below(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return name.empty() ? folder : folder + "/" + std::string(name);
}

}  // namespace

const char* advice_on(Part part) {
  switch (part) {
    case Part::kWriter:
      return "Put it back from a copy of this directory. Without one, write it by hand: "
             "{\"format_version\": 1, \"writer_id\": \"<16 hexadecimal digits>\", \"instance\": "
             "\"<name>\"}. The id is in the metadata of the offsets committed to Kafka, the name "
             "in the label instance of every series.";
    case Part::kJournal:
      return "Stop flowbridge and copy the whole directory away first. Then put back a copy of "
             "the whole state directory that was made while flowbridge was stopped. Without one, "
             "move the directory away and start with an empty one: the counters begin again under "
             "a new instance, and --kafka.start says from when on flows are counted.";
    case Part::kCheckpoint:
      return "A start passes over it, for the log before it says the same; it is deleted in time. "
             "Check the disk.";
    case Part::kRecords:
      return "The disk has kept what was written, so this is a fault of flowbridge, of memory, or "
             "of files put together by hand: keep a copy of the directory and report it. If files "
             "were exchanged, put back all of one copy.";
    case Part::kCursor:
      return "Put back a copy of the whole state directory. Without one, stop flowbridge and move "
             "this destination's folder away: it begins at the end of the journal then. Its "
             "counters go on, so totals stay right, but the windows up to there are not sent one "
             "by one.";
    case Part::kGap:
      return "Put back a copy of the whole state directory. Without one, stop flowbridge and move "
             "this destination's folder away: it begins at the end of the journal then, and what "
             "the gap took from its windows is not counted later.";
    case Part::kQuarantine:
      return "Stop flowbridge and move the file away: series that the destination refuses are "
             "found again.";
    case Part::kLabelClaims:
      return "Stop flowbridge and move the file away: of series that this destination's rules give "
             "the same labels, the one that is live is sent then.";
  }
  FB_CHECK(false);
}

Finding finding_of(const std::string& message, Part part, const std::string& folder) {
  constexpr std::string_view kByte = ": byte ";
  const std::string_view text(message);
  const std::string advice = advice_on(part);
  if (const std::size_t at = text.find(kByte); at != std::string_view::npos) {
    std::uint64_t byte = 0;
    const char* digits = text.data() + at + kByte.size();
    const std::from_chars_result read = std::from_chars(digits, text.data() + text.size(), byte);
    const auto end = static_cast<std::size_t>(read.ptr - text.data());
    if (read.ec == std::errc() && text.substr(end).starts_with(": ")) {
      const std::size_t name_at = text.rfind(' ', at - 1) + 1;
      const std::string before(text.substr(0, name_at));
      return {below(folder, text.substr(name_at, at - name_at)), byte,
              before + std::string(text.substr(end + 2)), advice};
    }
  }
  const std::size_t colon = text.find(": ");
  const bool begins_with_file =
      colon != std::string_view::npos && text.substr(0, colon).find(' ') == std::string_view::npos;
  if (!begins_with_file) return {below(folder, ""), {}, message, advice};
  return {below(folder, text.substr(0, colon)), {}, std::string(text.substr(colon + 2)), advice};
}

Finding finding_of(const Error& error, Part part, const std::string& folder) {
  Finding finding = finding_of(error.message(), part, folder);
  if (error.code() == ErrorCode::kUnsupported) {
    finding.advice = "Use the flowbridge that wrote it, or a newer one.";
  }
  return finding;
}

std::string to_text(const Finding& finding) {
  std::string text = finding.file;
  if (finding.byte) text += ": byte " + std::to_string(*finding.byte);
  return text + ": " + finding.what + "\n  " + finding.advice + "\n";
}

}  // namespace flowbridge
