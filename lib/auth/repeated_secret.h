#pragma once
/// Answers that repeat what they were sent: a gateway's error page may quote the request, headers
/// and all, and such a text must not get into a log.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never. A secret of less than kRepeatedSecretBytesMin bytes is not looked for: it would
///           be found in most texts.
/// Units:    bytes.
///
///   if (repeats_secret(answer.text, secrets)) answer.text = "(it repeats a secret)";

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kRepeatedSecretBytesMin = 4;

/// Whether one of the secrets is in the text, in the clear or as in a URL or a form, or one begins
/// at its end, where it may have been cut.
bool repeats_secret(std::string_view text, const std::vector<std::string>& secrets);

/// Of a URL: its query, its password, and the user with it as they are sent.
std::vector<std::string> secrets_of_url(std::string_view url);

}  // namespace flowbridge
