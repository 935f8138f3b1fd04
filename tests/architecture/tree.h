#pragma once
/// The files of the repository, and what a rule says about them.
///
/// A rule is a pure function from a Tree to Violations; the tests give it the real tree, and small
/// made-up ones that break it.
///
/// Lifetime: owns its files.      Threads: as any value.
/// Fails:    read_tree throws what std::filesystem throws; only tests call it.
/// Units:    a line of 0 in a Violation means the file as a whole.
///
///   Tree tree = read_tree(root);
///   for (const Violation& violation : check_layers(tree)) std::cout << to_string(violation);

#include "architecture/source_file.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace flowbridge {

/// By path, so that reports come in a stable order.
using Tree = std::map<std::string, SourceFile, std::less<>>;

struct Violation {
  std::string path;
  std::size_t line = 0;
  /// What is wrong, why that is a rule, and what to do instead.
  std::string reason;
};
using Violations = std::vector<Violation>;

/// "lib/window/x.cc:12: …", as compilers write it.
std::string to_string(const Violation& violation);

void add_file(Tree& tree, std::string path, std::string text);
const SourceFile* find_file(const Tree& tree, std::string_view path);

/// All text files below `root` but those that are built or belong to tools (build, .git, …).
Tree read_tree(const std::filesystem::path& root);

}  // namespace flowbridge
