#pragma once
/// The tables of the page.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    cells have the number that sorts them in data-v: whole bits per second, or the ratio.
///
///   out += ranking_table(report);

#include "peering/report.h"

#include <string>

namespace flowbridge {

/// With the controls of the script above it.
std::string ranking_table(const PeeringReport& report);
std::string exchange_rows(const PeeringReport& report);
std::string excluded_rows(const PeeringReport& report);

}  // namespace flowbridge
