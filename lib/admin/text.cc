#include "admin/text.h"

#include "base/utf8.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

namespace flowbridge {

namespace {

constexpr const char* kReplacement = "\xef\xbf\xbd";
constexpr const char* kNoBreakSpace = "\xc2\xa0";

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, values...);
  return buffer.data();
}

}  // namespace

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return formatted("%.1f %s", value, kUnits[unit]);
}

std::string human_duration(Duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  if (seconds < 10) return formatted("%.1f s", seconds);
  if (seconds < 120) return formatted("%.0f s", seconds);
  if (seconds < 7200) return formatted("%.0f min", seconds / 60);
  if (seconds < 172'800) return formatted("%.1f h", seconds / 3600);
  return formatted("%.1f d", seconds / 86'400);
}

std::string human_count(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += kNoBreakSpace;
    out += digits[i];
  }
  return out;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    const std::size_t size = first ? first->size : 1;
    if (!first) {
      out += kReplacement;
    } else if (first->value == U'&') {
      out += "&amp;";
    } else if (first->value == U'<') {
      out += "&lt;";
    } else if (first->value == U'>') {
      out += "&gt;";
    } else if (first->value == U'"') {
      out += "&quot;";
    } else if (first->value == U'\'') {
      out += "&#39;";
    } else if (first->value < 0x20) {
      out += ' ';
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace flowbridge
