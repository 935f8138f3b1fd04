// The report for programs. docs/peering-report.md is the definition of every key.

#include "base/rfc3339.h"
#include "peering/numbers.h"
#include "peering/render.h"

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::ordered_json;

Json named_json(const NamedAs& named) {
  return {{"asn", named.asn.value()}, {"name", named.name}};
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json averages_json(double in_bits, double out_bits) {
  return {{"in_average_bits", whole(in_bits)}, {"out_average_bits", whole(out_bits)}};
}

Json part_json(const TrafficPart& part) {
  Json out = {{"as_count", part.count}};
  out.update(averages_json(part.in_bits, part.out_bits));
  return out;
}

Json summary_json(const RateSummary& summary) {
  return {{"average_bits", whole(summary.average_bits)},
          {"p95_bits", whole(summary.p95_bits)},
          {"samples", summary.samples}};
}

Json rates_json(const WindowRates& rates) {
  return {{"in", summary_json(rates.in)}, {"out", summary_json(rates.out)}};
}

Json places_json(const std::optional<std::vector<Place>>& places) {
  if (!places) return nullptr;
  Json out = Json::array();
  for (const Place& place : *places) out.push_back({{"id", place.id}, {"name", place.name}});
  return out;
}

Json days_json(const std::vector<double>& days) {
  Json out = Json::array();
  for (const double bits : days) out.push_back(whole(bits));
  return out;
}

Json routers_json(const std::vector<RouterVolume>& routers) {
  Json out = Json::array();
  for (const RouterVolume& each : routers) {
    Json router = {{"hostname", each.hostname}};
    router.update(averages_json(each.in_bits, each.out_bits));
    out.push_back(std::move(router));
  }
  return out;
}

Json value_or_null(std::optional<bool> value) {
  return value ? Json(*value) : Json(nullptr);
}

Json candidate_json(const Candidate& candidate, std::size_t rank) {
  const AsTraffic& traffic = candidate.traffic;
  const TwoWays averages{.in = traffic.window.in.average_bits,
                         .out = traffic.window.out.average_bits};
  Json neighbours = Json::array();
  for (const NamedAs& each : candidate.neighbours) neighbours.push_back(named_json(each));
  return {{"rank", rank},
          {"asn", traffic.asn.value()},
          {"name", candidate.name},
          {"billed_bits", whole(billed_bits(traffic.window))},
          {"window", rates_json(traffic.window)},
          {"last_7d", rates_json(traffic.short_window)},
          {"share", candidate.share},
          {"balance", text_or_null(balance_text(balance_of(averages)))},
          {"in_days_bits", days_json(traffic.in_days)},
          {"out_days_bits", days_json(traffic.out_days)},
          {"routers", routers_json(traffic.routers)},
          {"neighbours", std::move(neighbours)},
          {"in_peeringdb", value_or_null(candidate.facts.is_listed)},
          {"policy", text_or_null(candidate.facts.policy)},
          {"ratio", text_or_null(candidate.facts.ratio)},
          {"scope", text_or_null(candidate.facts.scope)},
          {"common_exchanges", places_json(candidate.facts.common_exchanges)},
          {"common_facilities", places_json(candidate.facts.common_facilities)},
          {"outlook", outlook_name(candidate.outlook())},
          {"why", outlook_sentence(candidate.facts)}};
}

Json exchange_json(const ExchangeCase& exchange) {
  Json policies = Json::object();
  for (std::size_t i = 0; i < kPolicyKinds; ++i) {
    policies[policy_text(static_cast<PolicyKind>(i))] = whole(exchange.bits_by_policy.at(i));
  }
  Json largest = Json::array();
  for (const NamedAs& each : exchange.largest) largest.push_back(named_json(each));
  Json out = {{"id", exchange.exchange.id},
              {"name", exchange.exchange.name},
              {"we_are_there", value_or_null(exchange.is_ours)},
              {"as_count", exchange.members}};
  out.update(averages_json(exchange.in_bits, exchange.out_bits));
  out["bits_by_policy"] = std::move(policies);
  out["new_bits"] = exchange.new_bits ? Json(whole(*exchange.new_bits)) : Json(nullptr);
  out["largest"] = std::move(largest);
  return out;
}

Json excluded_json(const ExcludedAs& excluded) {
  Json out = {{"asn", excluded.volume.asn.value()},
              {"name", excluded.name},
              {"reason", exclusion_name(excluded.why)},
              {"why", exclusion_text(excluded.why)}};
  out.update(averages_json(excluded.volume.in_bits, excluded.volume.out_bits));
  return out;
}

Json traffic_json(const PeeringReport& report) {
  Json outlooks = Json::object();
  for (std::size_t i = 0; i < kOutlooks; ++i) {
    outlooks[outlook_name(static_cast<Outlook>(i))] = part_json(report.by_outlook.at(i));
  }
  Json exclusions = Json::object();
  for (std::size_t i = 0; i < kExclusions; ++i) {
    exclusions[exclusion_name(static_cast<Exclusion>(i))] = part_json(report.by_exclusion.at(i));
  }
  return {{"all", part_json(report.all)},
          {"candidates", part_json(report.candidate_part)},
          {"other", averages_json(report.folded.in_bits, report.folded.out_bits)},
          {"by_outlook", std::move(outlooks)},
          {"by_exclusion", std::move(exclusions)}};
}

Json ranking_json(const PeeringReport& report) {
  const std::optional<double>& bound = report.unexamined_p95_bits_max;
  return {{"examined", report.examined},
          {"certain", report.certain},
          {"unexamined_p95_bits_max", bound ? Json(whole(*bound)) : Json(nullptr)}};
}

}  // namespace

std::string report_json(const PeeringReport& report) {
  Json own = Json::array();
  for (const NamedAs& each : report.own) own.push_back(named_json(each));
  Json json = {{"schema", kPeeringJsonSchema},
               {"end", rfc3339(report.end)},
               {"end_ms", to_ms(report.end)},
               {"window_seconds", report.window / 1s},
               {"step_seconds", kSampleStep / 1s},
               {"samples_expected", report.samples_expected},
               {"own", std::move(own)},
               {"hostname", text_or_null(report.hostname)},
               {"traffic", traffic_json(report)},
               {"ranking", ranking_json(report)}};
  Json& candidates = json["candidates"] = Json::array();
  std::size_t rank = 0;
  for (const Candidate& each : report.candidates)
    candidates.push_back(candidate_json(each, ++rank));
  Json& exchanges = json["exchanges"] = Json::array();
  for (const ExchangeCase& each : report.exchanges) exchanges.push_back(exchange_json(each));
  json["exchanges_left_off"] = report.exchanges_left_off;
  Json& excluded = json["excluded"] = Json::array();
  for (const ExcludedAs& each : report.excluded) excluded.push_back(excluded_json(each));
  json["notes"] = report.notes;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flowbridge
