#include "auth/aws_sigv4.h"

#include "auth/encoding.h"
#include "base/ascii.h"
#include "base/check.h"
#include "base/rfc3339.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace flowbridge {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t kDaySize = 8;

/// By name, in lower case.
using SignedHeaders = std::map<std::string, std::string>;

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  FB_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return hex_encoded(std::string(digest.begin(), digest.begin() + size));
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  const std::vector<unsigned char> bytes(text.begin(), text.end());
  FB_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(),
                mac.data(), &size) != nullptr);
  return {mac.begin(), mac.begin() + size};
}

/// "20150830T123600Z".
std::string amz_date(UnixTime time) {
  std::string text = rfc3339(floor_to(time, 1s));
  text.erase(text.find('.'), text.size() - text.find('.') - 1);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

/// Segments of a path or pairs of a query.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Without empty, "." and ".." segments, as libcurl sends it (RFC 3986 §5.2.4), and encoded once
/// more than it is.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_slash = true;
  for (const std::string_view segment : split(path, '/')) {
    ends_in_slash = segment.empty() || segment == "." || segment == "..";
    if (!ends_in_slash) kept.push_back(segment);
    if (segment == ".." && !kept.empty()) kept.pop_back();
  }
  std::string out;
  for (const std::string_view segment : kept) out += "/" + percent_encoded(segment);
  if (out.empty() || ends_in_slash) out += '/';
  return out;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    pairs.emplace_back(percent_encoded(percent_decoded(pair.substr(0, equals))),
                       percent_encoded(percent_decoded(value)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

/// Without blanks at its ends, and one where there are more.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool is_blank = c == ' ' || c == '\t';
    if (!is_blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

void add_signed(SignedHeaders& headers, const HttpHeader& header) {
  const auto [at, is_new] = headers.try_emplace(lower_case(header.name));
  if (!is_new) at->second += ',';
  at->second += canonical_value(header.value);
}

std::string names_of(const SignedHeaders& headers) {
  std::string out;
  for (const auto& [name, value] : headers) {
    if (!out.empty()) out += ';';
    out += name;
  }
  return out;
}

std::string canonical_request(const RequestToSign& request, const SignedHeaders& headers) {
  std::string out(request.method);
  out.append("\n").append(canonical_path(request.url.path));
  out.append("\n").append(canonical_query(request.url.query)).append("\n");
  for (const auto& [name, value] : headers) out.append(name).append(":").append(value).append("\n");
  out.append("\n").append(names_of(headers));
  out.append("\n").append(sha256_hex(request.body));
  return out;
}

}  // namespace

std::vector<HttpHeader> sigv4_headers(const RequestToSign& request,
                                      const AwsCredentials& credentials, const AwsScope& scope,
                                      UnixTime now) {
  const std::string date = amz_date(now);
  const std::string day = date.substr(0, kDaySize);
  std::vector<HttpHeader> added = {{"x-amz-date", date}};
  if (!credentials.session_token.empty()) {
    added.push_back({"x-amz-security-token", credentials.session_token.reveal()});
  }

  SignedHeaders headers;
  add_signed(headers, {"host", request.url.host});
  for (const HttpHeader& header : request.headers) add_signed(headers, header);
  for (const HttpHeader& header : added) add_signed(headers, header);

  const std::string whole_scope = day + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string text = std::string(kAlgorithm) + "\n" + date + "\n" + whole_scope + "\n" +
                           sha256_hex(canonical_request(request, headers));
  std::string key = hmac_sha256("AWS4" + credentials.secret_key.reveal(), day);
  key = hmac_sha256(key, scope.region);
  key = hmac_sha256(key, scope.service);
  key = hmac_sha256(key, "aws4_request");
  added.push_back({"authorization", std::string(kAlgorithm) +
                                        " Credential=" + credentials.access_key + "/" +
                                        whole_scope + ", SignedHeaders=" + names_of(headers) +
                                        ", Signature=" + hex_encoded(hmac_sha256(key, text))});
  return added;
}

}  // namespace flowbridge
