#include "architecture/source_file.h"

#include <algorithm>
#include <cctype>

namespace flowbridge {

namespace {

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// Sorts each byte of a C++ text into code, comment or the inside of a literal.
class Scanner {
 public:
  explicit Scanner(std::string_view text)
      : text_(text), code_(text.size(), ' '), comments_(text.size(), ' ') {
    while (at_ < text_.size()) step();
  }

  const std::string& code() const { return code_; }
  const std::string& comments() const { return comments_; }

 private:
  void step() {
    const std::string_view rest = text_.substr(at_);
    if (rest.substr(0, 2) == "//") {
      take_comment(rest.find('\n'));
    } else if (rest.substr(0, 2) == "/*") {
      const std::size_t end = rest.find("*/", 2);
      take_comment(end == std::string_view::npos ? end : end + 2);
    } else if (rest[0] == '"') {
      take_string(rest);
    } else if (rest[0] == '\'' && !is_digit_separator()) {
      take_literal(rest, '\'');
    } else {
      take_code(1);
    }
  }

  /// The quote of 15'000 stands between two characters of a number.
  bool is_digit_separator() const {
    std::size_t start = at_;
    while (start > 0 && (is_identifier(text_[start - 1]) || text_[start - 1] == '\'')) --start;
    return start < at_ && std::isdigit(static_cast<unsigned char>(text_[start])) != 0;
  }

  void take_string(std::string_view rest) {
    const bool raw = at_ > 0 && text_[at_ - 1] == 'R' &&
                     (at_ == 1 || !is_identifier(text_[at_ - 2]) || text_[at_ - 2] == '8');
    const std::size_t open = rest.find('(');
    if (!raw || open == std::string_view::npos) return take_literal(rest, '"');
    const std::string close = ")" + std::string(rest.substr(1, open - 1)) + "\"";
    const std::size_t end = rest.find(close, open);
    if (end == std::string_view::npos) return take_inside(rest.size());
    take_code(1);
    take_inside(end + close.size() - 2);
    take_code(1);
  }

  /// An ordinary literal; its quotes are code, what they hold is not.
  void take_literal(std::string_view rest, char quote) {
    std::size_t end = 1;
    while (end < rest.size() && rest[end] != quote && rest[end] != '\n') {
      end += rest[end] == '\\' ? 2U : 1U;
    }
    take_code(1);
    take_inside(std::min(end, rest.size()) - 1);
    if (at_ < text_.size() && text_[at_] == quote) take_code(1);
  }

  void take_code(std::size_t size) { take(size, code_); }
  void take_comment(std::size_t size) { take(size, comments_); }
  void take_inside(std::size_t size) {
    std::string nowhere;
    take(size, nowhere);
  }

  void take(std::size_t size, std::string& view) {
    size = std::min(size, text_.size() - at_);
    for (std::size_t i = at_; i < at_ + size; ++i) {
      if (text_[i] == '\n') {
        code_[i] = comments_[i] = '\n';
      } else if (i < view.size()) {
        view[i] = text_[i];
      }
    }
    at_ += size;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string code_;
  std::string comments_;
};

}  // namespace

SourceFile make_source_file(std::string path, std::string text) {
  SourceFile file;
  file.path = std::move(path);
  file.text = std::move(text);
  file.lines = split_lines(file.text);
  if (is_cpp(file.path)) {
    const Scanner scanner(file.text);
    file.code = split_lines(scanner.code());
    file.comments = split_lines(scanner.comments());
  }
  return file;
}

bool is_cpp(std::string_view path) {
  return path.ends_with(".cc") || path.ends_with(".h");
}

bool is_header(std::string_view path) {
  return path.ends_with(".h");
}

bool is_program_text(const SourceFile& file) {
  return is_cpp(file.path) || file.path.ends_with("CMakeLists.txt") ||
         file.path.ends_with(".cmake") || file.text.starts_with("#!");
}

std::string_view module_of(std::string_view path) {
  constexpr std::string_view kLib = "lib/";
  if (!path.starts_with(kLib)) return {};
  path.remove_prefix(kLib.size());
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool is_in(std::string_view path, const std::vector<std::string_view>& places) {
  return std::any_of(places.begin(), places.end(), [path](std::string_view place) {
    return place.ends_with('/') ? path.starts_with(place) : path == place;
  });
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> includes;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    // The directive is looked for in the code, so that a commented one does not count, and its name
    // in the text, because to the scanner "x.h" is a literal.
    std::size_t at = file.code[i].find_first_not_of(' ');
    if (at == std::string::npos || file.code[i][at] != '#') continue;
    at = file.code[i].find_first_not_of(' ', at + 1);
    if (at == std::string::npos || !file.code[i].substr(at).starts_with("include")) continue;
    const std::string& line = file.lines[i];
    const std::size_t open = line.find_first_of("\"<", at);
    if (open == std::string::npos) continue;
    const bool angled = line[open] == '<';
    const std::size_t close = line.find(angled ? '>' : '"', open + 1);
    if (close == std::string::npos) continue;
    includes.push_back(
        {.line = i + 1, .name = line.substr(open + 1, close - open - 1), .angled = angled});
  }
  return includes;
}

std::size_t find_word(std::string_view line, std::string_view word, std::size_t from) {
  for (std::size_t at = line.find(word, from); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_identifier(word.front()) || !is_identifier(line[at - 1]);
    const bool ends =
        end == line.size() || !is_identifier(word.back()) || !is_identifier(line[end]);
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

}  // namespace flowbridge
