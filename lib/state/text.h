#pragma once
/// A state directory in words, for people.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    times are RFC 3339 in UTC, sizes bytes.
///
///   const std::string text = verify_text(survey, {.directory = "./data", .instance = "edge-1"});
///   std::fputs(text.c_str(), stdout);

#include "state/json.h"
#include "state/survey.h"

#include <string>

namespace flowbridge {

/// The verdict first, then what was looked at, or what is wrong and what to do about it.
std::string verify_text(const StateSurvey& survey, const Shown& shown);
/// What the directory holds.
std::string inspect_text(const StateSurvey& survey, const Shown& shown);

}  // namespace flowbridge
