#pragma once
/// One flow record, as its exporter told it.
///
/// What every decoder produces and classification consumes: two AS numbers, a router, and counts.
/// An AS that the message did not supply is absent, which is not the same as AS 0 (own, unknown or
/// private, the exporter cannot tell).
///
/// Lifetime: `exporter` points into the message, valid until the next decode call.
/// Threads:  as any value.
/// Fails:    never.
/// Units:    bytes are IP bytes, header to end of payload, as counted by the exporter; each count
///           is below kCountLimit. Times are UnixTime.
///
///   FlowRecord record{.source_as = Asn(15169), .destination_as = Asn(64496), .bytes = 1500};

#include "base/strong_id.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace flowbridge {

/// An autonomous system number, RFC 6793: 32 bits, asplain.
using Asn = StrongId<struct AsnTag, std::uint32_t>;

/// A count in one record is below this (1 PiB): more is a broken exporter, not traffic.
inline constexpr std::uint64_t kCountLimit = std::uint64_t{1} << 50;

/// What is counted. Every flow series has one counter of each.
struct Counts {
  std::uint64_t bytes = 0;
  std::uint64_t packets = 0;
  std::uint64_t flows = 0;

  Counts& operator+=(const Counts& other) {
    bytes += other.bytes;
    packets += other.packets;
    flows += other.flows;
    return *this;
  }
  bool operator==(const Counts&) const = default;
};

struct FlowRecord {
  std::optional<Asn> source_as{};
  std::optional<Asn> destination_as{};
  Counts counts{};
  /// The router's name; empty if the message names none.
  std::string_view exporter{};
  /// The end of the flow by the exporter's clock, if the message has it and it was understood.
  std::optional<UnixTime> end{};
};

}  // namespace flowbridge
