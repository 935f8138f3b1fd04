#pragma once
/// What the kernel says about this process, for the process_* metrics.
///
/// https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
///
/// Lifetime: none.
/// Threads:  any.
/// Fails:    absent where /proc is missing or not as proc(5) says; metrics are then left out.
/// Units:    as in ProcessReport.
///
///   self.process = read_process_report();

#include "telemetry/reports.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

std::optional<ProcessReport> read_process_report();

/// The raw facts, as files and system calls give them.
struct ProcessFacts {
  std::string self_stat;    // /proc/self/stat
  std::string system_stat;  // /proc/stat, for the boot time
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;
  std::int64_t page_bytes = 0;
  std::int64_t ticks_per_second = 0;
};

/// The pure half. Fails: absent if a field is missing or no number.
std::optional<ProcessReport> process_report_from(const ProcessFacts& facts);

}  // namespace flowbridge
