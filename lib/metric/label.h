#pragma once
/// Labels and samples, in Prometheus's sense of the words.
///
/// A LabelSet identifies one time series: sorted by name in byte order, names unique, no empty
/// value (in Prometheus an empty value is the same as no label). The metric's name is the label
/// `__name__`. https://prometheus.io/docs/concepts/data_model/
///
/// Lifetime: LabelSet owns its text.      Threads: as any value.
/// Fails:    never; make_label_set drops empty values and sorts; a duplicate name is a bug.
/// Units:    ValueBits are those of a counter's value, or the stale marker.
///
///   LabelSet labels = make_label_set({{"__name__", "up"}, {"job", "flowbridge"}});

#include "base/time.h"

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

namespace flowbridge {

struct Label {
  std::string name;
  std::string value;

  auto operator<=>(const Label&) const = default;
};

using LabelSet = std::vector<Label>;

/// Sorts by name and drops empty values. Requires: names are unique.
LabelSet make_label_set(std::vector<Label> labels);

/// Sorted by name, names unique.
bool is_ordered(const LabelSet& labels);

/// `{__name__="up", job="flowbridge"}`, for logs and tests.
std::string to_string(const LabelSet& labels);

/// The value that ends a series: a signalling NaN whose exact bits matter, so keep it out of
/// arithmetic. https://prometheus.io/docs/specs/prw/remote_write_spec/#stale-markers
inline constexpr std::uint64_t kStaleMarkerBits = 0x7ff0000000000002;

/// The bits of a sample's value: kStaleMarkerBits, or those of a double.
using ValueBits = std::uint64_t;
inline ValueBits value_bits(double value) {
  return std::bit_cast<ValueBits>(value);
}

}  // namespace flowbridge
