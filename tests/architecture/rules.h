#pragma once
/// The rules of the house, all of them.
///
/// Each is a claim about the tree, kept by a test of that name, and each has an example in
/// rules_test.cc that breaks it. To add a rule: a pure function in one of the *_rules files, a row
/// in rules(), and examples.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   for (const Rule& rule : rules()) Violations violations = rule.check(tree);

#include "architecture/tree.h"

namespace flowbridge {

struct Rule {
  std::string_view name;
  Violations (*check)(const Tree& tree);
};

const std::vector<Rule>& rules();

/// Modules that lib/LAYERS names and nobody has written yet; each leaves this list when it comes.
const std::vector<std::string_view>& planned_modules();

}  // namespace flowbridge
