#pragma once
/// A state directory as JSON, for programs.
///
/// docs/state.md is the definition of every key. Integers are numbers, also those beyond 2^53; a
/// key that means a time or a duration says its unit. Keys may be added, and change their meaning
/// only with kStateJsonSchema.
///
/// Lifetime: values; a LogView borrows what it shows.      Threads: any.
/// Fails:    never; text that is not UTF-8 becomes U+FFFD.
/// Units:    milliseconds since 1970 UTC (_ms), bytes.
///
///   inspect_json(survey, {.directory = "./data", .instance = "edge-1"}, print);

#include "state/survey.h"

#include <functional>
#include <string>
#include <string_view>

namespace flowbridge {

inline constexpr int kStateJsonSchema = 1;

/// Takes the next piece of the output.
using Sink = std::function<void(std::string_view)>;

struct Shown {
  /// As it was given.
  std::string directory;
  /// The label of the series.
  std::string instance;
};

/// What both objects begin with: the opening brace, the verdict and the findings.
std::string json_header(const StateSurvey& survey, const Shown& shown);
/// One object, and a line's end.
std::string verify_json(const StateSurvey& survey, const Shown& shown);
/// The same, in pieces: there may be millions of series.
void inspect_json(const StateSurvey& survey, const Shown& shown, const Sink& sink);
/// Of it, the files of the journal: an object. Requires: the journal has no problem.
std::string journal_json(const StateSurvey& survey);

/// The state that records are applied to.
struct LogView {
  const Ledger& ledger;
  const Accounts& accounts;
  std::string instance;
};

/// Whether the state before a record is known, and with it what its ids mean.
enum class Meaning { kKnown, kUnknown };

/// One line: the record, decoded. Requires: it decodes.
std::string record_line(const PlacedRecord& placed, const LogView& view, Meaning meaning);
/// A line for each lane and series of the checkpoint that the replay begins with.
void write_state(const LogView& view, Sequence checkpoint, const Sink& sink);

}  // namespace flowbridge
