#pragma once
/// What every user of libcurl needs: its handles as owners, its options set, header lines.
///
/// libcurl's own header stays out of this one: a handle is a void* there, too, and an option a
/// number.
///
/// Lifetime: an owner frees its handle; a CurlUse must outlive all handles.
/// Threads:  functions: any. A handle: one thread at a time.
/// Fails:    FB_CHECK if libcurl has no memory left or does not know an option.
/// Units:    durations in milliseconds; seconds where libcurl counts in them.
///
///   const CurlUse use;
///   EasyHandle easy = make_easy_handle();
///   set_option(easy.get(), CURLOPT_NOSIGNAL, 1L);

#include "base/time.h"
#include "port/http_client.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct curl_slist;

namespace flowbridge {

/// libcurl counts its users; the first sets it up and the last takes it down, from any thread.
class CurlUse {
 public:
  CurlUse();
  CurlUse(const CurlUse&) = delete;
  CurlUse& operator=(const CurlUse&) = delete;
  ~CurlUse();
};

struct FreeCurlHandle {
  void operator()(void* easy) const;
};
struct FreeCurlMultiHandle {
  void operator()(void* multi) const;
};
struct FreeCurlHeaders {
  void operator()(curl_slist* list) const;
};
using EasyHandle = std::unique_ptr<void, FreeCurlHandle>;
using MultiHandle = std::unique_ptr<void, FreeCurlMultiHandle>;
using CurlHeaders = std::unique_ptr<curl_slist, FreeCurlHeaders>;

EasyHandle make_easy_handle();
MultiHandle make_multi_handle();

/// Sets an easy handle's option. Requires: it takes a value of that type.
void set_option(void* easy, int option, long value);
void set_option(void* easy, int option, const char* value);
void set_option(void* easy, int option, void* value);
/// Of a string list. Requires: the list outlives the handle's use of it.
void set_option(void* easy, int option, curl_slist* value);
/// Bytes in place of a file. Requires: they outlive the handle.
void set_blob(void* easy, int option, const std::string& bytes);
/// As libcurl calls for each header line and each piece of a body.
using CurlCallback = std::size_t (*)(char* bytes, std::size_t size, std::size_t count, void* user);
void set_option(void* easy, int option, CurlCallback value);
long to_long_ms(Duration duration);
/// Rounded up.
long to_long_seconds(Duration duration);

/// Appends a line as it is.
void add_line(CurlHeaders& headers, const std::string& line);
/// Appends a header, an empty one, too. Requires: no line break in it.
void add_header(CurlHeaders& headers, const HttpHeader& header);
/// Whether a value would add headers, or end them.
bool has_line_break(std::string_view text);

/// The name in lower case, the value without the blanks around it; nothing if there is no colon.
std::optional<HttpHeader> parse_header_line(std::string_view line);

/// An error's text without userinfo and queries: libcurl names hosts and paths, and now and then a
/// proxy as it was given.
std::string without_secrets(std::string text);

}  // namespace flowbridge
