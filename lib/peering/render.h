#pragma once
/// The report as text for a terminal, CSV, JSON and one HTML page.
///
/// docs/peering-report.md describes each. The same report gives the same bytes. Names are others'
/// words: a terminal gets no control characters, a spreadsheet no formulas, a page no markup.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    CSV and JSON have whole bits per second. A page needs no script to be read,
///           and asks for nothing.
/// Bounds:   text: kTableColumns columns, kExchangesShown exchanges, kExcludedShown excluded AS. A
///           page shows kPageExcludedShown of these. CSV and JSON have all.
///
///   write(report_html(report));

#include "peering/report.h"

#include <cstddef>
#include <string>

namespace flowbridge {

inline constexpr std::size_t kTableColumns = 100;
inline constexpr std::size_t kExchangesShown = 15;
inline constexpr std::size_t kExcludedShown = 15;
inline constexpr std::size_t kPageExcludedShown = 200;
inline constexpr int kPeeringJsonSchema = 1;

std::string report_table(const PeeringReport& report);
/// RFC 4180, with titles: the candidates by rank, then those that are excluded.
std::string report_csv(const PeeringReport& report);
/// One object, and a line's end.
std::string report_json(const PeeringReport& report);
std::string report_html(const PeeringReport& report);

/// Whether we are at an exchange: "there", "not", "?".
const char* presence_text(const ExchangeCase& exchange);

/// "30d": a window as the reports call it.
std::string window_text(Duration window);

}  // namespace flowbridge
