#include "support/config_file_text.h"

#include "base/utf8.h"

#include <map>
#include <set>

namespace flowbridge {
namespace {

/// 1024 when written, of which each byte may take four.
constexpr std::size_t kKeyBytesMax = 250;

struct Section {
  std::map<std::string, Section> sections = {};
  std::map<std::string, std::string> values = {};
};

std::string quoted_scalar(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 0xf]};
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

std::optional<std::string> pairs_text(const std::vector<std::string>& texts) {
  std::string out = "{";
  std::set<std::string> keys;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return std::nullopt;
    const std::string key = text.substr(0, equals);
    if (!keys.insert(key).second || key.size() > kKeyBytesMax) return std::nullopt;
    out += quoted_scalar(key) + ": " + quoted_scalar(text.substr(equals + 1)) + ", ";
  }
  return out + "}";
}

std::string list_text(const std::vector<std::string>& texts, ListStyle lists) {
  std::string out;
  if (lists == ListStyle::kCommas) {
    for (const std::string& text : texts) out += (out.empty() ? "" : ",") + text;
    return quoted_scalar(out);
  }
  for (const std::string& text : texts) out += quoted_scalar(text) + ", ";
  return "[" + out + "]";
}

std::string section_text(const Section& section, const std::string& indent) {
  std::string out;
  for (const auto& [key, value] : section.values) out += indent + key + ": " + value + "\n";
  for (const auto& [key, inner] : section.sections) {
    out += indent + key + ":\n" + section_text(inner, indent + "  ");
  }
  return out;
}

void put(Section& section, const std::string& path, const std::string& value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) {
    section.values[path] = value;
  } else {
    put(section.sections[path.substr(0, dot)], path.substr(dot + 1), value);
  }
}

}  // namespace

std::optional<std::string> config_file_text(std::span<const OptionValue> values, ListStyle lists) {
  Section top;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const OptionSpec& option = option_table()[i];
    const std::vector<std::string>& texts = values[i].texts;
    if (texts.empty() || !is_in_file(option)) continue;
    std::optional<std::string> value;
    if (option.type == OptionType::kKeyValues) {
      value = pairs_text(texts);
    } else {
      value = is_repeatable(option) ? list_text(texts, lists) : quoted_scalar(texts.front());
    }
    if (!value || !is_utf8(*value)) return std::nullopt;
    put(top, key_path(option), *value);
  }
  return section_text(top, "");
}

}  // namespace flowbridge
