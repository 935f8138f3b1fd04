#pragma once
/// The parts of the catalogue, one file each, joined by catalogue().
///
/// Not for use outside telemetry/.
///
/// Lifetime: constant.      Threads: any.
/// Fails:    never.
/// Units:    as in catalogue.h.
///
///   rows.insert(rows.end(), kafka_rows().begin(), kafka_rows().end());

#include "telemetry/catalogue.h"

#include <span>

namespace flowbridge::internal {

std::span<const MetricInfo> self_rows();
std::span<const MetricInfo> kafka_rows();
std::span<const MetricInfo> flow_rows();
std::span<const MetricInfo> journal_rows();
std::span<const MetricInfo> remote_write_rows();
std::span<const MetricInfo> asn_db_rows();

}  // namespace flowbridge::internal
