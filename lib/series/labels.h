#pragma once
/// The labels of every series: design §5. Metrics' names are in series/families.h.
///
/// A series' labels are a function of its record, the texts it refers to, the measure, and the
/// writer's instance. The first two metrics and their labels are flow-exporter's, unchanged, so
/// that its dashboards keep working.
///
/// Lifetime: results own their text.      Threads: any.
/// Fails:    never. Requires: the record's symbols are known to `accounts`.
/// Units:    none.
///
///   LabelSet labels = series_labels(accounts, account.definition, {.measure = Measure::kBytes,
///   .instance = "edge-1"});
///   // {__name__="flow_receive_bytes_total", source_as="15169", source_as_name="Google LLC", …}

#include "metric/label.h"
#include "series/accounts.h"
#include "series/measure.h"

#include <string>

namespace flowbridge {

/// R13: what stands for everything beyond the limit.
inline constexpr const char* kOther = "other";

struct LabelContext {
  Measure measure = Measure::kBytes;
  /// The writer's stable name.
  std::string instance;
};

/// R20: of the sample that only finds out which times a destination takes.
LabelSet probe_labels(const std::string& instance);

LabelSet series_labels(const Accounts& accounts, const SeriesRecord& series,
                       const LabelContext& context);

LabelSet info_labels(const Accounts& accounts, const InfoRecord& info, const std::string& instance);

/// Those of what the series is. Requires: it is not absent.
LabelSet account_labels(const Accounts& accounts, const SeriesAccount& account,
                        const LabelContext& context);

}  // namespace flowbridge
