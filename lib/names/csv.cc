#include "names/csv.h"

#include <algorithm>

namespace flowbridge {

bool CsvReader::next(std::vector<std::string>& row) {
  row.clear();
  if (rest_.empty()) return false;
  do {
    row.push_back(rest_.starts_with('"') ? quoted_cell() : plain_cell());
  } while (next_cell());
  return true;
}

std::string CsvReader::quoted_cell() {
  std::string cell;
  rest_.remove_prefix(1);
  while (true) {
    const std::size_t quote = rest_.find('"');
    cell.append(rest_.substr(0, quote));
    if (quote == std::string_view::npos) {
      rest_ = {};
      complete_ = false;
      return cell;
    }
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) return cell.append(plain_cell());
    rest_.remove_prefix(1);
    cell.push_back('"');
  }
}

std::string CsvReader::plain_cell() {
  const std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
  std::string_view cell = rest_.substr(0, end);
  rest_.remove_prefix(end);
  if (!rest_.starts_with(',') && cell.ends_with('\r')) cell.remove_suffix(1);
  return std::string(cell);
}

bool CsvReader::next_cell() {
  if (rest_.empty()) return false;
  const bool more = rest_.front() == ',';
  rest_.remove_prefix(1);
  return more;
}

}  // namespace flowbridge
