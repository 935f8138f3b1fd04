#pragma once
/// Comma-separated values, RFC 4180, row by row.
///
/// Cells may be quoted, and a quoted one may hold commas, line feeds and doubled quotes. Rows may
/// have different numbers of cells. A quote inside a cell that does not begin with one is a
/// character like any other. https://www.rfc-editor.org/rfc/rfc4180
///
/// Lifetime: a CsvReader borrows its text.      Threads: one per object.
/// Fails:    a quote that nobody closes runs to the end of the text, and complete() is false from
///           then on.
/// Units:    lines end with LF or CR LF. An empty line is a row of one empty cell.
///
///   CsvReader reader(file);
///   std::vector<std::string> row;
///   while (reader.next(row)) use(row[0]);

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class CsvReader final {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  /// Fills `row` with the next one's cells; returns false, and leaves it empty, after the last.
  bool next(std::vector<std::string>& row);

  /// False if a quoted cell had no end.
  bool complete() const { return complete_; }

 private:
  std::string quoted_cell();
  std::string plain_cell();
  /// Passes what separates two cells; returns false if that is the end of the row.
  bool next_cell();

  std::string_view rest_;
  bool complete_ = true;
};

}  // namespace flowbridge
