#pragma once
/// Delegated ranges as tests write them: "10-19 arin assigned US".
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    ranges hold both their ends; what is not known is left out.
///
///   EXPECT_EQ(as_text(range), "7 ripencc");

#include "names/delegated_range.h"

#include <string>
#include <vector>

namespace flowbridge {

inline std::string as_text(const DelegatedRange& range) {
  std::string text = std::to_string(range.first.value());
  if (range.last != range.first) text += "-" + std::to_string(range.last.value());
  if (range.registry != Registry::kNone) text += std::string(" ") + registry_name(range.registry);
  if (range.status) text += std::string(" ") + asn_status_name(*range.status);
  if (!range.country.empty()) text += " " + std::string(range.country.text());
  return text;
}

inline std::vector<std::string> as_texts(const std::vector<DelegatedRange>& ranges) {
  std::vector<std::string> texts;
  for (const DelegatedRange& range : ranges) texts.push_back(as_text(range));
  return texts;
}

}  // namespace flowbridge
