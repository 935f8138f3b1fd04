#pragma once
/// A source's file, read as far as it takes to say whether it may be used.
///
/// Whole, well-formed and not from the future is what one file can show by itself; whether it lost
/// what the edition before had is for names/acceptance.h, from the entries.
///
/// Lifetime: values.      Threads: any.
/// Fails:    a Refusal, with the reason that is counted.
/// Units:    none.
///
///   Parsed<Edition> fresh = read_edition(source.format, body, registries, now);
///   if (!fresh) return refuse(fresh.refusal());
///   judge_edition(compare_editions(in_force.entries, fresh->entries), source.limits);

#include "asndb/source.h"
#include "base/time.h"
#include "names/acceptance.h"
#include "names/refusal.h"
#include "names/registry_map.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

struct Edition {
  EditionEntries entries;
  /// For people: a serial, a date; empty if the file does not say.
  std::string label;
};

/// `registries` tells whose habits a line of asn.txt follows; the files of the other formats speak
/// for themselves.
Parsed<Edition> read_edition(SourceFormat format, std::string_view file,
                             const RegistryMap& registries, UnixTime now);

}  // namespace flowbridge
