#include "peering/text_table.h"

#include "base/check.h"
#include "base/control_character.h"
#include "base/utf8.h"

#include <algorithm>
#include <optional>

namespace flowbridge {
namespace {

constexpr std::size_t kGap = 2;

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

}  // namespace

std::string fitted(std::string_view text, std::size_t width_max) {
  std::string out;
  std::size_t width = 0;
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    const std::size_t size = first ? first->size : 1;
    const bool is_shown = first && !is_control(first->value);
    const bool is_last = text.size() == size;
    if (width + 1 == width_max && !is_last) return out + "…";
    out += is_shown ? std::string(text.substr(0, size)) : "?";
    ++width;
    text.remove_prefix(size);
  }
  return out;
}

void TextTable::add(std::vector<std::string> cells) {
  FB_CHECK(cells.size() == columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = fitted(cells[i], columns_[i].width_max);
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::vector<std::string>> rows;
  rows.emplace_back();
  for (const TextColumn& column : columns_) rows.front().emplace_back(column.title);
  rows.insert(rows.end(), rows_.begin(), rows_.end());
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      const std::string pad(widths[i] - width_of(row[i]), ' ');
      line += columns_[i].align == Align::kEnd ? pad + row[i] : row[i] + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace flowbridge
