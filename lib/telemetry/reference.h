#pragma once
/// docs/metrics.md, made from the catalogue.
///
/// Lifetime: none.
/// Threads:  any.
/// Fails:    never.
/// Units:    none.
///
///   write_file("docs/metrics.md", metrics_reference());

#include <string>

namespace flowbridge {

/// The whole page, in Markdown.
std::string metrics_reference();

}  // namespace flowbridge
