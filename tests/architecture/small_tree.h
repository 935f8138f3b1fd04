#pragma once
/// Small made-up trees for the tests of the rules.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   EXPECT_THAT(places(check_todos(small_tree({{"lib/a/x.cc", text}}))), ElementsAre("…:3"));

#include "architecture/tree.h"

#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

inline Tree small_tree(const std::vector<std::pair<std::string, std::string>>& files) {
  Tree tree;
  for (const auto& [path, text] : files) add_file(tree, path, text);
  return tree;
}

/// "lib/a/x.cc:3" for each violation, or only the path where the whole file is meant.
inline std::vector<std::string> places(const Violations& violations) {
  std::vector<std::string> places;
  for (const Violation& violation : violations) {
    std::string place = violation.path;
    if (violation.line != 0) place += ":" + std::to_string(violation.line);
    places.push_back(std::move(place));
  }
  return places;
}

}  // namespace flowbridge
