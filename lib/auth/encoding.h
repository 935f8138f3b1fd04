#pragma once
/// How bytes are written where only some characters may stand: base64, URLs, forms.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; any bytes may be given.
/// Units:    bytes.
///
///   "Basic " + base64("user:password");
///   "client_id=" + form_encoded(id);

#include <string>
#include <string_view>

namespace flowbridge {

/// RFC 4648 §4, with padding.
std::string base64(std::string_view bytes);

/// RFC 3986: all but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);
/// A % that no two hexadecimal digits follow stands for itself.
std::string percent_decoded(std::string_view text);

/// A name or value of application/x-www-form-urlencoded: the same with + for a blank.
std::string form_encoded(std::string_view text);

/// Two digits in lower case for every byte.
std::string hex_encoded(std::string_view bytes);

}  // namespace flowbridge
