#include "admin/log_line.h"

#include "admin/text.h"
#include "base/check.h"
#include "base/rfc3339.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <variant>

namespace flowbridge {

namespace {

constexpr const char* kReplacement = "\xef\xbf\xbd";
constexpr const char* kEllipsis = "\xe2\x80\xa6";

/// What would end the line, act on the terminal, or show text in another order than it is in.
bool must_escape(char32_t value) {
  const auto within = [value](char32_t first, char32_t last) {
    return value >= first && value <= last;
  };
  return value < 0x20 || within(0x7f, 0x9f) || within(0x200e, 0x200f) || within(0x2028, 0x202e) ||
         within(0x2066, 0x2069) || value == 0xfeff;
}

void append_code_point(std::string& out, char32_t value, std::string_view bytes) {
  switch (value) {
    case U'"':
      out += "\\\"";
      return;
    case U'\\':
      out += "\\\\";
      return;
    case U'\n':
      out += "\\n";
      return;
    case U'\r':
      out += "\\r";
      return;
    case U'\t':
      out += "\\t";
      return;
  }
  if (!must_escape(value)) {
    out += bytes;
    return;
  }
  std::array<char, 8> escape{};
  std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(value));
  out += escape.data();
}

/// A JSON string, which is also what logfmt means by a quoted value.
void append_quoted(std::string& out, std::string_view text) {
  const bool too_long = text.size() > kLogValueBytesMax;
  std::size_t room = std::min(text.size(), kLogValueBytesMax);
  out += '"';
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    const std::size_t size = first ? first->size : 1;
    if (size > room) break;
    if (first) {
      append_code_point(out, first->value, text.substr(0, size));
    } else {
      out += kReplacement;
    }
    text.remove_prefix(size);
    room -= size;
  }
  if (too_long) out += kEllipsis;
  out += '"';
}

bool is_plain(char c) {
  return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
}

void append_logfmt_text(std::string& out, std::string_view text) {
  const bool plain = !text.empty() && text.size() <= kLogValueBytesMax &&
                     std::all_of(text.begin(), text.end(), is_plain);
  if (plain) {
    out += text;
  } else {
    append_quoted(out, text);
  }
}

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

std::string key_of(std::string_view key) {
  std::string out(key);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return !is_key_character(c); }, '_');
  const bool ours = out == "time" || out == "level" || out == "msg" || out == "suppressed";
  if (ours || out.empty()) out += '_';
  return out;
}

/// What JSON has no number for becomes a string in both forms.
const char* name_if_not_finite(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return nullptr;
}

std::string number(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  FB_CHECK(error == std::errc());
  return {buffer.data(), end};
}

struct Writer {
  std::string out;
  bool json = false;

  void begin_field(std::string_view key) {
    if (json) {
      out += out.empty() ? "{\"" : ",\"";
      out.append(key).append("\":");
    } else {
      if (!out.empty()) out += ' ';
      out.append(key).append("=");
    }
  }
  void operator()(std::string_view text) {
    if (json) {
      append_quoted(out, text);
    } else {
      append_logfmt_text(out, text);
    }
  }
  void operator()(double value) {
    if (const char* name = name_if_not_finite(value); name != nullptr) {
      (*this)(std::string_view(name));
    } else {
      out += number(value);
    }
  }
  void operator()(std::int64_t value) { out += std::to_string(value); }
  void operator()(std::uint64_t value) { out += std::to_string(value); }
  void operator()(bool value) { out += value ? "true" : "false"; }
};

bool is_json(LogFormat format) {
  switch (format) {
    case LogFormat::kAuto:
    case LogFormat::kLogfmt:
      return false;
    case LogFormat::kJson:
      return true;
  }
  FB_CHECK(false);
}

}  // namespace

std::string log_line(LogFormat format, const LogMessage& message) {
  Writer writer{.out = {}, .json = is_json(format)};
  writer.begin_field("time");
  writer(std::string_view(rfc3339(message.time)));
  writer.begin_field("level");
  writer(std::string_view(log_level_name(message.level)));
  writer.begin_field("msg");
  writer(message.event);
  for (const LogField& field : message.fields) {
    writer.begin_field(key_of(field.key()));
    std::visit(writer, field.value());
  }
  if (message.suppressed > 0) {
    writer.begin_field("suppressed");
    writer(message.suppressed);
  }
  if (writer.json) writer.out += '}';
  return std::move(writer.out);
}

}  // namespace flowbridge
