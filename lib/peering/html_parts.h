#pragma once
/// The parts of the page that do not depend on the report, and markup that cannot be broken out of.
///
/// Lifetime: constants.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   out += "<td>" + html_text(name) + "</td>";

#include <string>
#include <string_view>

namespace flowbridge {

/// Its colours are those of the reader's choice, light or dark.
extern const std::string_view kPageStyle;
/// Sorts and filters. What the page says can be read without it.
extern const std::string_view kPageScript;
/// Of the script, as a Content-Security-Policy names it: no other one can run.
extern const std::string_view kPageScriptHash;

/// Text between tags or in quotes, without control characters.
std::string html_text(std::string_view text);

}  // namespace flowbridge
