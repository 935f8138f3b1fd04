// A destination's gap: its file, with the checksum as it is, or made right.

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "delivery/gap.h"
#include "fuzz/targets.h"

namespace flowbridge {

namespace {

void check_gap(std::string_view bytes) {
  const Result<GapPosition> position = decode_gap_position(bytes);
  if (position) {
    FB_CHECK(encode_gap_position(*position) == bytes);
    return;
  }
  const ErrorCode code = position.error().code();
  FB_CHECK(code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupported);
}

}  // namespace

// The first byte says whether a checksum is to be added.
void fuzz_gap(std::string_view input) {
  if (input.empty()) return;
  std::string bytes(input.substr(1));
  if (input.front() % 2 == 1) put_u32(bytes, crc32c(bytes));
  check_gap(bytes);
}

}  // namespace flowbridge
