#include "architecture/tree.h"

#include <fstream>
#include <iterator>

namespace flowbridge {

namespace {

namespace fs = std::filesystem;

/// What .gitignore names, and Git's own folder (in a worktree it is a file).
bool is_skipped(const fs::path& relative) {
  const std::string name = relative.generic_string();
  return name == "build" || name == "data" || name == ".git" || name == ".cache" ||
         name == "compile_commands.json";
}

bool is_executable(const fs::directory_entry& entry) {
  return (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
}

}  // namespace

std::string to_string(const Violation& violation) {
  const std::string line = violation.line == 0 ? "" : ":" + std::to_string(violation.line);
  return violation.path + line + ": " + violation.reason;
}

void add_file(Tree& tree, std::string path, std::string text) {
  SourceFile file = make_source_file(std::move(path), std::move(text));
  std::string key = file.path;
  tree.insert_or_assign(std::move(key), std::move(file));
}

const SourceFile* find_file(const Tree& tree, std::string_view path) {
  const auto found = tree.find(path);
  return found == tree.end() ? nullptr : &found->second;
}

Tree read_tree(const fs::path& root) {
  Tree tree;
  fs::recursive_directory_iterator walk(root);
  for (; walk != fs::recursive_directory_iterator(); ++walk) {
    const fs::path relative = walk->path().lexically_relative(root);
    if (is_skipped(relative)) {
      if (walk->is_directory()) walk.disable_recursion_pending();
      continue;
    }
    if (!walk->is_regular_file()) continue;
    std::ifstream in(walk->path(), std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (text.find('\0') != std::string::npos) continue;
    add_file(tree, relative.generic_string(), std::move(text));
    tree[relative.generic_string()].executable = is_executable(*walk);
  }
  return tree;
}

}  // namespace flowbridge
