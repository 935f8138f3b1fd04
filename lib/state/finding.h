#pragma once
/// One thing that is wrong with a state directory, and what an operator should do about it.
///
/// Whoever reads a Finding has a bridge that will not start, or fears so: it names the file, the
/// byte where that is known, what is wrong in words, and the way out.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bytes from the start of the file.
///
///   findings.push_back(finding_of(report.problem, Part::kJournal, "journal"));
///   std::puts(to_text(findings.back()).c_str());

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace flowbridge {

/// What is damaged: the advice hangs on it.
enum class Part {
  kWriter,      // writer.json
  kJournal,     // a segment, or a checkpoint that nothing stands in for
  kCheckpoint,  // a checkpoint that the log stands in for
  kRecords,     // bytes that are whole and make no sense
  kCursor,
  kQuarantine,
  kLabelClaims,
  kGap,
};

struct Finding {
  /// Below the state directory: "journal/00000000000000000042.log".
  std::string file;
  std::optional<std::uint64_t> byte{};
  std::string what;
  std::string advice;

  bool operator==(const Finding&) const = default;
};

/// What an operator should do about damage to this part.
const char* advice_on(Part part);

/// Takes "<name>: byte <n>: <what>" apart, and files below `folder` (empty: the state directory).
/// A message of another form is about `folder` as a whole, or about the file it begins with.
Finding finding_of(const Error& error, Part part, const std::string& folder);
Finding finding_of(const std::string& message, Part part, const std::string& folder);

/// Two lines: "<file>: byte <n>: <what>" and, indented, the advice.
std::string to_text(const Finding& finding);

}  // namespace flowbridge
