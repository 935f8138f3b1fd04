#pragma once
/// The public files that AS names are made from, and where they are.
///
/// A source is a file behind a URL. The defaults are the registries' own servers and PeeringDB's; a
/// URL in the configuration (a mirror, a file) replaces one, and "off" leaves it out. Registries'
/// databases are large and add few names to those of asn.txt: they have no URL of their own, and
/// are sources only where the configuration gives one.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    an unknown name is absent.
/// Units:    bytes; limits as in names/acceptance.h.
///
///   std::vector<AsnSource> sources = default_sources();
///   find_source(sources, "asnames")->url = "file:///var/lib/mirror/asn.txt";

#include "base/time.h"
#include "names/acceptance.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class SourceFormat {
  kAsnText,       // names/asn_text.h
  kOwnAsnText,    // the same by the operator's hand, who may end it and comment as he likes
  kDelegated,     // names/delegated.h
  kPeeringdbNet,  // names/peeringdb.h
  kPeeringdbOrg,
  kPeeringdbIx,
  kPeeringdbNetIxLan,
  kPeeringdbFac,
  kPeeringdbNetFac,
  kRpsl,  // names/rpsl.h
};

bool is_peeringdb(SourceFormat format);

struct AsnSource {
  /// Also the name of its files in the cache.
  std::string name;
  SourceFormat format = SourceFormat::kAsnText;
  /// http, https or file; empty: only if the configuration has one.
  std::string url;
  /// Where what has changed since a time can be asked for; empty: nowhere.
  std::string increments_url;
  /// Whether "<url>.md5" holds the file's digest.
  bool has_md5 = false;
  EditionLimits limits;
  std::uint64_t bytes_max = 0;
};

/// In the order in which they are fetched: an asn.txt is read with the registries at hand. Of two
/// databases that know a number, the first names it. Leave out those without a URL.
std::vector<AsnSource> default_sources();

/// Null if there is none of that name.
AsnSource* find_source(std::vector<AsnSource>& sources, std::string_view name);

}  // namespace flowbridge
