#pragma once
/// The reasons for which a refresh of AS names can fail: one closed set, whoever found the fault.
///
/// The words are label values of flowbridge_asn_db_refresh_failures_total.
///
/// Lifetime: constants.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   for (const std::string_view reason : refresh_failure_reasons()) counts.push_back({reason, 0});

#include "names/acceptance.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

std::vector<std::string_view> refresh_failure_reasons();

/// For a person: "122591 AS numbers before, 30648 now; 12 new, 91955 gone, …".
std::string describe_change(const EditionChange& change);

}  // namespace flowbridge
