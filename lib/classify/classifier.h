#pragma once
/// Which side of a flow is ours, and what it is added up under.
///
/// A Classifier holds the set of own AS numbers and turns a record into a canonical FlowKey, by the
/// first line that applies:
///
///   source own and destination own   internal       no AS in the key
///   destination own                  receive        the pair; a source that is missing is AS 0
///   source own                       transmit       the pair; a destination likewise
///   a side missing                   unclassified   as_missing; no AS in the key
///   a side AS 0                      unclassified   as_zero
///   a side private (RFC 6996)        unclassified   private_as
///   otherwise                        transit        the pair, or no AS, as TransitKeys says
///
/// So an AS 0 or private AS can be ours, by being named; and a flow with one side ours is never
/// unclassified, whatever the other side is (design §5).
///
/// Lifetime: owns its options.      Threads: any, at the same time; it does not change.
/// Fails:    never.
/// Units:    none. Any number of own AS numbers; raising it costs a binary search in them.
///
///   Classifier classifier({.own_as = {Asn(397143)}});
///   FlowKey key = classifier.classify(record, hosts.intern(record.exporter));

#include "flow/flow_key.h"
#include "flow/flow_record.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace flowbridge {

/// What a transit flow is added up under (`--series.transit`).
enum class TransitKeys : std::uint8_t {
  kTotal,  // the router alone
  kPairs,  // the router and the AS pair: as many series as there are pairs
};

struct ClassifierOptions {
  std::vector<Asn> own_as;
  TransitKeys transit = TransitKeys::kTotal;
};

class Classifier final {
 public:
  explicit Classifier(ClassifierOptions options);

  FlowKey classify(const FlowRecord& record, HostId host) const;

 private:
  bool is_own(const std::optional<Asn>& asn) const;

  // Constant after construction; own_as sorted.
  ClassifierOptions options_;
};

/// Whether the AS number is for private use, RFC 6996: 64512–65534 and 4200000000–4294967294.
constexpr bool is_private_as(Asn asn) {
  const std::uint32_t value = asn.value();
  return (value >= 64512 && value <= 65534) || (value >= 4200000000 && value <= 4294967294);
}

}  // namespace flowbridge
