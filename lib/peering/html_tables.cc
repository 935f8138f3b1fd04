#include "peering/html_tables.h"

#include "peering/charts.h"
#include "peering/html_parts.h"
#include "peering/numbers.h"
#include "peering/render.h"

#include <algorithm>
#include <span>

namespace flowbridge {
namespace {

std::string bits_cell(double bits) {
  return R"(<td class="n" data-v=")" + std::to_string(whole(bits)) + R"(">)" + bits_text(bits) +
         "</td>";
}

std::string count_cell(std::size_t count) {
  return R"(<td class="n">)" + std::to_string(count) + "</td>";
}

std::string text_cell(const std::string& text) {
  return "<td>" + html_text(text) + "</td>";
}

std::string asn_cell(Asn asn) {
  const std::string number = std::to_string(asn.value());
  return R"(<td class="n" data-v=")" + number + R"("><a href="https://www.peeringdb.com/asn/)" +
         number + R"(" rel="noreferrer noopener">)" + number + "</a></td>";
}

std::string names_of(const std::vector<Place>& places) {
  std::string out;
  for (const Place& place : places) out += (out.empty() ? "" : ", ") + place.name;
  return out;
}

std::string places_cell(const std::optional<std::vector<Place>>& places) {
  if (!places) return R"(<td class="n" data-v="-1">?</td>)";
  const std::string count = std::to_string(places->size());
  return R"(<td class="n" data-v=")" + count + R"(" title=")" + html_text(names_of(*places)) +
         R"(">)" + count + "</td>";
}

struct Heading {
  const char* title;
  bool is_number = true;
};

std::string sortable_head(std::span<const Heading> headings) {
  std::string out = "<thead><tr>";
  for (const Heading& each : headings) {
    out += std::string(R"(<th scope="col")") + (each.is_number ? R"( class="n")" : "") +
           R"( aria-sort="none"><button type="button">)" + each.title + "</button></th>";
  }
  return out + "</tr></thead>\n";
}

std::string plain_head(std::span<const Heading> headings) {
  std::string out = "<thead><tr>";
  for (const Heading& each : headings) {
    out += std::string(R"(<th scope="col")") + (each.is_number ? R"( class="n")" : "") + ">" +
           each.title + "</th>";
  }
  return out + "</tr></thead>\n";
}

std::string detail(const std::string& what, const std::string& text) {
  return text.empty() ? "" : "<div>" + what + ": " + html_text(text) + "</div>";
}

std::string name_cell(const Candidate& candidate) {
  std::string routers;
  for (const RouterVolume& each : candidate.traffic.routers) {
    routers += (routers.empty() ? "" : "; ") + each.hostname + " " + bits_text(each.in_bits) +
               " in, " + bits_text(each.out_bits) + " out";
  }
  const RateSummary& in = candidate.traffic.window.in;
  const RateSummary& out = candidate.traffic.window.out;
  const std::optional<std::vector<Place>>& exchanges = candidate.facts.common_exchanges;
  const std::optional<std::vector<Place>>& facilities = candidate.facts.common_facilities;
  return R"(<td data-v=")" + html_text(candidate.name) + R"("><details><summary>)" +
         html_text(candidate.name) + "</summary><div>" +
         html_text(outlook_sentence(candidate.facts)) + "</div>" +
         detail("Exchanges in common", exchanges ? names_of(*exchanges) : "") +
         detail("Facilities in common", facilities ? names_of(*facilities) : "") +
         detail("Says its traffic is", candidate.facts.ratio) +
         detail("Says it is in", candidate.facts.scope) + detail("Routers", routers) +
         detail("Samples",
                std::to_string(in.samples) + " in, " + std::to_string(out.samples) + " out") +
         "</details></td>";
}

std::string ratio_cell(const TwoWays& averages) {
  const double ratio = averages.in > 0 ? std::min(averages.out / averages.in, 1e9) : 1e9;
  return R"(<td class="n" data-v=")" + std::to_string(ratio) + R"(" title=")" +
         balance_text(balance_of(averages)) + R"(">)" + ratio_text(averages) + "</td>";
}

