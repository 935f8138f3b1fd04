#include "metric/label.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {

LabelSet make_label_set(std::vector<Label> labels) {
  std::erase_if(labels, [](const Label& label) { return label.value.empty(); });
  std::sort(labels.begin(), labels.end());
  FB_CHECK(is_ordered(labels));
  return labels;
}

bool is_ordered(const LabelSet& labels) {
  const auto misplaced =
      std::adjacent_find(labels.begin(), labels.end(),
                         [](const Label& a, const Label& b) { return !(a.name < b.name); });
  return misplaced == labels.end();
}

std::string to_string(const LabelSet& labels) {
  std::string text = "{";
  for (const Label& label : labels) {
    if (text.size() > 1) text += ", ";
    text += label.name + "=\"";
    for (const char c : label.value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

}  // namespace flowbridge
