#pragma once
/// What the oracle says: for people, and as JSON.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    counts; ticks in milliseconds and as calendar time.
///
///   std::fputs(to_text(outcome, options).c_str(), stdout);

#include "oracle/check.h"

#include <string>

namespace flowbridge {

/// Findings that are shown one by one.
inline constexpr std::size_t kFindingsShown = 10;

std::string to_text(const Outcome& outcome, const CheckOptions& options);
std::string to_json(const Outcome& outcome, const CheckOptions& options);
/// `first: flow_…{…}: wrong_window at 2026-… : expected 100, found 0, difference -100`
std::string to_string(const Finding& finding);

}  // namespace flowbridge
