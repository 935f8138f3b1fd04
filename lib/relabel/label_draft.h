#pragma once
/// Labels while rules change them.
///
/// The order is Prometheus's, and it matters: of two labels that `labelmap` gives one name the
/// later one wins. First come the labels that a series had, by name, then those that were set, in
/// the order in which they were; one that it had moves there when it is set for the first time.
///
/// Lifetime: owns its text.      Threads: one.
/// Fails:    never.
/// Units:    an empty value is no label.
///
///   LabelDraft draft(labels);
///   draft.set("cluster", "fra1");
///   LabelSet changed = std::move(draft).finish();

#include "metric/label.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowbridge {

class LabelDraft final {
 public:
  explicit LabelDraft(LabelSet labels)
      : labels_(std::move(labels)), unchanged_count_(labels_.size()) {}

  /// Empty if there is none. Valid until the next change.
  std::string_view get(std::string_view name) const;
  /// Removes the label if the value is empty.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);

  const std::vector<Label>& labels() const { return labels_; }
  LabelSet finish() && { return make_label_set(std::move(labels_)); }

 private:
  std::size_t index_of(std::string_view name) const;

  std::vector<Label> labels_;
  // At the front: those that the series had, and that were not set.
  std::size_t unchanged_count_;
};

}  // namespace flowbridge