std::string candidate_row(const Candidate& candidate, std::size_t rank) {
  const WindowRates& rates = candidate.traffic.window;
  const WindowRates& recent = candidate.traffic.short_window;
  const std::string outlook = outlook_name(candidate.outlook());
  std::string via;
  for (const NamedAs& each : candidate.neighbours) {
    via += (via.empty() ? "" : ", ") + (R"(<span title=")" + html_text(each.name) + R"(">AS)") +
           std::to_string(each.asn.value()) + "</span>";
  }
  return R"(<tr data-outlook=")" + outlook + R"(">)" + count_cell(rank) +
         asn_cell(candidate.traffic.asn) + name_cell(candidate) + "<td>" +
         sparkline(candidate.traffic) + "</td>" + bits_cell(rates.in.average_bits) +
         bits_cell(rates.in.p95_bits) + bits_cell(rates.out.average_bits) +
         bits_cell(rates.out.p95_bits) + bits_cell(recent.in.p95_bits) +
         bits_cell(recent.out.p95_bits) +
         ratio_cell({.in = rates.in.average_bits, .out = rates.out.average_bits}) +
         R"(<td class="n" data-v=")" + std::to_string(candidate.share) + R"(">)" +
         html_text(share_text(candidate.share)) + "</td>" +
         text_cell(candidate.facts.policy.empty() ? "–" : candidate.facts.policy) +
         places_cell(candidate.facts.common_exchanges) +
         places_cell(candidate.facts.common_facilities) + "<td>" + via +
         R"(</td><td><span class="chip t-)" + outlook + R"(">)" + outlook + "</span></td></tr>\n";
}

std::string controls() {
  std::string out = R"(<div class="controls" id="controls" hidden><input id="words" type="search" )"
                    R"(aria-label="Filter" placeholder="Name, number, exchange, policy …"><select )"
                    R"(id="outlook" aria-label="Outlook"><option value="">any outlook</option>)";
  for (std::size_t i = 0; i < kOutlooks; ++i) {
    const auto outlook = static_cast<Outlook>(i);
    out += std::string(R"(<option value=")") + outlook_name(outlook) + R"(">)" +
           outlook_name(outlook) + ": " + outlook_text(outlook) + "</option>";
  }
  return out + "</select><span class=\"tag\" id=\"count\"></span></div>\n";
}

}  // namespace

std::string ranking_table(const PeeringReport& report) {
  const std::string in = "in " + window_text(report.window);
  const std::string out_title = "out " + window_text(report.window);
  const Heading headings[] = {{"#"},
                              {"AS"},
                              {"name", false},
                              {"days", false},
                              {in.c_str()},
                              {"p95"},
                              {out_title.c_str()},
                              {"p95"},
                              {"p95 in 7d"},
                              {"p95 out 7d"},
                              {"out:in"},
                              {"share"},
                              {"policy", false},
                              {"IX"},
                              {"fac"},
                              {"via", false},
                              {"outlook", false}};
  std::string out = controls() + "<div class=\"scroll\">\n<table id=\"ranking\">\n" +
                    sortable_head(headings) + "<tbody>\n";
  std::size_t rank = 0;
  for (const Candidate& each : report.candidates) out += candidate_row(each, ++rank);
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string exchange_rows(const PeeringReport& report) {
  constexpr Heading kHeadings[] = {{"exchange", false},
                                   {"we are", false},
                                   {"AS"},
                                   {"in"},
                                   {"out"},
                                   {"open"},
                                   {"selective"},
                                   {"restrictive"},
                                   {"no peering"},
                                   {"not stated"},
                                   {"new"},
                                   {"largest", false}};
  std::string out =
      "<div class=\"scroll\">\n<table id=\"exchanges\">\n" + plain_head(kHeadings) + "<tbody>\n";
  for (const ExchangeCase& each : report.exchanges) {
    std::string largest;
    for (const NamedAs& member : each.largest)
      largest += (largest.empty() ? "" : ", ") + member.name;
    out += "<tr>" + text_cell(each.exchange.name) + text_cell(presence_text(each)) +
           count_cell(each.members) + bits_cell(each.in_bits) + bits_cell(each.out_bits);
    for (const double bits : each.bits_by_policy) out += bits_cell(bits);
    out += each.new_bits ? bits_cell(*each.new_bits) : text_cell("?");
    out += text_cell(largest) + "</tr>\n";
  }
  out += "</tbody>\n</table>\n";
  if (report.exchanges_left_off > 0) {
    out +=
        R"(<p class="soft small">and )" + std::to_string(report.exchanges_left_off) + " more</p>\n";
  }
  return out + "</div>\n";
}

std::string excluded_rows(const PeeringReport& report) {
  constexpr Heading kHeadings[] = {{"AS"}, {"name", false}, {"in"}, {"out"}, {"because", false}};
  std::string out =
      "<div class=\"scroll\">\n<table id=\"excluded\">\n" + plain_head(kHeadings) + "<tbody>\n";
  const std::size_t shown = std::min(report.excluded.size(), kPageExcludedShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const ExcludedAs& each = report.excluded[i];
    out += "<tr>" + asn_cell(each.volume.asn) + text_cell(each.name) +
           bits_cell(each.volume.in_bits) + bits_cell(each.volume.out_bits) +
           text_cell(exclusion_text(each.why)) + "</tr>\n";
  }
  out += "</tbody>\n</table>\n";
  if (report.excluded.size() > shown) {
    out += R"(<p class="soft small">and )" + std::to_string(report.excluded.size() - shown) +
           " more, which CSV and JSON have</p>\n";
  }
  return out + "</div>\n";
}

}  // namespace flowbridge
