#include "support/gzip.h"

#include "base/check.h"

#define ZLIB_CONST
#include <zlib.h>

namespace flowbridge {

std::string gzip(std::string_view text) {
  constexpr int kWindowBits = 15 + 16;  // with gzip's header and trailer
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  FB_CHECK(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kWindowBits, kMemoryLevel,
                        Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  FB_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace flowbridge
