#pragma once
/// The options of group "AS names", read.
///
/// Lifetime: none; borrows the reader during the call.      Threads: any.
/// Fails:    never; mistakes become Problems of the reader.
/// Units:    as in config/settings.h.
///
///   settings.as_names = read_as_names(reader);

#include "base/result.h"
#include "config/settings.h"
#include "config/settings_reader.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

AsNameSettings read_as_names(SettingsReader& reader);

/// A duration of 1h to 30d, or "off", which is absent.
Result<std::optional<Duration>> parse_refresh(std::string_view text);

/// "04:30": 00:00 to 23:59.
Result<std::chrono::minutes> parse_time_of_day(std::string_view text);

/// "asnames=https://…", "delegated-arin=off".
Result<AsnSourceSetting> parse_asn_source(std::string_view text);

Result<std::string> parse_path(std::string_view text);

}  // namespace flowbridge
