#pragma once
/// The receivers that people run, as models: what each of them answers, by name.
///
/// What is here was read in their sources, and for Prometheus tried on the programs too; each
/// differs from the others in a way that a sender has to survive.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    as support/receiver_model.h.
///
///   ReceiverModel receiver(thanos());
///   for (const KnownReceiver& known : known_receivers()) try_with(known.options);

#include "metric/wire_protocol.h"
#include "support/receiver_model.h"

#include <ostream>
#include <vector>

namespace flowbridge {

ReceiverOptions prometheus_2_42();
/// With --web.enable-remote-write-receiver, since 2.54.
ReceiverOptions prometheus_3();
/// 409 for what is refused; 2.0 only by its exact headers.
ReceiverOptions thanos();
/// Before it knew 2.0.
ReceiverOptions old_thanos();
ReceiverOptions mimir();
/// Mimir with its ingest storage: whatever is refused is known only after the answer.
ReceiverOptions mimir_ingest_storage();
/// As it comes: 2.0 is off.
ReceiverOptions cortex();
ReceiverOptions cortex_with_version_two();
ReceiverOptions victoria_metrics();
/// Before 1.108: it cuts labels that are too many or too long, and says nothing.
ReceiverOptions old_victoria_metrics();

struct KnownReceiver {
  const char* name;
  ReceiverOptions options;
  /// In which a sender must end up that may choose.
  WireProtocol protocol;

  friend void PrintTo(const KnownReceiver& known, std::ostream* out) { *out << known.name; }
};

std::vector<KnownReceiver> known_receivers();

}  // namespace flowbridge
