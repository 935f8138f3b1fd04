#pragma once
/// Why an AS has the name it has: what every source says of it, and which rule chose.
///
/// The files in the cache are read again, so that each statement is shown as its publisher wrote
/// it, beside what is made of it. Editions that are held back speak, too, where they differ.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never. A file that is missing or damaged says nothing.
/// Units:    milliseconds since 1970 UTC. It takes as long as building a table: half a second.
///
///   const AsNames names(table, overrides);
///   for (const Explanation& each : explain({{Asn(15169)}}, names, sources, &store)) …

#include "asndb/source.h"
#include "asndb/store.h"
#include "base/time.h"
#include "names/as_names.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

/// Sources of statements that are no file of the cache.
inline constexpr const char* kOverridesStatement = "overrides";
inline constexpr const char* kSpecialStatement = "special";

/// What one source says of an AS.
struct AsStatement {
  /// As in the configuration: "asnames"; or one of the two above.
  std::string source{};
  /// As it is written there, in UTF-8: a line, a row, a name.
  std::string raw{};
  /// What is made of it; empty where it says nothing.
  std::string name{};
  std::string handle{};
  Country country{};
  Registry registry = Registry::kNone;
  std::optional<AsnStatus> status{};
  /// The rank of its name; kFallback if it has none.
  NameSource rank = NameSource::kFallback;
  /// Of the file.
  std::string edition{};
  std::optional<UnixTime> fetched_at{};
  /// It is of an edition that waits beside the one in force.
  bool held = false;
  /// The name is from here.
  bool chosen = false;

  bool operator==(const AsStatement&) const = default;
};

struct Explanation {
  Asn asn{};
  /// What is in force.
  std::string name{};
  NameSource source = NameSource::kFallback;
  std::string handle{};
  std::string organisation{};
  Country country{};
  Registry registry = Registry::kNone;
  std::optional<AsnStatus> status{};
  /// The chosen one first, then by rank, those that wait last.
  std::vector<AsStatement> statements{};
};

/// Of each of `numbers` once, in their order. `names` are those in force, which may be older or
/// newer than the files; without a store there are no files.
std::vector<Explanation> explain(std::span<const Asn> numbers, const AsNames& names,
                                 const std::vector<AsnSource>& sources, const AsnStore* store);

/// Why names of this source win where they do, for people: "what the network calls itself in
/// PeeringDB".
const char* naming_rule(NameSource source);

}  // namespace flowbridge
