#pragma once
/// The operator's names as the file has them, before they are judged.
///
/// YAML and CSV differ in how a file is taken apart, and in nothing else: both give a draft, whose
/// entries names/overrides.cc judges.
///
/// Lifetime: values.      Threads: any.
/// Fails:    what is wrong with the file's form is among the problems.
/// Units:    see names/text_problem.h.
///
///   OverridesDraft draft = read_overrides_csv("asn,name\n64512,Lab\n");
///   draft.entries[0].name.text;   // "Lab"

#include "names/text_problem.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct DraftText {
  TextPosition at{};
  std::string text{};
};

struct OverrideDraft {
  DraftText range{};
  /// Absent ones have been told already.
  std::optional<DraftText> name{};
  std::optional<DraftText> country{};
  std::vector<DraftText> tags{};
};

struct OverridesDraft {
  std::vector<OverrideDraft> entries;
  std::vector<TextProblem> problems;
};

/// Requires: byte_that_is_no_text() finds none.
OverridesDraft read_overrides_yaml(std::string_view text);
OverridesDraft read_overrides_csv(std::string_view text);

}  // namespace flowbridge
