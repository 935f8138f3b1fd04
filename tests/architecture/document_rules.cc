#include "architecture/document_rules.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace flowbridge {

namespace {

/// Programs that a reader has before anything of ours runs, or that scripts/deps.sh installs.
constexpr std::string_view kKnownPrograms[] = {"flowbridge", "cd", "cmake", "ctest", "git", "helm"};

/// Is this a path into the repository, rather than a program found on the PATH?
bool is_path(std::string_view program) {
  return program.find('/') != std::string_view::npos;
}

bool is_shell_fence(std::string_view line) {
  return line == "```sh" || line == "```bash" || line == "```console";
}

std::string first_word_of_command(const std::string& line) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const bool prefix = word == "$" || word == "sudo" ||
                        (word.find('=') != std::string::npos && word.find('/') > word.find('='));
    if (!prefix) return word;
  }
  return {};
}

bool is_path_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-' ||
         c == '/';
}

/// What the text mentions below `folder`: "scripts/test.sh" in "run `scripts/test.sh`".
std::vector<std::string> mentioned(std::string_view line, std::string_view folder) {
  std::vector<std::string> paths;
  for (std::size_t at = line.find(folder); at != std::string_view::npos;
       at = line.find(folder, at + 1)) {
    if (at > 0 && is_path_character(line[at - 1])) continue;
    std::size_t end = at;
    while (end < line.size() && is_path_character(line[end])) ++end;
    std::string_view path = line.substr(at, end - at);
    while (path.ends_with('.')) path.remove_suffix(1);
    if (path != folder) paths.emplace_back(path);
  }
  return paths;
}

/// The targets of [text](target) that point into the repository.
std::vector<std::string> links(std::string_view line) {
  std::vector<std::string> targets;
  for (std::size_t at = line.find("]("); at != std::string_view::npos;
       at = line.find("](", at + 1)) {
    const std::size_t end = line.find_first_of(")# ", at + 2);
    const std::string_view target = line.substr(at + 2, end - at - 2);
    if (!target.empty() && target.find("://") == std::string_view::npos) {
      targets.emplace_back(target);
    }
  }
  return targets;
}

bool exists(const Tree& tree, const std::string& path) {
  if (find_file(tree, path) != nullptr) return true;
  const std::string folder = path.ends_with('/') ? path : path + "/";
  const auto next = tree.lower_bound(folder);
  return next != tree.end() && next->first.starts_with(folder);
}

void check_executable(const Tree& tree, const SourceFile& document, std::size_t line,
                      std::string_view path, Violations& violations) {
  if (path.starts_with("./")) path.remove_prefix(2);
  const SourceFile* script = find_file(tree, path);
  if (script == nullptr) {
    violations.push_back(
        {document.path, line, "`" + std::string(path) + "` does not exist; say what works today"});
  } else if (!script->executable) {
    violations.push_back(
        {document.path, line, "`" + std::string(path) + "` is not executable; chmod +x it"});
  }
}

void check_document(const Tree& tree, const SourceFile& document, Violations& violations) {
  for (const Command& command : commands_of(document)) {
    if (is_path(command.program)) {
      check_executable(tree, document, command.line, command.program, violations);
    } else if (std::find(std::begin(kKnownPrograms), std::end(kKnownPrograms), command.program) ==
               std::end(kKnownPrograms)) {
      violations.push_back({document.path, command.line,
                            "`" + command.program +
                                "` may not be there on a reader's machine; "
                                "call a script of ours, or add it to kKnownPrograms"});
    }
  }
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    for (const std::string_view folder : {"scripts/", ".ci/"}) {
      for (const std::string& path : mentioned(document.lines[i], folder)) {
        check_executable(tree, document, i + 1, path, violations);
      }
    }
    for (const std::string& target : links(document.lines[i])) {
      if (exists(tree, target)) continue;
      violations.push_back({document.path, i + 1, "link to `" + target + "`, which is not there"});
    }
  }
}

}  // namespace

std::vector<Command> commands_of(const SourceFile& file) {
  std::vector<Command> commands;
  bool in_shell = false;
  bool in_other = false;
  bool continues = false;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (line.starts_with("```")) {
      const bool closes = in_shell || in_other;
      in_shell = !closes && is_shell_fence(line);
      in_other = !closes && !in_shell;
      continue;
    }
    if (in_shell && !continues && !line.empty() && !line.starts_with('#')) {
      if (std::string program = first_word_of_command(line); !program.empty()) {
        commands.push_back({.line = i + 1, .program = std::move(program)});
      }
    }
    continues = in_shell && line.ends_with('\\');
  }
  return commands;
}

Violations check_documents(const Tree& tree) {
  Violations violations;
  for (const std::string_view path : {"README.md", "CONTRIBUTING.md"}) {
    const SourceFile* document = find_file(tree, path);
    if (document == nullptr) {
      violations.push_back({std::string(path), 0, "is not there; newcomers start with it"});
    } else {
      check_document(tree, *document, violations);
    }
  }
  return violations;
}

}  // namespace flowbridge
