#include "auth/repeated_secret.h"

#include "auth/encoding.h"
#include "auth/request_url.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// Fewer bytes of a secret tell nobody anything.
constexpr std::size_t kBeginningBytesMin = 6;

bool holds(std::string_view text, std::string_view secret) {
  if (text.find(secret) != std::string_view::npos) return true;
  const std::size_t most = std::min(text.size(), secret.size());
  for (std::size_t size = kBeginningBytesMin; size < most; ++size) {
    if (text.ends_with(secret.substr(0, size))) return true;
  }
  return false;
}

}  // namespace

bool repeats_secret(std::string_view text, const std::vector<std::string>& secrets) {
  return std::any_of(secrets.begin(), secrets.end(), [text](const std::string& secret) {
    if (secret.size() < kRepeatedSecretBytesMin) return false;
    return holds(text, secret) || holds(text, percent_encoded(secret)) ||
           holds(text, form_encoded(secret));
  });
}

std::vector<std::string> secrets_of_url(std::string_view url) {
  std::vector<std::string> secrets;
  if (const std::optional<RequestUrl> parts = parse_request_url(url)) {
    secrets.push_back(parts->query);
    secrets.push_back(percent_decoded(parts->query));
  }
  const std::size_t slashes = url.find("//");
  if (slashes == std::string_view::npos) return secrets;
  std::string_view authority = url.substr(slashes + 2);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return secrets;
  const std::string_view user = authority.substr(0, at);
  const std::string_view name = user.substr(0, user.find(':'));
  const std::string password =
      name.size() == user.size() ? "" : percent_decoded(user.substr(name.size() + 1));
  secrets.push_back(password);
  secrets.push_back(base64(percent_decoded(name) + ":" + password));
  return secrets;
}

}  // namespace flowbridge
