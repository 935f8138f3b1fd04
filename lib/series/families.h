#pragma once
/// The metrics that destinations are sent, and what is told of each: design §5.
///
/// A family is named by a number, so that whoever sends many samples looks nothing up by name.
/// docs/flow-metrics.md is made from this table.
///
/// An info gauge (R14) is a row of it: to add one, add an enumerator to InfoMetric, a row here and,
/// in series/as_facts.cc, where its values are from.
///
/// Lifetime: the table lives as long as the program.      Threads: any.
/// Fails:    never.
/// Units:    in the families; counters count whole numbers.
///
///   const MetricFamily& family = metric_families()[family_of(account, sample.measure)];

#include "metric/family.h"
#include "series/accounts.h"
#include "series/measure.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace flowbridge {

/// All of them: flow counters by class and measure, info gauges, the probe.
std::span<const MetricFamily> metric_families();

/// That of a sample of this account, as an index of metric_families(). Requires: it is not absent.
std::size_t family_of(const SeriesAccount& account, Measure measure);
std::size_t counter_family(FlowClass flow_class, Measure measure);
std::size_t info_family(InfoMetric metric);
/// R20: of the sample that only finds out which times a destination takes.
std::size_t probe_family();

/// Labels of an info gauge beside the AS number: of an InfoRecord's values, in their order; null
/// beyond the last.
using InfoLabels = std::array<const char*, kInfoValuesMax>;
const InfoLabels& info_label_names(InfoMetric metric);
/// The one that holds an AS's name, which every AS has.
inline constexpr const char* kAsNameLabel = "name";

/// Whether samples of these measures may be of this family. The probe is of none.
bool is_family_of(std::size_t family, MeasureSet measures);

/// docs/flow-metrics.md.
std::string flow_metrics_reference();

}  // namespace flowbridge
