#include "auth/aws_profile.h"

#include "base/ascii.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace flowbridge {

namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// A # or ; that follows a blank begins a comment.
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool after_blank = i == 0 || kBlanks.find(line[i - 1]) != std::string_view::npos;
    if ((line[i] == '#' || line[i] == ';') && after_blank) return line.substr(0, i);
  }
  return line;
}

/// The "name" of "[name]" or "[profile name]", as the configuration file beside it writes it;
/// absent if the line is not the head of a section.
std::optional<std::string_view> section_name(std::string_view line) {
  if (!line.starts_with('[') || !line.ends_with(']')) return std::nullopt;
  const std::string_view name = trimmed(line.substr(1, line.size() - 2));
  constexpr std::string_view kPrefix = "profile ";
  return name.starts_with(kPrefix) ? trimmed(name.substr(kPrefix.size())) : name;
}

/// A key that stands in a header; nothing of it may be shown.
bool is_key(std::string_view value) {
  return !value.empty() &&
         std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

Error on_line(std::size_t number, const std::string& reason) {
  return {ErrorCode::kInvalid, "line " + std::to_string(number) + ": " + reason};
}

Result<void> read_setting(std::string_view line, std::size_t number, AwsCredentials& credentials) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) {
    return on_line(number, "neither a [profile] nor a name, = and a value");
  }
  const std::string name = lower_case(trimmed(line.substr(0, equals)));
  const std::string value(trimmed(line.substr(equals + 1)));
  const bool is_access_key = name == "aws_access_key_id";
  const bool is_secret_key = name == "aws_secret_access_key";
  const bool is_token = name == "aws_session_token" || name == "aws_security_token";
  if (!is_access_key && !is_secret_key && !is_token) return {};
  if (!is_key(value)) return on_line(number, name + " is empty, or holds a blank or the like");
  if (is_access_key) credentials.access_key = value;
  if (is_secret_key) credentials.secret_key = Secret(value);
  if (is_token) credentials.session_token = Secret(value);
  return {};
}

Result<AwsCredentials> complete(AwsCredentials credentials, const std::string& shown) {
  const char* missing = nullptr;
  if (credentials.secret_key.empty()) missing = "aws_secret_access_key";
  if (credentials.access_key.empty()) missing = "aws_access_key_id";
  if (missing == nullptr) return credentials;
  return Error(ErrorCode::kNotFound, shown + " has no " + missing +
                                         "; keys must stand in the file, roles and the like are "
                                         "not followed");
}

}  // namespace

Result<AwsCredentials> parse_aws_profile(std::string_view text, std::string_view profile) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::string shown = "profile " + std::string(profile);
  AwsCredentials credentials;
  bool found = false;
  bool inside = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(without_comment(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (const std::optional<std::string_view> name = section_name(line)) {
      inside = *name == profile;
      found = found || inside;
    } else if (inside) {
      if (Result<void> read = read_setting(line, number, credentials); !read) return read.error();
    }
  }
  if (!found) return Error(ErrorCode::kNotFound, "has no " + shown);
  return complete(std::move(credentials), shown);
}

}  // namespace flowbridge
