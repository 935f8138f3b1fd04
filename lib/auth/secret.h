#pragma once
/// A text that cannot be shown by accident.
///
/// Passwords, keys and tokens are Secrets from where they are read to where a request's header is
/// written. Nothing prints one, compares it with a text, or makes a text of it, but who asks for it
/// by name: `grep reveal` finds every place where a secret could get out.
///
/// Lifetime: a value.      Threads: as any value.
/// Fails:    parse_secret: kInvalid, with a message that has nothing of the text in it.
/// Units:    bytes; a secret read has 1 to kSecretBytesMax.
///
///   Result<Secret> password = parse_secret(file_text);
///   headers.push_back({"Authorization", "Bearer " + password->reveal()});

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace flowbridge {

inline constexpr std::size_t kSecretBytesMax = std::size_t{64} << 10;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string text_;
};

/// What a file holds: the line breaks at its end, which editors and `echo` leave, are not part of
/// the secret; blanks are. A text that could end a header's line is refused.
Result<Secret> parse_secret(std::string_view text);

/// Neither line breaks nor any other control character: it can stand in a header.
bool is_header_text(std::string_view text);

}  // namespace flowbridge
