// The report for a spreadsheet.

#include "peering/numbers.h"
#include "peering/render.h"
#include "peering/text_table.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace flowbridge {
namespace {

constexpr std::string_view kTitles =
    "rank,asn,name,status,why,billed_bits,in_average_bits,in_p95_bits,in_samples,out_average_bits,"
    "out_p95_bits,out_samples,in_average_bits_7d,in_p95_bits_7d,out_average_bits_7d,"
    "out_p95_bits_7d,out_in,balance,share,policy,ratio,scope,common_exchanges,"
    "common_exchange_names,common_facilities,common_facility_names,neighbours,routers,outlook";

/// Cells of a row, with commas between them.
class Row {
 public:
  void number(std::size_t value) { cell(std::to_string(value)); }
  void bits(double value) { cell(std::to_string(whole(value))); }
  void empty(std::size_t count = 1) {
    for (std::size_t i = 0; i < count; ++i) cell("");
  }
  void quotient(const TwoWays& rates) {
    if (rates.in <= 0) return empty();
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", rates.out / rates.in);
    cell(text.data());
  }
  /// Others' words: a terminal must not obey them, nor a program that calculates take them for a
  /// formula.
  void text(std::string_view value) {
    constexpr std::string_view kFormulaBegins = "=+-@";
    const std::string shown = fitted(value, value.size() + 1);
    const bool is_formula =
        !shown.empty() && kFormulaBegins.find(shown.front()) != std::string_view::npos;
    cell((is_formula ? "'" : "") + shown);
  }
  std::string line() && { return std::move(line_) + "\r\n"; }

 private:
  void cell(const std::string& value) {
    if (!is_first_) line_ += ',';
    is_first_ = false;
    if (value.find_first_of(",\"\r\n") == std::string::npos) {
      line_ += value;
      return;
    }
    line_ += '"';
    for (const char c : value) line_ += c == '"' ? "\"\"" : std::string(1, c);
    line_ += '"';
  }

  std::string line_;
  bool is_first_ = true;
};

void add_rates(Row& row, const RateSummary& rates) {
  row.bits(rates.average_bits);
  row.bits(rates.p95_bits);
}

void add_places(Row& row, const std::optional<std::vector<Place>>& places) {
  if (!places) return row.empty(2);
  std::string names;
  for (const Place& place : *places) names += (names.empty() ? "" : "; ") + place.name;
  row.number(places->size());
  row.text(names);
}

std::string candidate_row(const Candidate& candidate, std::size_t rank) {
  const AsTraffic& traffic = candidate.traffic;
  const TwoWays averages{.in = traffic.window.in.average_bits,
                         .out = traffic.window.out.average_bits};
  std::string neighbours;
  for (const NamedAs& each : candidate.neighbours) {
    neighbours += (neighbours.empty() ? "" : " ") + std::to_string(each.asn.value());
  }
  std::string routers;
  for (const RouterVolume& each : traffic.routers) {
    routers += (routers.empty() ? "" : "; ") + each.hostname;
  }
  Row row;
  row.number(rank);
  row.number(traffic.asn.value());
  row.text(candidate.name);
  row.text("candidate");
  row.text(outlook_sentence(candidate.facts));
  row.bits(billed_bits(traffic.window));
  add_rates(row, traffic.window.in);
  row.number(traffic.window.in.samples);
  add_rates(row, traffic.window.out);
  row.number(traffic.window.out.samples);
  add_rates(row, traffic.short_window.in);
  add_rates(row, traffic.short_window.out);
  row.quotient(averages);
  row.text(balance_text(balance_of(averages)));
  row.text(share_text(candidate.share));
  row.text(candidate.facts.policy);
  row.text(candidate.facts.ratio);
  row.text(candidate.facts.scope);
  add_places(row, candidate.facts.common_exchanges);
  add_places(row, candidate.facts.common_facilities);
  row.text(neighbours);
  row.text(routers);
  row.text(outlook_name(candidate.outlook()));
  return std::move(row).line();
}

std::string excluded_row(const ExcludedAs& excluded) {
  Row row;
  row.empty();
  row.number(excluded.volume.asn.value());
  row.text(excluded.name);
  row.text("excluded");
  row.text(exclusion_text(excluded.why));
  row.empty();
  row.bits(excluded.volume.in_bits);
  row.empty(2);
  row.bits(excluded.volume.out_bits);
  row.empty(19);
  return std::move(row).line();
}

}  // namespace

std::string report_csv(const PeeringReport& report) {
  std::string out = std::string(kTitles) + "\r\n";
  std::size_t rank = 0;
  for (const Candidate& each : report.candidates) out += candidate_row(each, ++rank);
  for (const ExcludedAs& each : report.excluded) out += excluded_row(each);
  return out;
}

}  // namespace flowbridge
