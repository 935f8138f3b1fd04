#include "asndb/columns.h"

#include "base/check.h"
#include "base/utf8.h"
#include "names/clean.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace flowbridge {
namespace {

constexpr std::size_t kGap = 2;

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

/// Digits, perhaps with a unit: "122591", "3h".
bool is_amount(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return digits > 0 && text.size() - digits <= 1;
}

struct Column {
  std::size_t width = 0;
  bool has_amount = false;
  bool has_text = false;
};

}  // namespace

std::string in_columns(const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
  if (rows.empty()) return {};
  std::vector<Column> columns(rows.front().size());
  for (const std::vector<std::string>& row : rows) {
    FB_CHECK(row.size() == columns.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      columns[i].width = std::max(columns[i].width, width_of(row[i]));
      if (&row == &rows.front() || row[i] == "-") continue;
      (is_amount(row[i]) ? columns[i].has_amount : columns[i].has_text) = true;
    }
  }
  std::string out;
  for (const std::vector<std::string>& row : rows) {
    std::string line(indent);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      const std::string pad(columns[i].width - width_of(row[i]), ' ');
      const bool ends_aligned = columns[i].has_amount && !columns[i].has_text;
      line += ends_aligned ? pad + row[i] : row[i] + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string age_text(Duration age) {
  const auto seconds = std::max<std::int64_t>(age / 1s, 0);
  if (seconds < 60) return std::to_string(seconds) + "s";
  if (seconds < 3600) return std::to_string(seconds / 60) + "m";
  if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + "h";
  return std::to_string(seconds / (24 * 3600)) + "d";
}

std::string age_of(const std::optional<UnixTime>& then, UnixTime now) {
  return then ? age_text(now - *then) : "-";
}

std::string in_one_line(std::string_view text) {
  const std::string valid = utf8_or_latin1(text);
  text = valid;
  std::string out;
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    FB_CHECK(first.has_value());
    const std::string_view character = text.substr(0, first->size);
    text.remove_prefix(first->size);
    // Between two letters cleaning keeps whatever may be in a name.
    const std::string between = "x" + std::string(character) + "x";
    if (clean_name(between) == between) {
      out += character;
      continue;
    }
    std::array<char, 16> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u{%x}", static_cast<unsigned>(first->value));
    out += escape.data();
  }
  return out;
}

}  // namespace flowbridge
