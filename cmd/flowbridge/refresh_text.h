#pragma once
/// What a refresh of AS names in the foreground says.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bytes; a bar has kBarColumns columns.
///
///   "delegated-arin     [############........]  60%  7.7 of 12.8 MB"
///   "delegated-arin     32988 entries, 12799845 bytes, edition 1790600421096"

#include "asndb/source_state.h"
#include "base/time.h"
#include "port/downloader.h"

#include <string>
#include <string_view>

namespace flowbridge {

inline constexpr int kBarColumns = 20;

/// While a file comes; without a total there is no bar.
std::string progress_text(std::string_view source, const DownloadProgress& progress);

/// Of a source whose server has asked for time.
std::string left_alone_text(std::string_view source, UnixTime until);

/// What became of a source.
std::string outcome_text(std::string_view source, const SourceState& before,
                         const SourceState& after);

}  // namespace flowbridge
