#pragma once
/// Which fields of PeeringDB's rows are kept, and under which name they stand in the JSON.
///
/// The one definition that reading and writing share. To keep another field: a member of the row
/// and a line here.
///
/// Lifetime: constants.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   std::apply([&](const auto&... field) { (write(field.name, row.*field.member), …); },
///              peeringdb_fields<PeeringdbNet>);

#include "names/peeringdb.h"

#include <string_view>
#include <tuple>

namespace flowbridge {

template <typename Row, typename Value>
struct PeeringdbField {
  std::string_view name;
  Value Row::*member;
  /// A row without it is not sound.
  bool required;
};

namespace internal {

template <typename Row, typename Value>
constexpr PeeringdbField<Row, Value> needed(std::string_view name, Value Row::*member) {
  return {name, member, true};
}

template <typename Row, typename Value>
constexpr PeeringdbField<Row, Value> wanted(std::string_view name, Value Row::*member) {
  return {name, member, false};
}

}  // namespace internal

template <typename Row>
inline constexpr std::tuple<> peeringdb_fields{};

template <>
inline constexpr auto peeringdb_fields<PeeringdbNet> = std::tuple(
    internal::needed("id", &PeeringdbNet::id), internal::wanted("org_id", &PeeringdbNet::org_id),
    internal::needed("name", &PeeringdbNet::name), internal::needed("asn", &PeeringdbNet::asn),
    internal::wanted("info_ratio", &PeeringdbNet::info_ratio),
    internal::wanted("info_scope", &PeeringdbNet::info_scope),
    internal::wanted("policy_general", &PeeringdbNet::policy_general),
    internal::needed("updated", &PeeringdbNet::updated),
    internal::needed("status", &PeeringdbNet::status));

template <>
inline constexpr auto peeringdb_fields<PeeringdbOrg> = std::tuple(
    internal::needed("id", &PeeringdbOrg::id), internal::needed("name", &PeeringdbOrg::name),
    internal::wanted("country", &PeeringdbOrg::country),
    internal::needed("updated", &PeeringdbOrg::updated),
    internal::needed("status", &PeeringdbOrg::status));

template <>
inline constexpr auto peeringdb_fields<PeeringdbIx> = std::tuple(
    internal::needed("id", &PeeringdbIx::id), internal::wanted("org_id", &PeeringdbIx::org_id),
    internal::needed("name", &PeeringdbIx::name), internal::wanted("city", &PeeringdbIx::city),
    internal::wanted("country", &PeeringdbIx::country),
    internal::needed("updated", &PeeringdbIx::updated),
    internal::needed("status", &PeeringdbIx::status));

template <>
inline constexpr auto peeringdb_fields<PeeringdbNetIxLan> =
    std::tuple(internal::needed("id", &PeeringdbNetIxLan::id),
               internal::needed("net_id", &PeeringdbNetIxLan::net_id),
               internal::needed("ix_id", &PeeringdbNetIxLan::ix_id),
               internal::wanted("speed", &PeeringdbNetIxLan::speed_mbits),
               internal::needed("asn", &PeeringdbNetIxLan::asn),
               internal::wanted("ipaddr4", &PeeringdbNetIxLan::ipaddr4),
               internal::wanted("ipaddr6", &PeeringdbNetIxLan::ipaddr6),
               internal::wanted("operational", &PeeringdbNetIxLan::operational),
               internal::needed("updated", &PeeringdbNetIxLan::updated),
               internal::needed("status", &PeeringdbNetIxLan::status));

template <>
inline constexpr auto peeringdb_fields<PeeringdbFac> = std::tuple(
    internal::needed("id", &PeeringdbFac::id), internal::wanted("org_id", &PeeringdbFac::org_id),
    internal::needed("name", &PeeringdbFac::name), internal::wanted("city", &PeeringdbFac::city),
    internal::wanted("country", &PeeringdbFac::country),
    internal::needed("updated", &PeeringdbFac::updated),
    internal::needed("status", &PeeringdbFac::status));

template <>
inline constexpr auto peeringdb_fields<PeeringdbNetFac> =
    std::tuple(internal::needed("id", &PeeringdbNetFac::id),
               internal::needed("net_id", &PeeringdbNetFac::net_id),
               internal::needed("fac_id", &PeeringdbNetFac::fac_id),
               internal::wanted("local_asn", &PeeringdbNetFac::local_asn),
               internal::needed("updated", &PeeringdbNetFac::updated),
               internal::needed("status", &PeeringdbNetFac::status));

}  // namespace flowbridge
