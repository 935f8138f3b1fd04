#pragma once
/// What `peering report` is told: its options, and the files that they name.
///
/// Lifetime: values.      Threads: main's.
/// Fails:    never; every mistake is a Problem, those in files, too.
/// Units:    as in peering/collect.h.
///
///   PeeringRequest request = read_peering_request(sources, now);
///   if (!request.problems.empty()) return usage_error(request.problems);

#include "base/time.h"
#include "config/option_table.h"
#include "config/problem.h"
#include "config/sources.h"
#include "flowbridge/asn_request.h"
#include "flowbridge/query_target.h"
#include "peering/collect.h"
#include "peering/relations.h"

#include <string>
#include <vector>

namespace flowbridge {

enum class ReportFormat { kTable, kCsv, kJson, kHtml };

struct PeeringRequest {
  /// The settings of the bridge, and where its names are.
  AsnRequest bridge{};
  QueryTarget target{};
  Duration query_timeout{0};
  CollectOptions collect{};
  Relations relations{};
  ReportFormat format = ReportFormat::kTable;
  /// Empty: standard output.
  std::string output{};
  std::vector<Problem> problems{};
};

PeeringRequest read_peering_request(const Sources& sources, UnixTime now);

}  // namespace flowbridge
