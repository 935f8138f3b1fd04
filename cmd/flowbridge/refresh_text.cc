#include "flowbridge/refresh_text.h"

#include "asndb/columns.h"
#include "base/rfc3339.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace flowbridge {

namespace {

/// Of the longest name, and two blanks.
constexpr std::size_t kNameColumns = 19;

std::string titled(std::string_view source) {
  std::string text(source);
  text.resize(std::max(kNameColumns, text.size() + 2), ' ');
  return text;
}

std::string megabytes(std::uint64_t bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(bytes) / 1e6);
  return text.data();
}

std::string file_text(const FetchedFile& file) {
  std::string text =
      std::to_string(file.entries) + " entries, " + std::to_string(file.bytes) + " bytes";
  return file.edition.empty() ? text : text + ", edition " + in_one_line(file.edition);
}

}  // namespace

std::string progress_text(std::string_view source, const DownloadProgress& progress) {
  const std::uint64_t total = progress.bytes_total.value_or(0);
  if (total == 0) return titled(source) + megabytes(progress.bytes) + " MB";
  const std::uint64_t bytes = std::min(progress.bytes, total);
  const auto done = static_cast<std::size_t>(bytes * kBarColumns / total);
  std::string bar(done, '#');
  bar.resize(kBarColumns, '.');
  std::array<char, 8> share{};
  std::snprintf(share.data(), share.size(), "%3u%%", static_cast<unsigned>(bytes * 100 / total));
  return titled(source) + "[" + bar + "] " + share.data() + "  " + megabytes(bytes) + " of " +
         megabytes(total) + " MB";
}

std::string left_alone_text(std::string_view source, UnixTime until) {
  return titled(source) + "not asked, its server wants to be left alone until " + rfc3339(until);
}

std::string outcome_text(std::string_view source, const SourceState& before,
                         const SourceState& after) {
  if (after.failures > 0) return titled(source) + "failed: " + in_one_line(failure_text(after));
  if (after.held_file && after.held_file != before.held_file) {
    return titled(source) + "held back (" + edition_verdict_name(after.held->verdict) +
           "), the names in force stay: " + file_text(*after.held_file);
  }
  if (!after.file) return titled(source) + "nothing";
  if (!before.file || after.file->crc32c != before.file->crc32c) {
    return titled(source) + file_text(*after.file);
  }
  return titled(source) + "unchanged: " + file_text(*after.file);
}

}  // namespace flowbridge
