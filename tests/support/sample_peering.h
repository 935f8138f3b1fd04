#pragma once
/// A small network's peering report, for tests that look at what becomes of one.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bits per second.
///
///   expect_golden("tests/golden/peering/report.txt", report_table(sample_report()));

#include "names/as_names.h"
#include "peering/report.h"

#include <memory>

namespace flowbridge {

/// Twelve candidates of fourteen networks; with a customer, a peer, a transit and AS 0.
PeeringReport sample_report();

/// The names and places behind it.
std::shared_ptr<const AsNames> sample_names();

/// 30 days that end at 2026-10-01T00:00:00Z.
inline constexpr UnixTime kSampleEnd = unix_ms(1'790'812'800'000);

}  // namespace flowbridge
