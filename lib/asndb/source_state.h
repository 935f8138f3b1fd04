#pragma once
/// What is known of a source's file in the cache: kept beside it, as JSON.
///
///   {"url": "https://…/asn.txt", "crc32c": 2774181210, "bytes": 6210814, "entries": 122591,
///    "etag": "\"6aba461c-5ec4fe\"", "last_modified": "Mon, 28 Sep 2026 10:49:32 GMT",
///    "edition": "…", "fetched_at": 1790592000000, "checked_at": 1790678400000, …}
///
/// The file is written first and this second, so a crash between the two leaves a state that speaks
/// of another file: the checksum tells, and then the validators are not used.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    decode: what is not such a JSON is kInvalid, and the caller fetches the file anew.
/// Units:    milliseconds since 1970 UTC; bytes.
///
///   Result<SourceState> state = decode_source_state(text);

#include "base/result.h"
#include "base/time.h"
#include "names/acceptance.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

/// A file as it was fetched.
struct FetchedFile {
  std::string url{};
  std::uint32_t crc32c = 0;
  std::uint64_t bytes = 0;
  std::uint64_t entries = 0;
  /// As the server sent them; empty: not sent.
  std::string etag{};
  std::string last_modified{};
  /// What tells it from other editions, for people.
  std::string edition{};
  UnixTime fetched_at{};
  /// PeeringDB: the last full copy in it.
  UnixTime full_copy_at{};

  bool operator==(const FetchedFile&) const = default;
};

struct SourceState {
  /// In force; absent before the first.
  std::optional<FetchedFile> file;
  /// Beside it, waiting.
  std::optional<FetchedFile> held_file;
  std::optional<HeldEdition> held;
  /// The last time the server said that we have its newest, by sending it or not.
  std::optional<UnixTime> checked_at;
  /// Failures in a row since then, and until when the server is left alone.
  std::uint32_t failures = 0;
  std::optional<UnixTime> not_before;
  /// The URL whose server asked for that, by Retry-After; empty: the patience is our own.
  std::string asked_by;
  /// Why the last attempt failed, and for people what was found; empty if it did not.
  std::string failure;
  std::string failure_detail;
  /// Entries of the newest edition that was refused as shrunken; absent since a better one came.
  std::optional<std::uint64_t> shrunken_to;

  bool operator==(const SourceState&) const = default;
};

/// Why the last attempt failed: "shrunken: 122591 before, 61000 now; …". Requires: it did.
std::string failure_text(const SourceState& state);

/// Until when the server of `url` has asked to be left alone; absent: it has not.
std::optional<UnixTime> asked_until(const SourceState& state, std::string_view url);

std::string encode_source_state(const SourceState& state);
Result<SourceState> decode_source_state(std::string_view text);

}  // namespace flowbridge
