#include "base/gunzip.h"

#include "base/check.h"

#include <algorithm>
#include <limits>

#define ZLIB_CONST
#include <zlib.h>

namespace flowbridge {

namespace {

constexpr std::size_t kStepBytes = std::size_t{64} * 1024;
// zlib's window at its largest, and "gzip only".
constexpr int kWindowBits = 15 + 16;

}  // namespace

void Gunzip::Free::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

Gunzip::Gunzip() : stream_(new z_stream_s{}) {
  FB_CHECK(inflateInit2(stream_.get(), kWindowBits) == Z_OK);
}

GunzipOutcome Gunzip::add(std::string_view piece, std::uint64_t bytes_max, std::string& out) {
  FB_CHECK(piece.size() <= std::numeric_limits<uInt>::max());
  FB_CHECK(out.size() <= bytes_max);
  stream_->next_in = reinterpret_cast<const Bytef*>(piece.data());
  stream_->avail_in = static_cast<uInt>(piece.size());
  bool has_more = stream_->avail_in > 0;
  while (has_more) {
    if (may_end_) FB_CHECK(inflateReset(stream_.get()) == Z_OK);
    const std::size_t filled = out.size();
    // One byte beyond the bound shows that there is more than that.
    const std::uint64_t room = bytes_max - filled;
    const std::size_t step = room < kStepBytes ? static_cast<std::size_t>(room) + 1 : kStepBytes;
    out.resize(filled + step);
    stream_->next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream_->avail_out = static_cast<uInt>(step);
    const int result = inflate(stream_.get(), Z_NO_FLUSH);
    out.resize(out.size() - stream_->avail_out);
    if (out.size() > bytes_max) return GunzipOutcome::kTooLarge;
    may_end_ = result == Z_STREAM_END;
    // Z_BUF_ERROR only says that nothing was left to do.
    if (!may_end_ && result != Z_OK && result != Z_BUF_ERROR) return GunzipOutcome::kBroken;
    const bool is_full = stream_->avail_out == 0 && !may_end_;
    has_more = stream_->avail_in > 0 || is_full;
  }
  return GunzipOutcome::kGood;
}

}  // namespace flowbridge
