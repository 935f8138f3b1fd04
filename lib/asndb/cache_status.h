#pragma once
/// What is in a cache of AS names, and how fresh it is.
///
/// docs/as-names.md is the definition of every key of the JSON. Keys may be added, and change their
/// meaning only with kAsnJsonSchema (asndb/explain_text.h).
///
/// Lifetime: values.      Threads: any.
/// Fails:    never; what cannot be read is absent.
/// Units:    milliseconds since 1970 UTC (_ms); bytes.
///
///   CacheStatus status = read_status(sources, &store);
///   print(status_text(status, {.directory = path, .now = now}));

#include "asndb/source.h"
#include "asndb/source_state.h"
#include "asndb/store.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct SourceStatus {
  std::string name{};
  /// Where it is taken from, without what must not be shown.
  std::string url{};
  SourceState state{};
};

struct CacheStatus {
  /// In the order of the sources.
  std::vector<SourceStatus> sources{};
  /// AS numbers with a name in the table in force.
  std::uint64_t names = 0;
  /// Absent: there is no table that can be read.
  std::optional<UnixTime> built_at{};
  /// The files are of other editions than the table.
  bool table_is_behind = false;
};

/// Without a store there is no cache.
CacheStatus read_status(const std::vector<AsnSource>& sources, const AsnStore* store);

struct StatusView {
  /// As it was given.
  std::string directory{};
  /// Who refreshes it: "process 4711". Absent: nobody.
  std::optional<std::string> in_use_by{};
  UnixTime now{};
};

/// The table, a line for each source, and below them what a person may have to do.
std::string status_text(const CacheStatus& status, const StatusView& view);
/// One object, and a line's end.
std::string status_json(const CacheStatus& status, const StatusView& view);

}  // namespace flowbridge
