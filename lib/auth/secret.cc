#include "auth/secret.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr std::string_view kLineBreaks = "\r\n";

Error bad_secret(const char* reason) {
  return {ErrorCode::kInvalid, reason};
}

}  // namespace

Result<Secret> parse_secret(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(kLineBreaks) + 1);
  if (text.empty()) return bad_secret("is empty");
  if (text.size() > kSecretBytesMax) return bad_secret("is longer than 64 KiB, too long for a key");
  if (text.find_first_of(kLineBreaks) != std::string_view::npos) {
    return bad_secret("has more than one line; a secret is the whole file");
  }
  if (!is_header_text(text)) return bad_secret("holds a control character");
  return Secret(std::string(text));
}

bool is_header_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace flowbridge
