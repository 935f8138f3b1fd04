#include "classify/classifier.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// Why a flow with no side own cannot be transit; kNone if it can.
UnclassifiedReason unresolved(const std::optional<Asn>& source,
                              const std::optional<Asn>& destination) {
  if (!source || !destination) return UnclassifiedReason::kAsMissing;
  if (*source == Asn(0) || *destination == Asn(0)) return UnclassifiedReason::kAsZero;
  if (is_private_as(*source) || is_private_as(*destination)) return UnclassifiedReason::kPrivateAs;
  return UnclassifiedReason::kNone;
}

}  // namespace

Classifier::Classifier(ClassifierOptions options) : options_(std::move(options)) {
  std::sort(options_.own_as.begin(), options_.own_as.end());
}

bool Classifier::is_own(const std::optional<Asn>& asn) const {
  return asn && std::binary_search(options_.own_as.begin(), options_.own_as.end(), *asn);
}

FlowKey Classifier::classify(const FlowRecord& record, HostId host) const {
  const bool source_own = is_own(record.source_as);
  const bool destination_own = is_own(record.destination_as);
  FlowKey key{.host = host};
  if (source_own && destination_own) {
    key.flow_class = FlowClass::kInternal;
    return key;
  }
  if (!source_own && !destination_own) {
    key.reason = unresolved(record.source_as, record.destination_as);
    const bool classified = key.reason == UnclassifiedReason::kNone;
    key.flow_class = classified ? FlowClass::kTransit : FlowClass::kUnclassified;
    if (!classified || options_.transit == TransitKeys::kTotal) return key;
  } else {
    key.flow_class = destination_own ? FlowClass::kReceive : FlowClass::kTransmit;
  }
  key.source_as = record.source_as.value_or(Asn(0));
  key.destination_as = record.destination_as.value_or(Asn(0));
  return key;
}

}  // namespace flowbridge
