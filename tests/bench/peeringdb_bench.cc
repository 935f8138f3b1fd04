// How long a start or a refresh takes to read PeeringDB's largest dump, net-0.json, and how much
// memory: as many networks, and as much text for each, as there were in 2026. Best of kRuns,
// because the machine is not ours alone. The peak is that of the whole process, in which the file
// is too.

#include "base/check.h"
#include "bench/bench_report.h"
#include "names/peeringdb_table.h"

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace flowbridge {
namespace {

constexpr int kRuns = 5;
constexpr std::uint32_t kNets = 35'000;
constexpr double kPeakMbMax = 60;

/// A row as the API writes it, with the fields that nobody keeps.
std::string row(std::uint32_t i) {
  constexpr const char* kPolicies[] = {"Open", "Selective", "Restrictive", "No"};
  constexpr const char* kScopes[] = {"Regional", "Global", "Europe", "Not Disclosed",
                                     "Asia Pacific"};
  const std::string number = std::to_string(i);
  std::string text = R"({"id": )" + number + R"(, "org_id": )" + number + R"(, "name": ")";
  text += i % 20 == 0 ? "T\\u00e9l\\u00e9com " : "Network Operator ";
  text += number + R"(", "aka": "", "name_long": "", "website": "https://www.example.net/)" +
          number + R"(/", "social_media": [{"service": "website", "identifier": )" +
          R"("https://www.example.net/"}], "asn": )" + std::to_string(1000 + 7 * i);
  text += R"(, "looking_glass": "", "route_server": "", "irr_as_set": "RIPE::AS-SET-)" + number;
  text += R"(", "info_type": "NSP", "info_types": ["NSP", "Content"], "info_prefixes4": 2000, )"
          R"("info_prefixes6": null, "info_traffic": "10-20Gbps", "info_ratio": "Balanced", )"
          R"("info_scope": ")";
  text.append(kScopes[i % 5]);
  text += R"(", "info_unicast": true, "info_multicast": false, "info_ipv6": true, )"
          R"("info_never_via_route_servers": false, "ix_count": 2, "fac_count": 1, "notes": ")";
  // Most are empty, and some are essays.
  if (i % 8 == 0) text.append(700, 'x').append("\\r\\n**Peering** \\u2605");
  text += R"(", "netixlan_updated": "2026-03-30T08:09:10Z", "netfac_updated": null, )"
          R"("poc_updated": "2025-11-11T11:11:11Z", "policy_url": "", "policy_general": ")";
  text.append(kPolicies[i % 4]);
  text += R"(", "policy_locations": "Not Required", "policy_ratio": false, "policy_contracts": )"
          R"("Not Required", "allow_ixp_update": false, "ixp_update_exclude": [], )"
          R"("status_dashboard": null, "rir_status": "ok", "rir_status_updated": )"
          R"("2024-06-26T04:47:55Z", "logo": null, "created": "2004-07-28T00:00:00Z", )"
          R"("updated": "2026-04-01T12:00:00Z", "status": "ok"})";
  return text;
}

std::string dump() {
  std::string text;
  // Growing would be the peak.
  text.reserve(std::size_t{45} << 20);
  text += R"({"data": [)";
  for (std::uint32_t i = 1; i <= kNets; ++i) text.append(i == 1 ? "" : ", ").append(row(i));
  text += R"(], "meta": {"generated": 1764000000.25}})";
  return text;
}

double processor_ms() {
  return 1000 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double peak_mb() {
  rusage usage{};
  FB_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

template <typename Work>
double best_ms(const Work& work) {
  double best = 1e9;
  for (int run = 0; run < kRuns; ++run) {
    const double start = processor_ms();
    work();
    best = std::min(best, processor_ms() - start);
  }
  return best;
}

std::vector<PeeringdbNet> read_nets(const std::string& file) {
  Parsed<PeeringdbRows<PeeringdbNet>> nets = parse_peeringdb<PeeringdbNet>(file);
  FB_CHECK(nets && nets->rows_bad == 0 && nets->rows.size() == kNets);
  return std::move(nets->rows);
}

int run() {
  const std::string file = dump();
  const double before = peak_mb();
  const double parse_ms = best_ms([&file] { read_nets(file); });
  const double peak = peak_mb();
  const bool is_small = peak <= kPeakMbMax;

  PeeringdbTable<PeeringdbNet> table;
  table.replace(read_nets(file));
  const double apply_ms = best_ms([&table] { table.apply({table.rows()[kNets / 2]}); });
  std::string written;
  const double encode_ms = best_ms([&] { written = encode_peeringdb<PeeringdbNet>(table.rows()); });

  const auto mb_per_second = [](const std::string& text, double ms) {
    return static_cast<double>(text.size()) / 1e6 / ms * 1000;
  };
  BenchReport report;
  std::printf("# %.1f MB in %.0f ms; %.1f MB before, %.1f MB at the peak\n",
              static_cast<double>(file.size()) / 1e6, parse_ms, before, peak);
  report.add({"peeringdb_parse", mb_per_second(file, parse_ms), "MB/s", 0});
  report.add({"peeringdb_encode", mb_per_second(written, encode_ms), "MB/s", 0});
  report.add({"peeringdb_apply", 1000 / apply_ms, "increments/s", 0});
  std::printf("peeringdb_peak %.1f MB %.0f %s\n", peak, kPeakMbMax, is_small ? "ok" : "short");
  return is_small ? report.exit_code() : 1;
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::run();
}
