#include "curl/curl_url.h"

#include "base/ascii.h"
#include "base/check.h"

#include <utility>

#include <curl/curl.h>

namespace flowbridge {

namespace {

void set_part(CURLU* url, CURLUPart which, const char* value) {
  FB_CHECK(curl_url_set(url, which, value, 0) == CURLUE_OK);
}

}  // namespace

void CurlUrl::FreeUrl::operator()(Curl_URL* url) const {
  curl_url_cleanup(url);
}

std::optional<CurlUrl> CurlUrl::parse(const std::string& text) {
  Owned url(curl_url());
  FB_CHECK(url != nullptr);
  const CURLUcode code =
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK) return std::nullopt;
  return CurlUrl(std::move(url));
}

std::optional<CurlUrl> CurlUrl::resolve(const std::string& location) const {
  CurlUrl next = copy();
  const CURLUcode code = curl_url_set(next.url_.get(), CURLUPART_URL, location.c_str(),
                                      CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
  if (code != CURLUE_OK) return std::nullopt;
  return next.without_credentials();
}

CurlUrl CurlUrl::without_credentials() const {
  CurlUrl bare = copy();
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS}) {
    set_part(bare.url_.get(), part, nullptr);
  }
  return bare;
}

CurlUrl CurlUrl::with_host(const std::string& host) const {
  CurlUrl other = copy();
  set_part(other.url_.get(), CURLUPART_HOST, host.c_str());
  return other;
}

std::string CurlUrl::text() const {
  return part(CURLUPART_URL).value_or(std::string());
}
std::string CurlUrl::scheme() const {
  return lower_case(part(CURLUPART_SCHEME).value_or(std::string()));
}
std::string CurlUrl::host() const {
  return part(CURLUPART_HOST).value_or(std::string());
}
std::string CurlUrl::port() const {
  return part(CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or(std::string());
}
std::string CurlUrl::authority() const {
  const std::optional<std::string> port = part(CURLUPART_PORT);
  return port ? host() + ":" + *port : host();
}
std::optional<std::string> CurlUrl::user() const {
  return part(CURLUPART_USER, CURLU_URLDECODE);
}
std::optional<std::string> CurlUrl::password() const {
  return part(CURLUPART_PASSWORD, CURLU_URLDECODE);
}

bool CurlUrl::is_same_origin(const CurlUrl& other) const {
  return scheme() == other.scheme() && lower_case(host()) == lower_case(other.host()) &&
         port() == other.port();
}

CurlUrl CurlUrl::copy() const {
  Owned url(curl_url_dup(url_.get()));
  FB_CHECK(url != nullptr);
  return CurlUrl(std::move(url));
}

std::optional<std::string> CurlUrl::part(int which, unsigned flags) const {
  char* text = nullptr;
  if (curl_url_get(url_.get(), static_cast<CURLUPart>(which), &text, flags) != CURLUE_OK) {
    return std::nullopt;
  }
  std::string copied = text;
  curl_free(text);
  return copied;
}

}  // namespace flowbridge
