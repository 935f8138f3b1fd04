#pragma once
/// What a flow record is added up under.
///
/// A FlowKey is a class, the AS pair as far as the class keeps it, and the router. Two records with
/// equal keys feed the same series. Keys are canonical: a field that the class does not label by is
/// 0, so that equality is identity.
///
/// Lifetime: a value; HostId refers to the HostTable that made it.      Threads: as any value.
/// Fails:    never.
/// Units:    none.
///
///   FlowKey key{.flow_class = FlowClass::kReceive, .host = host, .source_as = Asn(15169),
///   .destination_as = Asn(64496)};

#include "base/strong_id.h"
#include "flow/flow_record.h"

#include <cstdint>
#include <utility>

namespace flowbridge {

/// Design §5: which side of a flow is ours.
enum class FlowClass : std::uint8_t {
  kReceive,       // remote → own
  kTransmit,      // own → remote
  kInternal,      // own → own
  kTransit,       // neither side own, both known
  kUnclassified,  // no side own, and one cannot be resolved
};
inline constexpr int kFlowClassCount = 5;

/// Why a record is unclassified; the first that applies, in this order.
enum class UnclassifiedReason : std::uint8_t {
  kNone,       // it is classified
  kAsMissing,  // a side has no AS in the message
  kAsZero,     // a side is AS 0
  kPrivateAs,  // a side is a private AS (RFC 6996) that is not ours
};

/// A router's name, interned. Numbers are dense, from 0, and mean nothing outside the process.
using HostId = StrongId<struct HostIdTag, std::uint32_t>;

struct FlowKey {
  FlowClass flow_class = FlowClass::kUnclassified;
  UnclassifiedReason reason = UnclassifiedReason::kNone;
  HostId host{};
  Asn source_as{};
  Asn destination_as{};

  bool operator==(const FlowKey&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const FlowKey& key) {
    return H::combine(std::move(state), key.flow_class, key.reason, key.host, key.source_as,
                      key.destination_as);
  }
};

/// "receive", "transmit", … as used in metric names and labels.
const char* flow_class_name(FlowClass flow_class);
/// "as_missing", "as_zero", "private_as"; "" for kNone.
const char* unclassified_reason_name(UnclassifiedReason reason);

}  // namespace flowbridge
