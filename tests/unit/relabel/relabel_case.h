#pragma once
/// One line of a table: labels, rules, and what becomes of the labels.
///
/// Lifetime: values.      Threads: one.
/// Fails:    FB_CHECK: the rules of a table are right.
/// Units:    none.
///
///   check({.name = "…", .labels = {{"a", "foo"}}, .rules = {{.target_label = "b"}}, .want = …});

#include "relabel/relabeller.h"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {

/// Of `want`: the series is dropped.
inline constexpr std::nullopt_t kDropped = std::nullopt;

struct RelabelCase {
  const char* name;
  LabelSet labels;
  std::vector<RelabelRule> rules;
  std::optional<LabelSet> want;
  LabelNames label_names = LabelNames::kUtf8;
  LabelSet external_labels{};
};

inline std::string shown(const std::optional<LabelSet>& labels) {
  return labels ? to_string(*labels) : "dropped";
}

inline void check(const RelabelCase& c) {
  SCOPED_TRACE(c.name);
  const Result<Relabeller> relabeller = Relabeller::compile(
      {.external_labels = c.external_labels, .rules = c.rules, .label_names = c.label_names});
  ASSERT_TRUE(relabeller) << relabeller.error().message();
  EXPECT_EQ(shown(relabeller->apply(c.labels)), shown(c.want));
}

inline void check(const std::vector<RelabelCase>& cases) {
  for (const RelabelCase& c : cases) check(c);
}

}  // namespace flowbridge
