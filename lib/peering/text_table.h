#pragma once
/// Columns of text for a terminal, none too wide.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    code points.
///
///   TextTable table({{.title = "AS", .align = Align::kEnd}, {.title = "name", .width_max = 22}});
///   table.add({"15169", "Google LLC"});

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class Align { kBegin, kEnd };

struct TextColumn {
  std::string_view title{};
  Align align = Align::kBegin;
  /// What is longer ends with "…".
  std::size_t width_max = 100;
};

class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {}

  /// Requires: a cell for each column.
  void add(std::vector<std::string> cells);
  /// A line for the titles and each row, two blanks between columns.
  std::string text() const;

 private:
  std::vector<TextColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Without control characters, and no longer than that.
std::string fitted(std::string_view text, std::size_t width_max);

}  // namespace flowbridge
