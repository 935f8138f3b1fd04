#include "auth/token_answer.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

using Json = nlohmann::json;

Error bad_answer(const char* reason) {
  return {ErrorCode::kInvalid, reason};
}

/// Null if there is none, or it is null.
const Json* member(const Json& json, const char* name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

/// Empty if there is none, or it is no text.
std::string text_member(const Json& json, const char* name) {
  const Json* found = member(json, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kSecretBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

/// Absent: neither a number nor a text that is one.
std::optional<double> number_in(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<GrantedToken> parse_token_answer(std::string_view body) {
  const Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return bad_answer("the answer is no JSON object");
  GrantedToken granted{.token = Secret(text_member(json, "access_token"))};
  if (granted.token.empty()) return bad_answer("the answer has no access_token");
  if (!is_token(granted.token.reveal())) {
    return bad_answer("the answer's access_token cannot stand in a header");
  }
  if (member(json, "token_type") != nullptr &&
      lower_case(text_member(json, "token_type")) != "bearer") {
    return bad_answer("the answer's token_type is not Bearer");
  }
  if (const Json* expires_in = member(json, "expires_in")) {
    const std::optional<double> seconds = number_in(*expires_in);
    // A comparison that is false for what is not a number.
    if (!seconds || !(*seconds >= 0)) {
      return bad_answer("the answer's expires_in is no number of seconds");
    }
    const double most = std::chrono::duration<double>(kTokenLifeMax).count();
    const Duration life(static_cast<std::int64_t>(std::min(*seconds, most) * 1000));
    if (life > Duration(0)) granted.life = life;
  }
  return granted;
}

std::string token_refusal(std::string_view body, std::span<const std::string> hidden) {
  const Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  std::string text = text_member(json, "error");
  const std::string description = text_member(json, "error_description");
  if (!text.empty() && !description.empty()) text += ": ";
  text += description;
  const bool shows_secret = std::any_of(hidden.begin(), hidden.end(), [&](const std::string& each) {
    return !each.empty() && text.find(each) != std::string::npos;
  });
  if (shows_secret) return {};
  // What follows the first line, Azure's numbers of the attempt, is another one each time.
  text = text.substr(0, text.find_first_of("\r\n"));
  text = text.substr(0, text.find(" Trace ID: "));
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return std::string(shortened(text, kTokenRefusalBytesMax));
}

}  // namespace flowbridge
