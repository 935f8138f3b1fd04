#include "delivery/cursor.h"

#include "base/check.h"
#include "base/coding.h"

#include <limits>

namespace flowbridge {

namespace {

// Only what this program writes is read: a number that does not fit is damage, not a smaller one.
std::uint8_t get_u8(ByteReader& in) {
  const std::uint64_t value = in.varint();
  if (value > std::numeric_limits<std::uint8_t>::max()) in.fail();
  return static_cast<std::uint8_t>(value);
}

void put_gaps(std::string& out, const Cursor& cursor) {
  put_varint(out, cursor.skip_until ? 1 : 0);
  if (cursor.skip_until) put_time(out, *cursor.skip_until);
  put_varint(out, cursor.ticks_skipped);
  put_varint(out, cursor.bytes_skipped);
}

void get_gaps(ByteReader& in, Cursor& cursor) {
  const std::uint64_t has_gap = in.varint();
  if (has_gap > 1) in.fail();
  if (has_gap == 1) cursor.skip_until = in.time();
  cursor.ticks_skipped = in.varint();
  cursor.bytes_skipped = in.varint();
  const bool says_nothing =
      !cursor.skip_until && cursor.ticks_skipped == 0 && cursor.bytes_skipped == 0;
  if (says_nothing) in.fail();
}

}  // namespace

std::string encode(const Cursor& cursor) {
  std::string out;
  put_varint(out, cursor.sequence);
  put_time(out, cursor.tick);
  put_varint(out, cursor.stages_settled);
  put_varint(out, cursor.measures_contacted);
  put_u64(out, cursor.labels_hash);
  put_varint(out, cursor.delivered);
  put_varint(out, cursor.rejected);
  const bool has_gaps = cursor.skip_until || cursor.ticks_skipped > 0 || cursor.bytes_skipped > 0;
  if (has_gaps) put_gaps(out, cursor);
  FB_CHECK(out.size() <= kCursorEncodedBytesMax);
  return out;
}

Result<Cursor> decode_cursor(std::string_view bytes) {
  ByteReader in(bytes);
  Cursor cursor;
  cursor.sequence = in.varint();
  cursor.tick = in.time();
  cursor.stages_settled = get_u8(in);
  cursor.measures_contacted = get_u8(in);
  cursor.labels_hash = in.u64();
  cursor.delivered = in.varint();
  cursor.rejected = in.varint();
  // A destination that has taken everything has no more than this.
  if (in.ok() && !in.empty()) get_gaps(in, cursor);
  if (in.ok() && in.empty()) return cursor;
  return Error(ErrorCode::kCorrupt, "malformed cursor");
}

}  // namespace flowbridge
