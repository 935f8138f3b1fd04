#include "series/labels.h"

#include "base/check.h"
#include "series/families.h"

namespace flowbridge {

namespace {

struct SideLabels {
  std::string asn;
  std::string name;
};

std::string as_name(const Accounts& accounts, Asn asn, SymbolId name) {
  const std::string& text = accounts.symbol(name);
  return text.empty() ? "AS" + std::to_string(asn.value()) : text;
}

SideLabels own_key_side(const Accounts& accounts, Asn asn, SymbolId name) {
  return {std::to_string(asn.value()), as_name(accounts, asn, name)};
}

// R13: a folded series keeps our own AS; every other label but the router is `other`.
SideLabels folded_side(Asn asn) {
  return {asn.value() == 0 ? kOther : std::to_string(asn.value()), kOther};
}

void add_pair(std::vector<Label>& labels, const Accounts& accounts, const SeriesRecord& series) {
  const bool folded = series.kind == SeriesKind::kFolded;
  const SideLabels source = folded
                                ? folded_side(series.source_as)
                                : own_key_side(accounts, series.source_as, series.source_as_name);
  const SideLabels destination =
      folded ? folded_side(series.destination_as)
             : own_key_side(accounts, series.destination_as, series.destination_as_name);
  labels.push_back({"source_as", source.asn});
  labels.push_back({"destination_as", destination.asn});
  if (series.name_labels == NameLabels::kAbsent) return;
  labels.push_back({"source_as_name", source.name});
  labels.push_back({"destination_as_name", destination.name});
}

bool labelled_by_pair(const SeriesRecord& series) {
  switch (series.flow_class) {
    case FlowClass::kReceive:
    case FlowClass::kTransmit:
      return true;
    case FlowClass::kTransit:
      return series.kind == SeriesKind::kFolded || series.source_as.value() != 0 ||
             series.destination_as.value() != 0;
    case FlowClass::kInternal:
    case FlowClass::kUnclassified:
      return false;
  }
  FB_CHECK(false);
}

}  // namespace

LabelSet probe_labels(const std::string& instance) {
  return make_label_set({{"__name__", metric_families()[probe_family()].name},
                         {"instance", instance},
                         {"job", "flowbridge"}});
}

LabelSet series_labels(const Accounts& accounts, const SeriesRecord& series,
                       const LabelContext& context) {
  const std::size_t family = counter_family(series.flow_class, context.measure);
  std::vector<Label> labels{{"__name__", metric_families()[family].name},
                            {"hostname", accounts.symbol(series.host)},
                            {"instance", context.instance},
                            {"job", "flowbridge"}};
  if (labelled_by_pair(series)) add_pair(labels, accounts, series);
  if (series.flow_class == FlowClass::kUnclassified) {
    labels.push_back({"reason", unclassified_reason_name(series.reason)});
  }
  return make_label_set(std::move(labels));
}

LabelSet info_labels(const Accounts& accounts, const InfoRecord& info,
                     const std::string& instance) {
  const InfoLabels& names = info_label_names(info.metric);
  std::vector<Label> labels{{"__name__", metric_families()[info_family(info.metric)].name},
                            {"asn", std::to_string(info.asn.value())},
                            {"instance", instance},
                            {"job", "flowbridge"}};
  for (std::size_t i = 0; i < names.size() && names[i] != nullptr; ++i) {
    const bool is_name = names[i] == std::string_view(kAsNameLabel);
    labels.push_back({names[i], is_name ? as_name(accounts, info.asn, info.values[i])
                                        : accounts.symbol(info.values[i])});
  }
  return make_label_set(std::move(labels));
}

LabelSet account_labels(const Accounts& accounts, const SeriesAccount& account,
                        const LabelContext& context) {
  if (const InfoRecord* gauge = account.gauge()) {
    return info_labels(accounts, *gauge, context.instance);
  }
  return series_labels(accounts, *account.counter(), context);
}

}  // namespace flowbridge
