#pragma once
/// The option table as docs/options.md.
///
/// The page is generated and never edited; a test fails when it is not what the table says.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   options_reference();   // the whole page, in Markdown

#include <string>

namespace flowbridge {

std::string options_reference();

}  // namespace flowbridge
