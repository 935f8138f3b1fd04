// The report as one page that needs nothing else: no request, no font, no script to be read.

#include "peering/charts.h"
#include "peering/html_parts.h"
#include "peering/html_tables.h"
#include "peering/numbers.h"
#include "peering/render.h"

#include <algorithm>

namespace flowbridge {
namespace {

std::string days_text(Duration window) {
  return std::to_string(window / kDay) + " days";
}

std::string head(const PeeringReport& report) {
  std::string own;
  for (const NamedAs& each : report.own) {
    own += (own.empty() ? "AS" : ", AS") + std::to_string(each.asn.value());
  }
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; )"
         "img-src data:; style-src 'unsafe-inline'; script-src '" +
         std::string(kPageScriptHash) +
         "'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n<title>Peering report, " +
         html_text(own) + "</title>\n<style>" + std::string(kPageStyle) + "</style>\n</head>\n";
}

std::string headline(const PeeringReport& report) {
  std::string own;
  for (const NamedAs& each : report.own) {
    own += (own.empty() ? "AS" : ", AS") + std::to_string(each.asn.value()) + " " + each.name;
  }
  std::string out = "<header>\n<h1>With whom to peer next</h1>\n<p class=\"soft\">" +
                    html_text(own) + " · " + days_text(report.window) + " to " +
                    minute_text(report.end);
  if (!report.hostname.empty()) out += " · routers " + html_text(report.hostname);
  return out + "</p>\n</header>\n";
}

std::string tile(const std::string& what, const std::string& value, const std::string& more) {
  return R"(<div class="tile"><div class="what">)" + what + R"(</div><div class="value">)" + value +
         R"(</div><div class="more">)" + more + "</div></div>\n";
}

std::string two_rates(double in_bits, double out_bits) {
  return R"(<span class="in">)" + bits_text(in_bits) + R"( in</span>, <span class="out">)" +
         bits_text(out_bits) + " out</span>";
}

std::string part_of_all(const PeeringReport& report, const TrafficPart& part) {
  const double all = report.all.total_bits();
  return share_text(all > 0 ? part.total_bits() / all : 0) + " of the traffic";
}

std::string tiles(const PeeringReport& report) {
  const TrafficPart& ready = report.by_outlook.front();
  std::string out = "<div class=\"tiles\">\n";
  out += tile("All remote AS", rate_text(report.all.total_bits()),
              two_rates(report.all.in_bits, report.all.out_bits) + " · " +
                  std::to_string(report.all.count) + " AS");
  out += tile("Candidates", rate_text(report.candidate_part.total_bits()),
              std::to_string(report.candidate_part.count) + " AS · " +
                  part_of_all(report, report.candidate_part));
  out += tile("Ready: open, at an exchange of ours", rate_text(ready.total_bits()),
              std::to_string(ready.count) + " AS · " + part_of_all(report, ready));
  const auto next = std::max_element(
      report.exchanges.begin(), report.exchanges.end(),
      [](const ExchangeCase& a, const ExchangeCase& b) { return a.new_bits < b.new_bits; });
  if (next != report.exchanges.end() && next->new_bits.value_or(0) > 0) {
    out += tile("Exchange that would add most", html_text(next->exchange.name),
                rate_text(*next->new_bits) + " that no exchange of ours could take");
  }
  return out + "</div>\n";
}

std::string legend_item(const std::string& css_class, const std::string& text) {
  return "<li>" + legend_mark(css_class) + text + "</li>";
}

std::string share_section(const PeeringReport& report) {
  std::string out =
      "<section>\n<h2>All traffic</h2>\n<p class=\"soft small\">Averages of the "
      "window, both directions, by what stands between each AS and peering.</p>\n" +
      share_bar(report) + R"(<ul class="legend">)";
  for (std::size_t i = 0; i < kOutlooks; ++i) {
    const TrafficPart& part = report.by_outlook.at(i);
    if (part.count == 0) continue;
    const auto outlook = static_cast<Outlook>(i);
    out += legend_item(std::string("f-") + outlook_name(outlook),
                       std::string(outlook_name(outlook)) + ": " + outlook_text(outlook) + ", <b>" +
                           rate_text(part.total_bits()) + "</b>");
  }
  const double kept = std::max(report.all.total_bits() - report.candidate_part.total_bits(), 0.0);
  out += legend_item("f-kept", "no candidates, <b>" + rate_text(kept) + "</b>");
  return out + "</ul>\n</section>\n";
}

std::string ranking_section(const PeeringReport& report) {
  if (report.candidates.empty()) {
    return "<section>\n<h2>Candidates</h2>\n<p>There is no candidate.</p>\n</section>\n";
  }
  return "<section>\n<h2>The largest</h2>\n<p class=\"soft small\">95th percentiles of " +
         days_text(report.window) + ", bit/s: " +
         R"(<span class="in">in</span> to the left, <span class="out">out</span> to the right.)"
         "</p>\n" +
         ranking_chart(report) + "</section>\n<section>\n<h2>Candidates</h2>\n" +
         R"(<p class="soft small">Ranked by the larger 95th percentile of both directions, as )"
         "transit is billed; bit/s. A name opens what speaks for it.</p>\n" +
         ranking_table(report) + "</section>\n";
}

std::string exchange_section(const PeeringReport& report) {
  if (report.exchanges.empty()) return {};
  std::string out =
      "<section>\n<h2>What each exchange is worth</h2>\n<p class=\"soft small\">The average "
      "traffic of its members that are candidates, by their policies, bit/s. Who is at several "
      "exchanges counts at each. <i>New</i> is what no exchange of ours could take.</p>\n" +
      exchange_chart(report) + R"(<ul class="legend">)";
  for (std::size_t i = 0; i < kPolicyKinds; ++i) {
    const auto kind = static_cast<PolicyKind>(i);
    out += legend_item(std::string("f-") + policy_class(kind), policy_text(kind));
  }
  return out + "</ul>\n" + exchange_rows(report) + "</section>\n";
}

std::string excluded_section(const PeeringReport& report) {
  if (report.excluded.empty()) return {};
  return "<section>\n<h2>No candidates</h2>\n<p class=\"soft small\">With whom we exchange traffic "
         "and would not, or need not, peer. Averages of the window, bit/s.</p>\n" +
         excluded_rows(report) + "</section>\n";
}

std::string notes_section(const PeeringReport& report) {
  std::string out = "<section>\n<h2>How to read it</h2>\n<ul class=\"notes small\">\n";
  for (const std::string& note : report.notes) {
    out += "<li><b>" + html_text(note) + "</b></li>\n";
  }
  out += "<li>Rates are of five minutes, " + std::to_string(report.samples_expected) +
         " of them in the window. The 95th percentile is the nearest rank; a rate that the store "
         "does not have is 0, as on a bill.</li>\n"
         "<li>Shares are of all that is exchanged with remote AS, both directions together.</li>\n"
         "<li>Policies, exchanges and facilities are what networks say of themselves in PeeringDB. "
         "This page must not be passed on with them: <a "
         "href=\"https://www.peeringdb.com/aup\">its acceptable use policy</a>.</li>\n"
         "<li>" +
         std::to_string(report.examined) +
         " AS were looked at for the ranking, which is certain "
         "for the first " +
         std::to_string(report.certain) + ".</li>\n";
  return out + "</ul>\n</section>\n";
}

}  // namespace

std::string report_html(const PeeringReport& report) {
  return head(report) + "<body>\n<main>\n" + headline(report) + tiles(report) +
         share_section(report) + ranking_section(report) + exchange_section(report) +
         excluded_section(report) + notes_section(report) + "</main>\n<script>" +
         std::string(kPageScript) + "</script>\n</body>\n</html>\n";
}

}  // namespace flowbridge
