// The report for a terminal.

#include "peering/numbers.h"
#include "peering/render.h"
#include "peering/text_table.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::size_t kNameColumns = 22;

std::string number(std::size_t value) {
  return std::to_string(value);
}

std::string asn_text(Asn asn) {
  return std::to_string(asn.value());
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string count_of(const std::optional<std::vector<Place>>& places) {
  return places ? number(places->size()) : "-";
}

TwoWays averages(const WindowRates& rates) {
  return {.in = rates.in.average_bits, .out = rates.out.average_bits};
}

std::string both_ways(const TrafficPart& part) {
  return bits_text(part.in_bits) + " in, " + bits_text(part.out_bits) + " out";
}

std::string part_line(const PeeringReport& report, const std::string& what,
                      const TrafficPart& part) {
  const double all = report.all.total_bits();
  return "  " + what + ": " + number(part.count) + " AS, " + both_ways(part) + ", " +
         share_text(all > 0 ? part.total_bits() / all : 0) + "\n";
}

std::string headline(const PeeringReport& report) {
  std::string own;
  for (const NamedAs& each : report.own) {
    own += (own.empty() ? "AS" : ", AS") + asn_text(each.asn) + " " + each.name;
  }
  std::string window = std::to_string(report.window / kDay) + " days to " + minute_text(report.end);
  if (!report.hostname.empty()) window += ", routers " + report.hostname;
  return fitted("Peering report for " + own, kTableColumns) + "\n" + fitted(window, kTableColumns) +
         "\n\n";
}

/// What is exchanged with whom, on average.
std::string overview(const PeeringReport& report) {
  std::string out = "Averages in bit/s:\n";
  out += part_line(report, "all remote AS", report.all);
  out += part_line(report, "candidates", report.candidate_part);
  for (std::size_t i = 0; i < kOutlooks; ++i) {
    const TrafficPart& part = report.by_outlook.at(i);
    if (part.count == 0) continue;
    const auto outlook = static_cast<Outlook>(i);
    out += part_line(
        report, "  " + std::string(outlook_name(outlook)) + ", " + outlook_text(outlook), part);
  }
  for (std::size_t i = 0; i < kExclusions; ++i) {
    const TrafficPart& part = report.by_exclusion.at(i);
    if (part.count > 0) out += part_line(report, exclusion_text(static_cast<Exclusion>(i)), part);
  }
  return out + "\n";
}

std::string ranking(const PeeringReport& report) {
  TextTable table({{.title = "#", .align = Align::kEnd},
                   {.title = "AS", .align = Align::kEnd},
                   {.title = "name", .width_max = kNameColumns},
                   {.title = "p95 in", .align = Align::kEnd},
                   {.title = "p95 out", .align = Align::kEnd},
                   {.title = "out:in", .align = Align::kEnd},
                   {.title = "share", .align = Align::kEnd},
                   {.title = "policy", .width_max = 11},
                   {.title = "IX", .align = Align::kEnd},
                   {.title = "fac", .align = Align::kEnd},
                   {.title = "outlook"}});
  std::size_t rank = 0;
  for (const Candidate& each : report.candidates) {
    const WindowRates& rates = each.traffic.window;
    table.add({number(++rank), asn_text(each.traffic.asn), each.name, bits_text(rates.in.p95_bits),
               bits_text(rates.out.p95_bits), ratio_text(averages(rates)), share_text(each.share),
               or_dash(each.facts.policy), count_of(each.facts.common_exchanges),
               count_of(each.facts.common_facilities), outlook_name(each.outlook())});
  }
  return "With whom to peer next, by the larger 95th percentile, bit/s:\n" + table.text() + "\n";
}

std::string rates_table(const PeeringReport& report) {
  const std::string in = "in " + window_text(report.window);
  const std::string out = "out " + window_text(report.window);
  TextTable table({{.title = "#", .align = Align::kEnd},
                   {.title = "AS", .align = Align::kEnd},
                   {.title = in, .align = Align::kEnd},
                   {.title = "p95", .align = Align::kEnd},
                   {.title = out, .align = Align::kEnd},
                   {.title = "p95", .align = Align::kEnd},
                   {.title = "in 7d", .align = Align::kEnd},
                   {.title = "p95", .align = Align::kEnd},
                   {.title = "out 7d", .align = Align::kEnd},
                   {.title = "p95", .align = Align::kEnd},
                   {.title = "routers", .width_max = 24}});
  std::size_t rank = 0;
  for (const Candidate& each : report.candidates) {
    const WindowRates& rates = each.traffic.window;
    const WindowRates& recent = each.traffic.short_window;
    std::string routers;
    for (const RouterVolume& router : each.traffic.routers) {
      routers += (routers.empty() ? "" : ", ") + router.hostname;
    }
    table.add({number(++rank), asn_text(each.traffic.asn), bits_text(rates.in.average_bits),
               bits_text(rates.in.p95_bits), bits_text(rates.out.average_bits),
               bits_text(rates.out.p95_bits), bits_text(recent.in.average_bits),
               bits_text(recent.in.p95_bits), bits_text(recent.out.average_bits),
               bits_text(recent.out.p95_bits), or_dash(routers)});
  }
  return "Averages and 95th percentiles, bit/s:\n" + table.text() + "\n";
}

std::string reasons(const PeeringReport& report) {
  TextTable table({{.title = "#", .align = Align::kEnd},
                   {.title = "AS", .align = Align::kEnd},
                   {.title = "via", .width_max = 17},
                   {.title = "why", .width_max = 63}});
  std::size_t rank = 0;
  for (const Candidate& each : report.candidates) {
    std::string via;
    for (const NamedAs& neighbour : each.neighbours) {
      via += (via.empty() ? "AS" : ", AS") + asn_text(neighbour.asn);
    }
    table.add(
        {number(++rank), asn_text(each.traffic.asn), or_dash(via), outlook_sentence(each.facts)});
  }
  return "What speaks for them:\n" + table.text() + "\n";
}

std::string exchange_table(const PeeringReport& report) {
  if (report.exchanges.empty()) return {};
  TextTable table({{.title = "exchange", .width_max = 28},
                   {.title = "we are"},
                   {.title = "AS", .align = Align::kEnd},
                   {.title = "in", .align = Align::kEnd},
                   {.title = "out", .align = Align::kEnd},
                   {.title = "open", .align = Align::kEnd},
                   {.title = "selective", .align = Align::kEnd},
                   {.title = "other", .align = Align::kEnd},
                   {.title = "new", .align = Align::kEnd}});
  const std::size_t shown = std::min(report.exchanges.size(), kExchangesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const ExchangeCase& each = report.exchanges[i];
    const auto bits = [&](PolicyKind kind) {
      return each.bits_by_policy.at(static_cast<std::size_t>(kind));
    };
    const double other =
        bits(PolicyKind::kRestrictive) + bits(PolicyKind::kNo) + bits(PolicyKind::kUnstated);
    table.add({each.exchange.name, presence_text(each), number(each.members),
               bits_text(each.in_bits), bits_text(each.out_bits),
               bits_text(bits(PolicyKind::kOpen)), bits_text(bits(PolicyKind::kSelective)),
               bits_text(other), each.new_bits ? bits_text(*each.new_bits) : "?"});
  }
  const std::size_t left = report.exchanges.size() - shown + report.exchanges_left_off;
  return "What each exchange is worth: the average traffic of its members that are candidates, "
         "bit/s;\nnew is what no exchange of ours could take:\n" +
         table.text() + (left > 0 ? "and " + number(left) + " more\n" : "") + "\n";
}

std::string excluded_table(const PeeringReport& report) {
  if (report.excluded.empty()) return {};
  TextTable table({{.title = "AS", .align = Align::kEnd},
                   {.title = "name", .width_max = 30},
                   {.title = "in", .align = Align::kEnd},
                   {.title = "out", .align = Align::kEnd},
                   {.title = "no candidate, because", .width_max = 40}});
  const std::size_t shown = std::min(report.excluded.size(), kExcludedShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const ExcludedAs& each = report.excluded[i];
    table.add({asn_text(each.volume.asn), each.name, bits_text(each.volume.in_bits),
               bits_text(each.volume.out_bits), exclusion_text(each.why)});
  }
  const std::size_t left = report.excluded.size() - shown;
  return "No candidates, averages in bit/s:\n" + table.text() +
         (left > 0 ? "and " + number(left) + " more, which CSV and JSON have\n" : "") + "\n";
}

/// In lines of at most kTableColumns.
std::string wrapped_note(const std::string& note) {
  std::string out;
  std::string line = "-";
  for (std::size_t begin = 0; begin < note.size();) {
    const std::size_t end = std::min(note.find(' ', begin), note.size());
    const std::string word = note.substr(begin, end - begin);
    begin = end + 1;
    if (line.size() + 1 + word.size() > kTableColumns) {
      out += line + "\n";
      line = " ";
    }
    line += " " + word;
  }
  return out + line + "\n";
}

}  // namespace

const char* presence_text(const ExchangeCase& exchange) {
  if (!exchange.is_ours) return "?";
  return *exchange.is_ours ? "there" : "not";
}

std::string window_text(Duration window) {
  return std::to_string(window / kDay) + "d";
}

std::string report_table(const PeeringReport& report) {
  std::string out = headline(report) + overview(report);
  if (report.candidates.empty()) {
    out += "There is no candidate.\n\n";
  } else {
    out += ranking(report) + rates_table(report) + reasons(report);
  }
  out += exchange_table(report) + excluded_table(report);
  if (!report.notes.empty()) out += "Notes:\n";
  for (const std::string& note : report.notes) out += wrapped_note(note);
  if (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace flowbridge
