#pragma once
/// Answers and dumps of PeeringDB: what networks, exchanges and facilities say of themselves.
///
///   {"data": [{"id": 433, "asn": 15169, "name": "Google LLC", …}, …], "meta": {}}
///
/// Every type of object comes in this envelope, from the daily dump (net-0.json) and from the API
/// alike, and is written in it again (names/peeringdb_fields.h says which fields are kept; a few of
/// the forty that a network has). A row that is not sound, because it lacks its id, its status or
/// another field that it cannot be without, or has a value of another type, is skipped and counted;
/// the others count. Fields we do not know are not looked at, and neither are nulls: what is
/// optional may be missing, as it is when one asks for some fields only.
/// https://www.peeringdb.com/apidocs/
///
/// Lifetime: rows own their texts.      Threads: any.
/// Fails:    a Refusal: kEmpty, kHtml, kTooLarge (bytes, or more than kPeeringdbRowsMax rows),
///           kJson, and kEnvelope, which an error of the API is too.
/// Units:    bytes; at most kPeeringdbBytesMax. Times are UnixTime, of 1970 to 9999. Texts are
///           UTF-8 and as they came, line breaks and invisible characters included: cleaning is the
///           business of whoever shows them. Memory: the rows, and hardly anything else.
///
///   Parsed<PeeringdbRows<PeeringdbNet>> nets = parse_peeringdb<PeeringdbNet>(body);
///   if (!nets) return count(nets.refusal().reason);
///   table.apply(std::move(nets->rows));
///   file = encode_peeringdb<PeeringdbNet>(table.rows());

#include "base/time.h"
#include "flow/flow_record.h"
#include "names/country.h"
#include "names/peeringdb_word.h"
#include "names/refusal.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Three times the largest dump known.
inline constexpr std::size_t kPeeringdbBytesMax = std::size_t{128} << 20;
/// Four times the rows of the longest type.
inline constexpr std::size_t kPeeringdbRowsMax = 250'000;
/// Of one text. PeeringDB's names have 255 characters at most; notes, which may be longer, are not
/// kept.
inline constexpr std::size_t kPeeringdbTextBytesMax = 1024;

enum class PeeringdbStatus : std::uint8_t {
  kOk,
  kPending,  // not yet approved
  kDeleted,  // sent by increments, so that mirrors hear of it
};

/// A network. Its AS number is unique among those that are kOk; its country is its organisation's.
struct PeeringdbNet {
  std::uint64_t id = 0;
  std::uint64_t org_id = 0;
  Asn asn{};
  PeeringdbStatus status = PeeringdbStatus::kOk;
  UnixTime updated{};
  std::string name{};
  /// Of closed sets that grow from time to time: "Selective", "Mostly Inbound", "Europe".
  PeeringdbWord policy_general{};
  PeeringdbWord info_ratio{};
  PeeringdbWord info_scope{};

  bool operator==(const PeeringdbNet&) const = default;
};

/// An organisation: owner of networks, exchanges and facilities.
struct PeeringdbOrg {
  std::uint64_t id = 0;
  Country country{};
  PeeringdbStatus status = PeeringdbStatus::kOk;
  UnixTime updated{};
  std::string name{};

  bool operator==(const PeeringdbOrg&) const = default;
};

/// An Internet exchange.
struct PeeringdbIx {
  std::uint64_t id = 0;
  std::uint64_t org_id = 0;
  Country country{};
  PeeringdbStatus status = PeeringdbStatus::kOk;
  UnixTime updated{};
  std::string name{};
  std::string city{};

  bool operator==(const PeeringdbIx&) const = default;
};

/// A network's port at an exchange.
struct PeeringdbNetIxLan {
  std::uint64_t id = 0;
  std::uint64_t net_id = 0;
  std::uint64_t ix_id = 0;
  std::uint64_t speed_mbits = 0;
  Asn asn{};
  bool operational = false;
  PeeringdbStatus status = PeeringdbStatus::kOk;
  UnixTime updated{};
  /// As text; empty if the port has none. Another row may have it once this one is deleted.
  std::string ipaddr4{};
  std::string ipaddr6{};

  bool operator==(const PeeringdbNetIxLan&) const = default;
};

/// A facility: a building.
struct PeeringdbFac {
  std::uint64_t id = 0;
  std::uint64_t org_id = 0;
  Country country{};
  PeeringdbStatus status = PeeringdbStatus::kOk;
  UnixTime updated{};
  std::string name{};
  std::string city{};

  bool operator==(const PeeringdbFac&) const = default;
};

/// A network's presence in a facility.
struct PeeringdbNetFac {
  std::uint64_t id = 0;
  std::uint64_t net_id = 0;
  std::uint64_t fac_id = 0;
  Asn local_asn{};
  PeeringdbStatus status = PeeringdbStatus::kOk;
  UnixTime updated{};

  bool operator==(const PeeringdbNetFac&) const = default;
};

template <typename Row>
struct PeeringdbRows {
  /// In the order of the file. An id may come twice.
  std::vector<Row> rows;
  /// How many were skipped because they are not sound.
  std::size_t rows_bad = 0;
};

/// For each of the six types above.
template <typename Row>
Parsed<PeeringdbRows<Row>> parse_peeringdb(std::string_view json);

/// What parse_peeringdb reads back as the same rows: PeeringDB's envelope, a row per line.
/// Requires: rows are sound, as they are when they come from parse_peeringdb.
template <typename Row>
std::string encode_peeringdb(std::span<const Row> rows);

}  // namespace flowbridge
