#pragma once
/// Explanations for people and for programs.
///
/// docs/as-names.md is the definition of every key of the JSON. Keys may be added, and change their
/// meaning only with kAsnJsonSchema.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    milliseconds since 1970 UTC (_ms).
///
///   for (const Explanation& each : explain(numbers, names, sources, &store)) {
///     print(explanation_text(each, {.now = now, .overrides_file = "names.yaml"}));
///   }

#include "asndb/explain.h"
#include "base/time.h"

#include <string>

namespace flowbridge {

inline constexpr int kAsnJsonSchema = 1;

struct ExplanationView {
  UnixTime now{};
  /// As it was given; empty: there is none.
  std::string overrides_file{};
};

/// The name and why it was chosen, then a line for each statement.
std::string explanation_text(const Explanation& explanation, const ExplanationView& view);
/// One object, and a line's end.
std::string explanation_json(const Explanation& explanation, const ExplanationView& view);

}  // namespace flowbridge
