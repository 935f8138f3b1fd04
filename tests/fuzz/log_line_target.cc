// Text that others choose, in our log and on our pages: one line of UTF-8 that says it and no more.

#include "admin/log_line.h"
#include "admin/text.h"
#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

/// Two texts, of which each byte may be escaped by six.
constexpr std::size_t kLineBytesMax = 13 * kLogValueBytesMax;

bool is_one_line(std::string_view line) {
  return is_utf8(line) && std::none_of(line.begin(), line.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

void check_line(LogFormat format, std::string_view text) {
  const std::array<LogField, 1> fields = {LogField("answer", text)};
  const std::string line = log_line(format, {.time = unix_ms(1'784'030'400'000),
                                             .level = LogLevel::kWarn,
                                             .event = text,
                                             .fields = fields,
                                             .suppressed = 1});
  FB_CHECK(is_one_line(line));
  FB_CHECK(line.size() <= kLineBytesMax);
  if (format != LogFormat::kJson) return;
  const nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
  FB_CHECK(json.is_object() && json["level"] == "warn" && json["suppressed"] == 1);
  FB_CHECK(json["answer"] == json["msg"]);
  const bool is_kept = is_utf8(text) && text.size() <= kLogValueBytesMax;
  FB_CHECK(!is_kept || json["msg"].get<std::string>() == text);
}

void check_html(std::string_view text) {
  const std::string escaped = html_escaped(text);
  FB_CHECK(escaped.find_first_of("<>\"'") == std::string::npos && is_utf8(escaped));
}

}  // namespace

void fuzz_log_line(std::string_view text) {
  check_line(LogFormat::kLogfmt, text);
  check_line(LogFormat::kJson, text);
  check_html(text);
}

}  // namespace flowbridge
