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

// Each part is left out where it and all that follows says nothing, as versions before it did.
void put_later_parts(std::string& out, const Cursor& cursor) {
  const bool limits = cursor.limits_hash != 0;
  const bool over_quota = limits || cursor.skipped.over_quota != SkippedTicks{};
  if (!cursor.skip_until && cursor.skipped.too_old == SkippedTicks{} && !over_quota) return;
  put_varint(out, cursor.skip_until ? 1 : 0);
  if (cursor.skip_until) put_time(out, *cursor.skip_until);
  put_skipped(out, cursor.skipped.too_old);
  if (over_quota) put_skipped(out, cursor.skipped.over_quota);
  if (limits) put_u32(out, cursor.limits_hash);
}

void get_later_parts(ByteReader& in, Cursor& cursor) {
  if (in.empty()) return;
  const std::uint64_t has_gap = in.varint();
  if (has_gap > 1) in.fail();
  if (has_gap == 1) cursor.skip_until = in.time();
  cursor.skipped.too_old = get_skipped(in);
  bool says_nothing = !cursor.skip_until && cursor.skipped.too_old == SkippedTicks{};
  if (!in.empty()) {
    cursor.skipped.over_quota = get_skipped(in);
    says_nothing = cursor.skipped.over_quota == SkippedTicks{};
  }
  if (!in.empty()) {
    cursor.limits_hash = in.u32();
    says_nothing = cursor.limits_hash == 0;
  }
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
  put_later_parts(out, cursor);
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
  // A destination of which nothing is known, and that has taken everything, has no more than this.
  if (in.ok()) get_later_parts(in, cursor);
  if (in.ok() && in.empty()) return cursor;
  return Error(ErrorCode::kCorrupt, "malformed cursor");
}

}  // namespace flowbridge
