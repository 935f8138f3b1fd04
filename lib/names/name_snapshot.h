#pragma once
/// The merged table as one file, so that a start needs neither network nor parsing.
///
/// The snapshot holds the table and what it was made from. The bytes are described in FORMAT.md; a
/// checksum covers all of them, and what the checksum cannot promise is checked once more.
///
/// Lifetime: none; the decoded table owns its text.      Threads: any.
/// Fails:    decode: kCorrupt for damaged bytes, kUnsupported for those of a newer version. The
///           caller builds the table anew from the sources' files.
/// Units:    bytes; a few milliseconds for 120 000 AS numbers.
///
///   replace_file(directory, "names.snapshot", encode_snapshot(snapshot));
///   Result<NameSnapshot> snapshot = decode_snapshot(bytes);

#include "base/result.h"
#include "base/time.h"
#include "names/name_table.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// One file that the table was made from.
struct SourceEdition {
  /// As in the configuration: "asnames", "delegated-arin".
  std::string source;
  /// What tells this edition from others: its serial, else its modification time, as its publisher
  /// writes it.
  std::string edition;
  UnixTime fetched_at{};
  /// AS numbers, ranges or rows in it.
  std::uint64_t entries = 0;

  friend bool operator==(const SourceEdition&, const SourceEdition&) = default;
};

struct NameSnapshot {
  NameTable table;
  std::vector<SourceEdition> editions;
  UnixTime built_at{};
};

std::string encode_snapshot(const NameSnapshot& snapshot);
Result<NameSnapshot> decode_snapshot(std::string_view bytes);

}  // namespace flowbridge
