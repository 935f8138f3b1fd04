#include "simulation/rules.h"

#include "base/check.h"

namespace flowbridge {

RelabelOptions relabel_of(SentRules rules) {
  switch (rules) {
    case SentRules::kNone:
      return {};
    case SentRules::kFewer:
      return {.external_labels = {{"cluster", "fra1"}},
              .rules = {{.action = RelabelAction::kDrop,
                         .source_labels = {"source_as", "destination_as", "asn"},
                         .regex = ".*\\b1000\\b.*"}}};
    case SentRules::kWithoutNames:
      return {.rules = {{.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}};
    case SentRules::kOneRouter:
      return {.rules = {{.source_labels = {"hostname"},
                         .regex = "bdr.*",
                         .target_label = "hostname",
                         .replacement = "bdr"}}};
  }
  FB_CHECK(false);
}

bool is_sent(SentRules rules, const std::string& series) {
  return rules != SentRules::kFewer || series.find(" 1000 ") == std::string::npos;
}

std::string sent_name(SentRules rules, const std::string& series) {
  if (rules != SentRules::kOneRouter) return series;
  const std::size_t host = series.rfind(" bdr");
  return host == std::string::npos ? series : series.substr(0, host) + " bdr";
}

}  // namespace flowbridge
