#pragma once
/// PeeringDB's daily dumps, as many rows and as much text in each as in 2026, with the fields that
/// nobody keeps.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    a row's number is its id, from 1; files are text.
///
///   std::string nets = peeringdb_dump(kNets, peeringdb_net);   // 43 MB

#include <cstddef>
#include <cstdint>
#include <string>

namespace flowbridge {

inline constexpr std::uint32_t kNets = 35'000;
inline constexpr std::uint32_t kOrgs = 33'250;
inline constexpr std::uint32_t kExchanges = 1'302;
inline constexpr std::uint32_t kPorts = 65'000;
inline constexpr std::uint32_t kFacilities = 5'855;
inline constexpr std::uint32_t kPresences = 60'000;

inline constexpr const char* kDumpTimes =
    R"(, "created": "2004-07-28T00:00:00Z", "updated": "2026-04-01T12:00:00Z", "status": "ok"})";

inline std::string peeringdb_net(std::uint32_t i) {
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
          R"("2024-06-26T04:47:55Z", "logo": null)";
  return text + kDumpTimes;
}

inline std::string peeringdb_org(std::uint32_t i) {
  const std::string number = std::to_string(i);
  return R"({"id": )" + number + R"(, "name": "Organisation )" + number +
         R"( Ltd", "aka": "", "name_long": "", "website": "https://www.example.net/)" + number +
         R"(/", "social_media": [], "notes": "", "logo": null, "address1": "1 High Street", )"
         R"("address2": "", "city": "Springfield", "country": "DE", "state": "", "zipcode": )"
         R"("12345", "floor": "", "suite": "", "latitude": 52.5, "longitude": 13.4)" +
         kDumpTimes;
}

inline std::string peeringdb_ix(std::uint32_t i) {
  const std::string number = std::to_string(i);
  return R"({"id": )" + number + R"(, "org_id": )" + number + R"(, "name": "Exchange )" + number +
         R"(", "aka": "", "name_long": "", "city": "Springfield", "country": "DE", )"
         R"("region_continent": "Europe", "media": "Ethernet", "notes": "", "proto_ipv6": true)" +
         kDumpTimes;
}

inline std::string peeringdb_netixlan(std::uint32_t i) {
  const std::uint32_t net = 1 + i % kNets;
  return R"({"id": )" + std::to_string(i) + R"(, "net_id": )" + std::to_string(net) +
         R"(, "ix_id": )" + std::to_string(1 + i % kExchanges) +
         R"(, "name": "Exchange: LAN", "ixlan_id": 1, "notes": "", "speed": 100000, "asn": )" +
         std::to_string(1000 + 7 * net) + R"(, "ipaddr4": "198.51.)" + std::to_string(i / 250) +
         "." + std::to_string(i % 250) + R"(", "ipaddr6": "2001:db8:1234::)" +
         std::to_string(i % 9999) +
         R"(:1", "is_rs_peer": false, "bfd_support": false, "operational": true, )"
         R"("net_side_id": null, "ix_side_id": null)" +
         kDumpTimes;
}

inline std::string peeringdb_fac(std::uint32_t i) {
  const std::string number = std::to_string(i);
  return R"({"id": )" + number + R"(, "org_id": )" + number + R"(, "name": "Facility )" + number +
         R"(", "aka": "", "website": "https://www.example.net/", "clli": "", "npanxx": "", )"
         R"("notes": "", "net_count": 4, "city": "Springfield", "country": "DE", "state": "")" +
         kDumpTimes;
}

inline std::string peeringdb_netfac(std::uint32_t i) {
  const std::uint32_t net = 1 + i % kNets;
  return R"({"id": )" + std::to_string(i) +
         R"(, "name": "Facility", "city": "Springfield", "country": "DE", "net_id": )" +
         std::to_string(net) + R"(, "fac_id": )" + std::to_string(1 + i % kFacilities) +
         R"(, "local_asn": )" + std::to_string(1000 + 7 * net) + kDumpTimes;
}

/// The file of `rows` rows.
template <typename Row>
std::string peeringdb_dump(std::uint32_t rows, const Row& row) {
  std::string text;
  // Growing would be the peak of what is measured.
  text.reserve(rows * (row(1).size() + 200));
  text += R"({"data": [)";
  for (std::uint32_t i = 1; i <= rows; ++i) text.append(i == 1 ? "" : ", ").append(row(i));
  text += R"(], "meta": {"generated": 1764000000.25}})";
  return text;
}

}  // namespace flowbridge
