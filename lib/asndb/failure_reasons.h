#pragma once
/// The reasons for which a refresh of AS names can fail: one closed set, whoever found the fault.
///
/// The words are label values of flowbridge_asn_db_refresh_failures_total. Beside a word there is a
/// detail for people, which may hold what a server sent.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bytes of UTF-8.
///
///   for (const std::string_view reason : refresh_failure_reasons()) counts.push_back({reason, 0});

#include "names/acceptance.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

std::vector<std::string_view> refresh_failure_reasons();

/// For a person: "122591 AS numbers before, 30648 now; 12 new, 91955 gone, …".
std::string describe_change(const EditionChange& change);

inline constexpr std::size_t kFailureDetailBytesMax = 200;

/// `text` as it may be kept and shown: one clean line, and of URLs what public_url() leaves.
std::string failure_detail(std::string_view text);

}  // namespace flowbridge
