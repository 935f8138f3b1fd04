#include "curl/handle.h"

#include "base/ascii.h"
#include "base/check.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <curl/curl.h>

namespace flowbridge {

namespace {

// An option that this libcurl knows fails only when memory is gone.
template <typename Value>
void set_checked(CURL* easy, int option, Value value) {
  FB_CHECK(curl_easy_setopt(easy, static_cast<CURLoption>(option), value) == CURLE_OK);
}

std::string_view without_outer_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

CurlUse::CurlUse() {
  FB_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}
CurlUse::~CurlUse() {
  curl_global_cleanup();
}

void FreeCurlHandle::operator()(void* easy) const {
  curl_easy_cleanup(easy);
}
void FreeCurlMultiHandle::operator()(void* multi) const {
  curl_multi_cleanup(multi);
}
void FreeCurlHeaders::operator()(curl_slist* list) const {
  curl_slist_free_all(list);
}

EasyHandle make_easy_handle() {
  EasyHandle easy(curl_easy_init());
  FB_CHECK(easy != nullptr);
  return easy;
}

MultiHandle make_multi_handle() {
  MultiHandle multi(curl_multi_init());
  FB_CHECK(multi != nullptr);
  return multi;
}

void set_option(void* easy, int option, long value) {
  set_checked(easy, option, value);
}
void set_option(void* easy, int option, const char* value) {
  set_checked(easy, option, value);
}
void set_option(void* easy, int option, void* value) {
  set_checked(easy, option, value);
}
void set_option(void* easy, int option, CurlCallback value) {
  set_checked(easy, option, value);
}
void set_option(void* easy, int option, curl_slist* value) {
  set_checked(easy, option, value);
}
void set_blob(void* easy, int option, const std::string& bytes) {
  curl_blob blob{const_cast<char*>(bytes.data()), bytes.size(), CURL_BLOB_NOCOPY};
  set_checked(easy, option, &blob);
}

long to_long_ms(Duration duration) {
  return static_cast<long>(duration.count());
}
long to_long_seconds(Duration duration) {
  return static_cast<long>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

void add_line(CurlHeaders& headers, const std::string& line) {
  curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
  FB_CHECK(longer != nullptr);
  static_cast<void>(headers.release());
  headers.reset(longer);
}

void add_header(CurlHeaders& headers, const HttpHeader& header) {
  FB_CHECK(!has_line_break(header.name) && !has_line_break(header.value));
  // "Name:" would remove the header; "Name;" is libcurl's way to send an empty one.
  add_line(headers, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

std::optional<HttpHeader> parse_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view value = without_outer_blanks(line.substr(colon + 1));
  return HttpHeader{lower_case(line.substr(0, colon)), std::string(value)};
}

std::string without_secrets(std::string text) {
  constexpr std::string_view kHidden = "***";
  constexpr std::string_view kSchemeEnd = "://";
  constexpr const char* kOuter = " '\"";
  const std::size_t scheme_end = text.find(kSchemeEnd);
  // A password may hold anything but the '@' that ends it, and that, too, if one is careless.
  if (const std::size_t at = text.rfind('@'); at != std::string::npos && scheme_end < at) {
    const std::size_t begin = scheme_end + kSchemeEnd.size();
    text.replace(begin, at - begin, kHidden);
  }
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at)) {
    const std::size_t outer = text.find_last_of("/ '\"", at);
    const std::size_t begin = outer == std::string::npos ? 0 : outer + 1;
    text.replace(begin, at - begin, kHidden);
    at = begin + kHidden.size() + 1;
  }
  for (std::size_t at = text.find('?'); at != std::string::npos; at = text.find('?', at + 1)) {
    const std::size_t end = std::min(text.find_first_of(kOuter, at), text.size());
    text.replace(at + 1, end - at - 1, kHidden);
  }
  return text;
}

}  // namespace flowbridge
