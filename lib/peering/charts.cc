#include "peering/charts.h"

#include "base/check.h"
#include "peering/html_parts.h"
#include "peering/numbers.h"
#include "peering/text_table.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace flowbridge {
namespace {

std::string px(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

struct Size {
  int width = 0;
  int height = 0;
};

std::string svg(const Size& size, const std::string& title, const std::string& content) {
  const std::string width = std::to_string(size.width);
  const std::string height = std::to_string(size.height);
  return R"(<svg role="img" width=")" + width + R"(" height=")" + height + R"(" viewBox="0 0 )" +
         width + " " + height + R"("><title>)" + html_text(title) + "</title>" + content +
         "</svg>\n";
}

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

std::string rectangle(const Box& box, const std::string& css_class, const std::string& title) {
  if (box.width <= 0) return {};
  return R"(<rect class=")" + css_class + R"(" x=")" + px(box.x) + R"(" y=")" + px(box.y) +
         R"(" width=")" + px(box.width) + R"(" height=")" + px(box.height) + R"(" rx="2"><title>)" +
         html_text(title) + "</title></rect>";
}

struct Point {
  double x = 0;
  double y = 0;
};

std::string label(const Point& at, const std::string& css_class, const std::string& text) {
  return R"(<text class=")" + css_class + R"(" x=")" + px(at.x) + R"(" y=")" + px(at.y) + R"(">)" +
         html_text(text) + "</text>";
}

constexpr int kSparkWidth = 90;
constexpr double kRowHeight = 26;
constexpr double kBarHeight = 16;

/// Where in and out meet, and how long a bar is.
struct Axis {
  double x = 0;
  double pixels_per_bit = 0;
};

/// The longest bars of both sides fill the room that names and values leave.
Axis axis_of(const PeeringReport& report, std::size_t bars) {
  constexpr double kLeft = 360;
  constexpr double kRoom = 750;
  double in = 0;
  double out = 0;
  for (std::size_t i = 0; i < bars; ++i) {
    const WindowRates& rates = report.candidates[i].traffic.window;
    in = std::max(in, rates.in.p95_bits);
    out = std::max(out, rates.out.p95_bits);
  }
  const double scale = in + out > 0 ? kRoom / (in + out) : 0;
  return {.x = kLeft + in * scale, .pixels_per_bit = scale};
}

std::string ranking_row(const Candidate& candidate, double y, const Axis& axis) {
  constexpr double kValueGap = 6;
  const WindowRates& rates = candidate.traffic.window;
  const double in = rates.in.p95_bits * axis.pixels_per_bit;
  const double out = rates.out.p95_bits * axis.pixels_per_bit;
  const double text_y = y + kBarHeight - 4;
  const std::string name =
      "AS" + std::to_string(candidate.traffic.asn.value()) + "  " + candidate.name;
  return label({0, text_y}, "", fitted(name, 38)) +
         rectangle({axis.x - in, y, in, kBarHeight}, "f-in",
                   name + ": " + rate_text(rates.in.p95_bits) + " in") +
         rectangle({axis.x, y, out, kBarHeight}, "f-out",
                   name + ": " + rate_text(rates.out.p95_bits) + " out") +
         label({axis.x - in - kValueGap, text_y}, "quiet end", bits_text(rates.in.p95_bits)) +
         label({axis.x + out + kValueGap, text_y}, "quiet", bits_text(rates.out.p95_bits));
}

/// Half of the picture, away from its middle.
std::string area(const std::vector<double>& days, double largest, double direction,
                 const char* css_class) {
  constexpr double kWidth = kSparkWidth;
  constexpr double kMiddle = 13;
  if (days.size() < 2 || largest <= 0) return {};
  std::string points = px(0) + "," + px(kMiddle);
  for (std::size_t i = 0; i < days.size(); ++i) {
    const double x = kWidth * static_cast<double>(i) / static_cast<double>(days.size() - 1);
    points += " " + px(x) + "," + px(kMiddle + direction * days[i] / largest * (kMiddle - 1));
  }
  points += " " + px(kWidth) + "," + px(kMiddle);
  return R"(<polygon class=")" + std::string(css_class) + R"(" points=")" + points + R"("/>)";
}

