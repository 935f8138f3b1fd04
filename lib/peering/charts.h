#pragma once
/// The pictures of the page, as SVG: they need no script and no font of their own.
///
/// Colours are classes of the page's style. What is drawn is also in a table, so each picture has a
/// title for those who cannot see it.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never; without anything to draw a picture is empty.
/// Units:    pixels of a page kChartWidth wide, which scales.
///
///   out += share_bar(report);

#include "peering/report.h"

#include <string>
#include <vector>

namespace flowbridge {

inline constexpr int kChartWidth = 1180;
inline constexpr std::size_t kBarsMax = 20;
inline constexpr std::size_t kExchangeBarsMax = 12;

/// All traffic in one bar: by outlook, then what is no candidate.
std::string share_bar(const PeeringReport& report);
/// 95th percentiles of the first candidates, in to the left and out to the right.
std::string ranking_chart(const PeeringReport& report);
/// What each exchange is worth, by policy.
std::string exchange_chart(const PeeringReport& report);
/// Averages of the days, in above and out below a line.
std::string sparkline(const AsTraffic& traffic);

/// The mark of a legend, of a class of the page's style.
std::string legend_mark(const std::string& css_class);
/// The last part of its class: "open", "unstated".
const char* policy_class(PolicyKind kind);

}  // namespace flowbridge
