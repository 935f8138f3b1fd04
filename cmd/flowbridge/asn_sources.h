#pragma once
/// The sources of AS names, as the options choose them.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never; the options were checked when they were read.
/// Units:    as in asndb/source.h.
///
///   RefresherOptions options = asn_refresher_options(settings.as_names);
///   options.rename_at = settings.as_names.rename_at;

#include "asndb/refresher.h"
#include "asndb/source.h"
#include "config/settings.h"

#include <string>
#include <vector>

namespace flowbridge {

/// The registries' files, PeeringDB's if the operator wants them, each from where he says, and the
/// registries' databases if he says from where. A source that comes from another place is not asked
/// for increments elsewhere. His own file of names (--asn-db.file) is taken as it is: it may lose
/// and change as many names as it will.
std::vector<AsnSource> asn_sources(const AsNameSettings& settings);

/// The same and the rest of what a refresher is told, but for the hour of new names: whoever
/// refreshes by hand wants them now.
RefresherOptions asn_refresher_options(const AsNameSettings& settings);

/// The directory of the cache.
std::string asn_db_path(const Settings& settings);

}  // namespace flowbridge
