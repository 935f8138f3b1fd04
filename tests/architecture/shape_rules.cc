#include "architecture/shape_rules.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace flowbridge {

namespace {

/// Code points, told by the bytes that do not continue one.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(
      line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

/// The code without preprocessor directives, whose braces need not balance.
std::vector<std::string> without_directives(const std::vector<std::string>& code) {
  std::vector<std::string> lines = code;
  bool continues = false;
  for (std::string& line : lines) {
    const std::size_t first = line.find_first_not_of(' ');
    const bool directive = continues || (first != std::string::npos && line[first] == '#');
    continues = directive && line.ends_with('\\');
    if (directive) line.clear();
  }
  return lines;
}

/// Walks the braces of a file and finds where functions begin and end.
///
/// At namespace and class level, a brace that follows a parameter list opens a function. Braces
/// inside parentheses or a function, and those of an initialiser, only nest.
class FunctionFinder {
 public:
  struct Function {
    std::size_t first_line = 0;
    std::size_t last_line = 0;
  };

  explicit FunctionFinder(const std::vector<std::string>& code) {
    for (line_ = 0; line_ < code.size(); ++line_) {
      for (const char c : code[line_]) step(c);
      step(' ');
    }
    settle(';');
  }

  const std::vector<Function>& functions() const { return functions_; }
  bool balanced() const { return balanced_ && scopes_.empty() && parentheses_ == 0; }

 private:
  enum class Scope { kOpen, kFunction, kNested };

  /// What stands since the last declaration ended.
  struct Head {
    std::string text;
    std::size_t line = 0;
    /// It has an = of its own, so that a brace opens a value.
    bool assigns = false;
  };

  void step(char c) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (!head_.text.empty()) head_.text += ' ';
      return;
    }
    settle(c);
    if (c == '(') ++parentheses_;
    if (c == ')') --parentheses_;
    if (c == '{') return open();
    if (c == '}') return close();
    if (parentheses_ == 0 && (c == ';' || (c == ':' && is_access(head_.text)))) {
      head_ = {};
      return;
    }
    if (head_.text.empty()) head_.line = line_;
    if (c == '=' && parentheses_ == 0) head_.assigns = head_.assigns || is_assignment();
    head_.text += c;
  }

  static bool is_access(std::string_view text) {
    return text == "public" || text == "private" || text == "protected";
  }

  /// Neither operator== nor the default of a template's parameter.
  bool is_assignment() const {
    const auto count = [this](char c) {
      return std::count(head_.text.begin(), head_.text.end(), c);
    };
    return head_.text.find("operator") == std::string::npos && count('<') == count('>');
  }

  bool nested() const { return !scopes_.empty() && scopes_.back().first != Scope::kOpen; }

  void open() {
    Scope scope = Scope::kNested;
    if (!nested() && parentheses_ == 0 && !head_.assigns) {
      const bool called = head_.text.find('(') != std::string::npos;
      const std::string_view word = first_word(head_.text);
      const bool named = word == "namespace" || word == "class" || word == "struct" ||
                         word == "union" || (word == "extern" && !called);
      scope = named ? Scope::kOpen : called ? Scope::kFunction : Scope::kNested;
    }
    scopes_.emplace_back(scope, head_);
    if (scope != Scope::kNested) head_ = {};
  }

  /// What kind of declaration it is, without its template parameters.
  static std::string_view first_word(std::string_view text) {
    if (text.starts_with("template")) {
      int depth = 0;
      std::size_t at = text.find('<');
      for (; at < text.size(); ++at) {
        if (text[at] == '<') ++depth;
        if (text[at] == '>' && --depth == 0) break;
      }
      text.remove_prefix(std::min(at + 1, text.size()));
    }
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.starts_with("inline namespace")) return "namespace";
    return text.substr(0, text.find_first_of(" (<"));
  }

  void close() {
    if (scopes_.empty()) {
      balanced_ = false;
      return;
    }
    const auto [scope, head] = scopes_.back();
    scopes_.pop_back();
    if (scope == Scope::kFunction) {
      closed_ = Function{.first_line = head.line + 1, .last_line = line_ + 1};
      closed_head_ = head;
    } else if (!nested() && scope == Scope::kOpen) {
      head_ = {};
    }
  }

  /// Decides what a closed brace was, once the next character is known: `Foo() : a_{1}, b_{2} {}`
  /// goes on after each of the first two.
  void settle(char next) {
    if (!closed_) return;
    if (next == ',' || next == '{') {
      head_ = closed_head_;
    } else {
      functions_.push_back(*closed_);
      head_ = {};
    }
    closed_.reset();
  }

  std::size_t line_ = 0;
  int parentheses_ = 0;
  bool balanced_ = true;
  Head head_;
  std::vector<std::pair<Scope, Head>> scopes_;
  std::optional<Function> closed_;
  Head closed_head_;
  std::vector<Function> functions_;
};

}  // namespace

Violations check_sizes(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_program_text(file)) continue;
    if (file.lines.size() >= kFileLinesLimit) {
      violations.push_back({path, file.lines.size(),
                            "file has " + std::to_string(file.lines.size()) +
                                " lines, the limit "
                                "is below " +
                                std::to_string(kFileLinesLimit) + "; split it by idea"});
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::size_t width = columns(file.lines[i]);
      if (width <= kLineColumnsMax) continue;
      violations.push_back({path, i + 1,
                            "line has " + std::to_string(width) + " columns, at most " +
                                std::to_string(kLineColumnsMax) + " fit two files side by side"});
    }
  }
  return violations;
}

Violations check_function_sizes(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path)) continue;
    const FunctionFinder finder(without_directives(file.code));
    if (!finder.balanced()) {
      violations.push_back({path, 0,
                            "braces do not balance, so functions cannot be measured; do not open "
                            "a brace in one branch of an #if and close it in another"});
    }
    for (const FunctionFinder::Function& function : finder.functions()) {
      const std::size_t size = function.last_line - function.first_line + 1;
      if (size <= kFunctionLinesMax) continue;
      violations.push_back({path, function.first_line,
                            "function has " + std::to_string(size) + " lines, at most " +
                                std::to_string(kFunctionLinesMax) +
                                " can be read at a glance; name its parts"});
    }
  }
  return violations;
}

Violations check_header_prose(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_header(path) || !path.starts_with("lib/")) continue;
    if (file.lines.size() < 2 || file.lines[0] != "#pragma once" ||
        !file.lines[1].starts_with("/// ")) {
      violations.push_back({path, 1,
                            "a header begins with `#pragma once` and, on the next line, `/// ` and "
                            "what this is and why it exists"});
      continue;
    }
    std::size_t end = 1;
    std::string prose;
    for (; end < file.lines.size() && file.lines[end].starts_with("///"); ++end) {
      prose += file.lines[end] + "\n";
    }
    for (const std::string_view label : {"Lifetime:", "Threads:", "Fails:", "Units:"}) {
      if (prose.find(label) != std::string::npos) continue;
      violations.push_back({path, end,
                            "the header's prose does not say `" + std::string(label) +
                                "`; callers "
                                "need to know before the first declaration"});
    }
  }
  return violations;
}

}  // namespace flowbridge
