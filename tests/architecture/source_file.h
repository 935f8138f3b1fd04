#pragma once
/// One file of the repository, taken apart far enough to judge it.
///
/// The rules must not mistake a word in a comment or in a literal for code. So a C++ file is split
/// into two views with the lines and columns of the text: `code`, where comments and the contents
/// of literals are blank, and `comments`, where everything else is. It is a scanner, not a parser:
/// it knows comments, literals, raw strings and digit separators, and no grammar.
///
/// Lifetime: owns its text.      Threads: as any value.
/// Fails:    never; an unterminated literal or comment ends with the file.
/// Units:    lines are numbered from 1 in messages and from 0 in the vectors; columns are bytes.
///
///   SourceFile file = make_source_file("lib/window/aggregator.cc", text);
///   file.code[0];   // the first line, without its comment

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct SourceFile {
  /// Relative to the root of the repository: "lib/base/time.h".
  std::string path;
  std::string text;
  bool executable = false;
  std::vector<std::string> lines;
  /// Empty unless is_cpp(path).
  std::vector<std::string> code;
  std::vector<std::string> comments;
};

SourceFile make_source_file(std::string path, std::string text);

bool is_cpp(std::string_view path);
bool is_header(std::string_view path);
/// What people write and read as a program: C++, CMake and shell.
bool is_program_text(const SourceFile& file);

/// "lib/base/time.h" → "base"; empty if the file is not in a module.
std::string_view module_of(std::string_view path);

/// Is the path below one of these folders, or equal to one of these files?
bool is_in(std::string_view path, const std::vector<std::string_view>& places);

/// An #include directive.
struct Include {
  std::size_t line = 0;
  /// What stands between the quotes or brackets.
  std::string name;
  bool angled = false;
};
std::vector<Include> includes_of(const SourceFile& file);

/// Where `word` begins in `line`, from `from` on, not as a part of a longer identifier; npos if
/// nowhere.
std::size_t find_word(std::string_view line, std::string_view word, std::size_t from = 0);

}  // namespace flowbridge
