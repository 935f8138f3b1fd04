#include "support/sample_peering.h"

#include "peering/collect.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {
namespace {

constexpr double kMega = 1e6;

struct Network {
  std::uint32_t asn = 0;
  const char* name = "";
  const char* policy = "";
  const char* ratio = "";
  const char* scope = "";
  std::vector<std::uint32_t> exchanges{};
  std::vector<std::uint32_t> facilities{};
  /// Averages, Mbit/s.
  double in = 0;
  double out = 0;
  /// How much more than its average the 95th percentile is.
  double peak = 1.5;
};

constexpr std::uint32_t kOwn = 1103;
constexpr std::uint32_t kFirstTransit = 1299;
constexpr std::uint32_t kSecondTransit = 3356;

const std::vector<Network>& networks() {
  static const std::vector<Network> kNetworks = {
      {kOwn, "Regional Access", "Open", "Mostly Inbound", "Europe", {26, 31}, {34, 60}},
      {kFirstTransit, "First Transit", "Restrictive", "Balanced", "Global", {26, 31}, {34}, 14, 9},
      {2119, "Nordic Telco", "Restrictive", "Balanced", "Europe", {31, 70}, {60}, 96, 210, 1.4},
      {2906,
       "Video One",
       "Open",
       "Heavy Outbound",
       "Global",
       {26, 31, 64},
       {34, 60},
       2410,
       41,
       1.9},
      {kSecondTransit, "Second Transit", "Restrictive", "Balanced", "Global", {26}, {34}, 31, 18},
      {6185, "Phones and Shops", "Open", "Mostly Outbound", "Global", {26, 64}, {34}, 905, 62, 1.7},
      {8075,
       "Office Cloud",
       "Selective",
       "Mostly Outbound",
       "Global",
       {26, 31, 64},
       {34},
       640,
       188},
      {13335, "Edge Cache", "Open", "Mostly Outbound", "Global", {26, 31, 64, 70}, {34}, 388, 57},
      {15169,
       "Search and Mail",
       "Open",
       "Mostly Outbound",
       "Global",
       {31, 64},
       {60},
       1730,
       173,
       1.6},
      {20940,
       "Content Delivery",
       "Open",
       "Heavy Outbound",
       "Global",
       {26, 31},
       {34},
       1290,
       22,
       2.2},
      {32934,
       "Friends and Photos",
       "Selective",
       "Heavy Outbound",
       "Global",
       {26, 31},
       {60},
       1120,
       95},
      {36459, "Source Host", "Open", "Balanced", "Global", {64}, {71}, 44, 39, 2.6},
      {46489, "Live Games", "Selective", "Heavy Outbound", "Global", {64, 70}, {71}, 512, 14, 3.1},
      {57976, "Game Publisher", "Open", "Heavy Outbound", "Global", {70}, {34}, 233, 9, 4.2},
  };
  return kNetworks;
}

PeeringTable places() {
  PeeringPlaces places{.has_exchanges = true, .has_facilities = true};
  places.exchange_names.append({26, "AMS-IX"});
  places.exchange_names.append({31, "DE-CIX Frankfurt"});
  places.exchange_names.append({64, "LINX LON1"});
  places.exchange_names.append({70, "NIX1 Oslo"});
  places.facility_names.append({34, "Science Park, Amsterdam"});
  places.facility_names.append({60, "Frankfurt FR5"});
  places.facility_names.append({71, "London East"});
  PeeringTable table(std::move(places));
  for (const Network& each : networks()) {
    table.append({.asn = Asn(each.asn),
                  .policy = each.policy,
                  .ratio = each.ratio,
                  .scope = each.scope,
                  .exchanges = each.exchanges,
                  .facilities = each.facilities});
  }
  return table;
}

/// Weekdays differ, and one direction is not the other.
double day_factor(std::size_t day, Asn asn) {
  const auto phase = static_cast<double>(asn.value() % 7);
  return 1 + 0.25 * std::sin((static_cast<double>(day) + phase) * 6.2831853 / 7) +
         0.004 * static_cast<double>(day);
}

RateSummary summary(double megabits, double peak) {
  return {.average_bits = megabits * kMega, .p95_bits = megabits * peak * kMega, .samples = 8640};
}

AsTraffic traffic_of(const Network& network) {
  AsTraffic traffic{.asn = Asn(network.asn)};
  traffic.window = {.in = summary(network.in, network.peak),
                    .out = summary(network.out, network.peak * 0.9)};
  traffic.short_window = {.in = summary(network.in * 1.06, network.peak),
                          .out = summary(network.out * 1.02, network.peak * 0.9)};
  traffic.short_window.in.samples = traffic.short_window.out.samples = 2016;
  for (std::size_t day = 0; day < 30; ++day) {
    traffic.in_days.push_back(network.in * kMega * day_factor(day, Asn(network.asn)));
    traffic.out_days.push_back(network.out * kMega * day_factor(day + 3, Asn(network.asn)));
  }
  traffic.routers = {{"edge-1.example.net", network.in * 0.7 * kMega, network.out * 0.6 * kMega},
                     {"edge-2.example.net", network.in * 0.3 * kMega, network.out * 0.4 * kMega}};
  return traffic;
}

Volumes volumes() {
  Volumes volumes{.end = kSampleEnd, .window = 30 * kDay, .days = DaysWithFlows(30, true)};
  volumes.remote.push_back({.asn = Asn(0), .in_bits = 12 * kMega, .out_bits = 3 * kMega});
  for (const Network& each : networks()) {
    if (each.asn == kOwn) continue;
    volumes.remote.push_back(
        {.asn = Asn(each.asn), .in_bits = each.in * kMega, .out_bits = each.out * kMega});
  }
  // A customer that PeeringDB does not know, one that is private, and a stranger.
  volumes.remote.push_back({.asn = Asn(60068), .in_bits = 71 * kMega, .out_bits = 2.2 * kMega});
  volumes.remote.push_back({.asn = Asn(62000), .in_bits = 120 * kMega, .out_bits = 540 * kMega});
  volumes.remote.push_back({.asn = Asn(65010), .in_bits = 4 * kMega, .out_bits = 6 * kMega});
  return volumes;
}

Relations relations() {
  Relations out{.own = {Asn(kOwn)},
                .excluded = {Asn(62000)},
                .peers = {Asn(13335)},
                .transits = {Asn(kFirstTransit), Asn(kSecondTransit)}};
  Neighbours neighbours;
  for (const AsVolume& each : volumes().remote) {
    const std::uint32_t asn = each.asn.value();
    const bool is_first = asn % 2 == 0;
    neighbours[each.asn] = {Asn(is_first ? kFirstTransit : kSecondTransit)};
  }
  neighbours[Asn(2906)] = {Asn(kFirstTransit), Asn(kSecondTransit)};
  out.neighbours = std::move(neighbours);
  return out;
}

Examination examination(const std::vector<AsVolume>& candidates) {
  Examination out{.examined = candidates.size()};
  const Network stranger{.asn = 60068, .in = 71, .out = 2.2, .peak = 2};
  for (const AsVolume& volume : candidates) {
    const auto found = std::find_if(networks().begin(), networks().end(), [&](const Network& each) {
      return Asn(each.asn) == volume.asn;
    });
    out.traffic.push_back(traffic_of(found == networks().end() ? stranger : *found));
  }
  std::stable_sort(out.traffic.begin(), out.traffic.end(),
                   [](const AsTraffic& a, const AsTraffic& b) {
                     return billed_bits(a.window) > billed_bits(b.window);
                   });
  return out;
}

}  // namespace

std::shared_ptr<const AsNames> sample_names() {
  NameTable table;
  const auto append = [&table](std::uint32_t asn, std::string_view name) {
    AsRecord record;
    record.asn = Asn(asn);
    record.organisation = name;
    record.source = NameSource::kOrganisation;
    table.append(record);
  };
  for (const Network& each : networks()) append(each.asn, each.name);
  append(60068, "Stranger");
  append(62000, "Customer");
  table.build_index();
  table.set_peering(places());
  return std::make_shared<const AsNames>(std::make_shared<const NameTable>(std::move(table)));
}

PeeringReport sample_report() {
  const Volumes all = volumes();
  const Relations who = relations();
  const Examination rates = examination(candidates_of(all, who));
  const std::shared_ptr<const AsNames> names = sample_names();
  return make_report({.volumes = all, .examination = rates, .relations = who, .names = *names});
}

}  // namespace flowbridge
