#include "names/overrides_draft.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kExpected = "the first row is asn,name or asn,name,country,tags";

/// RFC 4180 with comments, empty lines, and cells that know where they stand.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, std::vector<TextProblem>& problems)
      : rest_(text), problems_(problems) {}

  /// False after the last row.
  bool next(std::vector<DraftText>& row) {
    row.clear();
    while (at_comment_or_empty_line()) skip(std::min(rest_.find('\n'), rest_.size() - 1) + 1);
    if (rest_.empty()) return false;
    do {
      row.push_back(cell());
    } while (take_comma());
    skip(std::min<std::size_t>(1, rest_.size()));
    return true;
  }

 private:
  bool at_comment_or_empty_line() const {
    const std::size_t begin = rest_.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return !rest_.empty();
    return rest_[begin] == '\n' || rest_[begin] == '#';
  }

  DraftText cell() {
    skip_blanks();
    DraftText cell{.at = at_};
    if (rest_.starts_with('"')) {
      cell.text = quoted_text();
    } else {
      cell.text = rest_.substr(0, rest_.find_first_of(",\n"));
      skip(cell.text.size());
      cell.text.resize(cell.text.find_last_not_of(kBlanks) + 1);
    }
    return cell;
  }

  std::string quoted_text() {
    const TextPosition begin = at_;
    std::string text;
    skip(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        problems_.push_back(
            {begin, "a quote that is not closed; write \"\" for a quote in a text"});
        skip(rest_.size());
        return text;
      }
      text.append(rest_.substr(0, quote));
      skip(quote + 1);
      if (!rest_.starts_with('"')) break;
      text.push_back('"');
      skip(1);
    }
    skip_blanks();
    const std::size_t behind = std::min(rest_.find_first_of(",\n"), rest_.size());
    if (behind > 0) {
      problems_.push_back({at_, "text behind a closing quote; write \"\" for a quote in a text"});
      skip(behind);
    }
    return text;
  }

  bool take_comma() {
    if (!rest_.starts_with(',')) return false;
    skip(1);
    return true;
  }

  void skip_blanks() { skip(std::min(rest_.find_first_not_of(kBlanks), rest_.size())); }

  void skip(std::size_t size) {
    const TextPosition end = position_of(rest_, size);
    at_.column = end.line == 1 ? at_.column + size : end.column;
    at_.line += end.line - 1;
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  TextPosition at_;
  std::vector<TextProblem>& problems_;
};

enum Column : std::size_t { kAsn, kName, kCountry, kTags, kColumns };
constexpr std::array<std::string_view, kColumns> kColumnNames = {"asn", "name", "country", "tags"};

/// Which cell of a row each column is.
using Columns = std::array<std::optional<std::size_t>, kColumns>;

bool read_header(const std::vector<DraftText>& row, Columns& columns,
                 std::vector<TextProblem>& problems) {
  const std::size_t problems_before = problems.size();
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto found = std::find(kColumnNames.begin(), kColumnNames.end(), row[i].text);
    if (found == kColumnNames.end()) {
      problems.push_back(
          {row[i].at, quoted_briefly(row[i].text) + " is no column; " + std::string(kExpected)});
      continue;
    }
    std::optional<std::size_t>& column =
        columns[static_cast<std::size_t>(found - kColumnNames.begin())];
    if (column) problems.push_back({row[i].at, row[i].text + " comes twice; remove one"});
    column = i;
  }
  if (problems.size() == problems_before && (!columns[kAsn] || !columns[kName])) {
    problems.push_back({row[0].at, "asn and name are needed; " + std::string(kExpected)});
  }
  return problems.size() == problems_before;
}

std::vector<DraftText> tags_in(const DraftText& cell) {
  std::vector<DraftText> tags;
  const std::string_view text = cell.text;
  for (std::size_t begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
    tags.push_back({.at = cell.at, .text = std::string(text.substr(begin, end - begin))});
    begin = text.find_first_not_of(kBlanks, end);
  }
  return tags;
}

OverrideDraft entry_of(const std::vector<DraftText>& row, const Columns& columns) {
  const auto cell = [&](Column column) {
    const std::optional<std::size_t> index = columns[column];
    return index && *index < row.size() ? row[*index] : DraftText{.at = row[0].at};
  };
  OverrideDraft entry{.range = cell(kAsn), .name = cell(kName)};
  if (DraftText country = cell(kCountry); !country.text.empty()) entry.country = country;
  entry.tags = tags_in(cell(kTags));
  return entry;
}

}  // namespace

OverridesDraft read_overrides_csv(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  OverridesDraft draft;
  CsvScanner scanner(text, draft.problems);
  std::vector<DraftText> row;
  Columns columns;
  if (!scanner.next(row) || !read_header(row, columns, draft.problems)) return draft;
  const std::size_t cells_max = row.size();
  while (scanner.next(row)) {
    const auto is_empty = [](const DraftText& cell) { return cell.text.empty(); };
    if (std::all_of(row.begin(), row.end(), is_empty)) continue;
    if (row.size() > cells_max) {
      draft.problems.push_back(
          {row[cells_max].at, "a cell without a column; put a text with a comma into quotes"});
      continue;
    }
    draft.entries.push_back(entry_of(row, columns));
  }
  return draft;
}

}  // namespace flowbridge
