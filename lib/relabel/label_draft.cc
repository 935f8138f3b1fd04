#include "relabel/label_draft.h"

#include <algorithm>

namespace flowbridge {

std::size_t LabelDraft::index_of(std::string_view name) const {
  const auto found = std::ranges::find(labels_, name, &Label::name);
  return static_cast<std::size_t>(found - labels_.begin());
}

std::string_view LabelDraft::get(std::string_view name) const {
  const std::size_t index = index_of(name);
  return index == labels_.size() ? std::string_view() : labels_[index].value;
}

void LabelDraft::set(std::string_view name, std::string value) {
  if (value.empty()) return remove(name);
  std::size_t index = index_of(name);
  if (index < unchanged_count_) {
    remove(name);
    index = labels_.size();
  }
  if (index == labels_.size()) labels_.push_back({std::string(name), {}});
  labels_[index].value = std::move(value);
}

void LabelDraft::remove(std::string_view name) {
  const std::size_t index = index_of(name);
  if (index == labels_.size()) return;
  labels_.erase(labels_.begin() + static_cast<std::ptrdiff_t>(index));
  if (index < unchanged_count_) --unchanged_count_;
}

}  // namespace flowbridge
