#pragma once
/// Every record of the journal as a line of JSON.
///
/// For whoever asks what exactly was journalled: the oracle, and a person with a question about one
/// minute. docs/state.md describes the lines.
///
/// Lifetime: borrows the directory for the call.      Threads: one.
/// Fails:    kNotFound: a running bridge deleted a segment meanwhile, ask again; kIo.
/// Units:    sequences, both ends included.
///
///   Result<std::vector<Finding>> ended =
///       write_records(*directory, {.from = 10, .to = 20}, "edge-1", print);

#include "port/directory.h"
#include "state/finding.h"
#include "state/json.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct RecordRange {
  std::uint64_t from = 0;
  std::uint64_t to = std::numeric_limits<std::uint64_t>::max();

  bool operator==(const RecordRange&) const = default;
};

/// "10:20", "10:", ":20", ":". Fails: kInvalid.
Result<RecordRange> parse_record_range(std::string_view text);

/// Returns what is wrong with the journal; lines end where that begins, and there are none if the
/// journal would not open.
Result<std::vector<Finding>> write_records(Directory& root, const RecordRange& range,
                                           const std::string& instance, const Sink& sink);

}  // namespace flowbridge
