// Payloads of journal records: what is read is what a writer would have written, to the byte.

#include "base/check.h"
#include "fuzz/targets.h"
#include "record/records.h"

#include <array>

namespace flowbridge {
namespace {

template <typename Record>
void check_record(const Result<Record>& record, std::string_view payload) {
  if (record) {
    FB_CHECK(encode(*record) == payload);
  } else {
    FB_CHECK(record.error().code() == ErrorCode::kCorrupt && !record.error().message().empty());
  }
}

}  // namespace

// The first byte is the type, as in a frame.
void fuzz_records(std::string_view input) {
  if (input.empty()) return;
  const std::string_view payload = input.substr(1);
  switch (static_cast<RecordType>(input.front())) {
    case RecordType::kSymbol:
      return check_record(decode_symbol(payload), payload);
    case RecordType::kSeries:
      return check_record(decode_series(payload), payload);
    case RecordType::kLane:
      return check_record(decode_lane(payload), payload);
    case RecordType::kGrid:
      return check_record(decode_grid(payload), payload);
    case RecordType::kBatch:
      return check_record(decode_batch(payload), payload);
    case RecordType::kTick:
      return check_record(decode_tick(payload), payload);
    case RecordType::kInfo:
      return check_record(decode_info(payload), payload);
  }
}

}  // namespace flowbridge
