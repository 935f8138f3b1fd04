#include "support/known_receivers.h"

namespace flowbridge {

namespace {

constexpr std::size_t kMebibyte = std::size_t{1024} * 1024;

}  // namespace

ReceiverOptions prometheus_2_42() {
  return {.retry_after = RetryAfter::kNotSaid};
}

ReceiverOptions prometheus_3() {
  return {.future_limit = 10min,
          .invalid_labels_status = 400,
          .version_two = VersionTwo::kSpoken,
          .retry_after = RetryAfter::kNotSaid};
}

ReceiverOptions thanos() {
  return {.refusal_rule = RefusalRule::kBadSamplesOnly,
          .accepted_status = 200,
          .refused_status = 409,
          .out_of_bounds_status = 409,
          .invalid_labels_status = 409,
          .version_two = VersionTwo::kSpokenIfExact,
          .counts_refused_as_written = true,
          .retry_after = RetryAfter::kFiveSeconds};
}

ReceiverOptions old_thanos() {
  ReceiverOptions options = thanos();
  options.version_two = VersionTwo::kTakenForEmpty;
  options.retry_after = RetryAfter::kNotSaid;
  return options;
}

ReceiverOptions mimir() {
  return {.refusal_rule = RefusalRule::kBadSamplesOnly,
          .accepted_status = 200,
          .future_limit = 10min,
          .invalid_labels_status = 400,
          .body_bytes_max = 100 * kMebibyte,
          .too_large_status = 400,
          .version_two = VersionTwo::kSpoken,
          .retry_after = RetryAfter::kByAttempt};
}

ReceiverOptions mimir_ingest_storage() {
  ReceiverOptions options = mimir();
  options.refused_status = 200;
  options.out_of_bounds_status = 200;
  options.counts_refused_as_written = true;
  return options;
}

ReceiverOptions cortex() {
  return {.refusal_rule = RefusalRule::kBadSamplesOnly,
          .accepted_status = 200,
          .future_limit = 10min,
          .invalid_labels_status = 400,
          .body_bytes_max = 100 * kMebibyte,
          .too_large_status = 400,
          .version_two = VersionTwo::kUnsupported,
          .retry_after = RetryAfter::kNotSaid};
}

ReceiverOptions cortex_with_version_two() {
  ReceiverOptions options = cortex();
  options.version_two = VersionTwo::kSpoken;
  return options;
}

ReceiverOptions victoria_metrics() {
  return {.refusal_rule = RefusalRule::kNothing,
          .too_large_status = 400,
          .retry_after = RetryAfter::kNotSaid,
          .stored_limits = StoredLimits{}};
}

ReceiverOptions old_victoria_metrics() {
  ReceiverOptions options = victoria_metrics();
  options.stored_limits->over_limit = OverLimit::kCut;
  options.stored_limits->labels_max = 30;
  options.stored_limits->value_bytes_max = 16384;
  return options;
}

std::vector<KnownReceiver> known_receivers() {
  return {{"Prometheus242", prometheus_2_42(), WireProtocol::kV1},
          {"Prometheus3", prometheus_3(), WireProtocol::kV2},
          {"Thanos", thanos(), WireProtocol::kV2},
          {"OldThanos", old_thanos(), WireProtocol::kV1},
          {"Mimir", mimir(), WireProtocol::kV2},
          {"MimirIngestStorage", mimir_ingest_storage(), WireProtocol::kV2},
          {"Cortex", cortex(), WireProtocol::kV1},
          {"CortexWithVersionTwo", cortex_with_version_two(), WireProtocol::kV2},
          {"VictoriaMetrics", victoria_metrics(), WireProtocol::kV1},
          {"OldVictoriaMetrics", old_victoria_metrics(), WireProtocol::kV1}};
}

}  // namespace flowbridge
