#pragma once
/// Texts gzipped, for servers and readers under test.
///
/// Lifetime: none.      Threads: any.
/// Fails:    FB_CHECK if zlib has no memory left.
/// Units:    bytes.
///
///   const std::string stream = gzip("3356 LEVEL3 - Level 3 Parent, LLC, US\n");

#include <string>
#include <string_view>

namespace flowbridge {

/// One member, without name or time: the same text is the same stream.
std::string gzip(std::string_view text);

}  // namespace flowbridge