double largest_of(const std::vector<double>& days) {
  return days.empty() ? 0 : *std::max_element(days.begin(), days.end());
}

}  // namespace

const char* policy_class(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kOpen:
      return "open";
    case PolicyKind::kSelective:
      return "selective";
    case PolicyKind::kRestrictive:
      return "restrictive";
    case PolicyKind::kNo:
      return "no";
    case PolicyKind::kUnstated:
      return "unstated";
  }
  FB_CHECK(false);
}

std::string legend_mark(const std::string& css_class) {
  return R"(<svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true"><rect )"
         R"(class=")" +
         css_class + R"(" width="11" height="11" rx="3"/></svg>)";
}

std::string share_bar(const PeeringReport& report) {
  constexpr double kHeight = 30;
  const double all = report.all.total_bits();
  if (all <= 0) return {};
  std::string content;
  double x = 0;
  const auto add = [&](double bits, const std::string& css_class, const std::string& what) {
    const double width = bits / all * kChartWidth;
    // A thin line between two of them.
    content += rectangle({x, 0, std::max(width - 1.5, std::min(width, 0.5)), kHeight}, css_class,
                         what + ": " + share_text(bits / all));
    x += width;
  };
  for (std::size_t i = 0; i < kOutlooks; ++i) {
    const auto outlook = static_cast<Outlook>(i);
    add(report.by_outlook.at(i).total_bits(), std::string("f-") + outlook_name(outlook),
        outlook_text(outlook));
  }
  add(std::max(all - report.candidate_part.total_bits(), 0.0), "f-kept", "no candidates");
  return svg({kChartWidth, static_cast<int>(kHeight)}, "All traffic, by outlook", content);
}

std::string ranking_chart(const PeeringReport& report) {
  const std::size_t bars = std::min(report.candidates.size(), kBarsMax);
  if (bars == 0) return {};
  const Axis axis = axis_of(report, bars);
  std::string content;
  for (std::size_t i = 0; i < bars; ++i) {
    content += ranking_row(report.candidates[i], static_cast<double>(i) * kRowHeight, axis);
  }
  const int height = static_cast<int>(static_cast<double>(bars) * kRowHeight);
  return svg({kChartWidth, height}, "95th percentiles of the first candidates, in and out",
             content);
}

std::string exchange_chart(const PeeringReport& report) {
  constexpr double kNameWidth = 330;
  constexpr double kRoom = 760;
  const std::size_t bars = std::min(report.exchanges.size(), kExchangeBarsMax);
  if (bars == 0) return {};
  const double largest = report.exchanges.front().total_bits();
  std::string content;
  for (std::size_t i = 0; i < bars; ++i) {
    const ExchangeCase& exchange = report.exchanges[i];
    const bool is_new = exchange.is_ours == false;
    const double y = static_cast<double>(i) * kRowHeight;
    double x = kNameWidth;
    content += label({0, y + kBarHeight - 4}, "",
                     fitted(exchange.exchange.name, is_new ? 36 : 44) + (is_new ? "  (new)" : ""));
    for (std::size_t kind = 0; kind < kPolicyKinds; ++kind) {
      const auto policy = static_cast<PolicyKind>(kind);
      const double bits = exchange.bits_by_policy.at(kind);
      const double width = largest > 0 ? bits / largest * kRoom : 0;
      content +=
          rectangle({x, y, width, kBarHeight}, std::string("f-") + policy_class(policy),
                    exchange.exchange.name + ", " + policy_text(policy) + ": " + rate_text(bits));
      x += width;
    }
    content += label({x + 6, y + kBarHeight - 4}, "quiet", bits_text(exchange.total_bits()));
  }
  const int height = static_cast<int>(static_cast<double>(bars) * kRowHeight);
  return svg({kChartWidth, height}, "Traffic of the members of each exchange, by policy", content);
}

std::string sparkline(const AsTraffic& traffic) {
  const double largest = std::max(largest_of(traffic.in_days), largest_of(traffic.out_days));
  return svg({kSparkWidth, 26}, "Averages of the days",
             area(traffic.in_days, largest, -1, "area-in") +
                 area(traffic.out_days, largest, 1, "area-out"));
}

}  // namespace flowbridge
