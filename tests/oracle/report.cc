#include "oracle/report.h"

#include "base/rfc3339.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLineBytesMax = 256;

std::string class_line(const char* flow_class, const char* quantity, const ClassOutcome& sums) {
  std::array<char, kLineBytesMax> text{};
  std::snprintf(text.data(), text.size(), "  %-13s %-8s expected %16llu  found %16llu%s\n",
                flow_class, quantity, static_cast<unsigned long long>(sums.expected),
                static_cast<unsigned long long>(sums.found),
                sums.expected == sums.found ? "" : "  WRONG");
  return text.data();
}

template <typename Each>
void for_each_class(const Outcome& outcome, const CheckOptions& options, const Each& each) {
  for (std::size_t i = 0; i < outcome.classes.size(); ++i) {
    for (const Quantity quantity : options.quantities) {
      each(flow_class_name(static_cast<FlowClass>(i)), quantity_name(quantity),
           outcome.classes.at(i).at(static_cast<std::size_t>(quantity)));
    }
  }
}

Json to_json(const Finding& finding) {
  Json json = {{"fault", fault_name(finding.fault)}, {"series", finding.series}};
  if (finding.sequence) json["sequence"] = *finding.sequence;
  if (finding.tick != UnixTime{}) json["tick_ms"] = to_ms(finding.tick);
  if (finding.expected) json["expected"] = *finding.expected;
  if (finding.found) json["found"] = *finding.found;
  if (finding.expected && finding.found) json["difference"] = *finding.found - *finding.expected;
  if (!finding.note.empty()) json["note"] = finding.note;
  return json;
}

std::string verdict_text(const Verdict& verdict) {
  if (verdict.holds()) return "oracle: everything holds\n";
  std::string text = "oracle: WRONG, " + std::to_string(verdict.findings_count()) + " findings\n";
  text += "first: " + to_string(*verdict.first()) + "\n";
  const std::vector<Finding> findings = verdict.findings();
  for (std::size_t i = 1; i < std::min(findings.size(), kFindingsShown); ++i) {
    text += "  then: " + to_string(findings[i]) + "\n";
  }
  for (int i = 0; i < kFaultCount; ++i) {
    const auto fault = static_cast<Fault>(i);
    if (verdict.count(fault) == 0) continue;
    text +=
        std::string("  ") + fault_name(fault) + ": " + std::to_string(verdict.count(fault)) + "\n";
  }
  return text;
}

std::string journal_text(const JournalNumbers& numbers) {
  const auto text = [](std::uint64_t number) { return std::to_string(number); };
  return "journal: batches: " + text(numbers.batches) + "; ticks: " + text(numbers.ticks) +
         "; open windows: " + text(numbers.open_windows) + "; records: " + text(numbers.records) +
         ", flows: " + text(numbers.flows) + "; bytes: " + text(numbers.bytes) + ", late " +
         text(numbers.late.bytes) + " (of left out partitions " + text(numbers.excluded.bytes) +
         ", not meant to be " + text(numbers.unplanned.bytes) + "), folded " +
         text(numbers.folded.bytes) + "\n";
}

std::string store_text(const Outcome& outcome, const CheckOptions& options) {
  const Verdict& verdict = outcome.verdict;
  std::string text = "series: expected " + std::to_string(outcome.series_expected) + ", found " +
                     std::to_string(outcome.series_found) +
                     "; samples: " + std::to_string(verdict.samples_checked) +
                     "; windows: " + std::to_string(verdict.windows_checked) + ", wrong " +
                     std::to_string(verdict.windows_wrong) + "\n";
  for_each_class(outcome, options,
                 [&](const char* flow_class, const char* quantity, const ClassOutcome& sums) {
                   text += class_line(flow_class, quantity, sums);
                 });
  return text;
}

std::string bridge_text(const BridgeOutcome& bridge) {
  return "bridge: numbers checked: " + std::to_string(bridge.counters_checked) + "; it has read " +
         std::to_string(bridge.records_consumed) + " records, " +
         (bridge.has_all ? "which are all\n" : "not all: its counters are not compared\n");
}

Json to_json(const BridgeOutcome& bridge) {
  return {{"records_consumed", bridge.records_consumed},
          {"has_all", bridge.has_all},
          {"counters_checked", bridge.counters_checked}};
}

Json to_json(const JournalNumbers& numbers) {
  return {{"batches", numbers.batches},
          {"ticks", numbers.ticks},
          {"open_windows", numbers.open_windows},
          {"records", numbers.records},
          {"flows", numbers.flows},
          {"bytes", numbers.bytes},
          {"late_flows", numbers.late.flows},
          {"late_bytes", numbers.late.bytes},
          {"excluded_bytes", numbers.excluded.bytes},
          {"unplanned_late_bytes", numbers.unplanned.bytes},
          {"folded_flows", numbers.folded.flows},
          {"folded_bytes", numbers.folded.bytes}};
}

}  // namespace

std::string to_string(const Finding& finding) {
  std::string text = finding.series + ": " + fault_name(finding.fault);
  if (finding.tick != UnixTime{}) {
    text += " at " + rfc3339(finding.tick) + " (" + std::to_string(to_ms(finding.tick)) + ")";
  }
  if (finding.expected && finding.found) {
    text += ": expected " + std::to_string(*finding.expected) + ", found " +
            std::to_string(*finding.found) + ", difference " +
            std::to_string(*finding.found - *finding.expected);
  }
  if (!finding.note.empty()) text += " (" + finding.note + ")";
  return text;
}

std::string to_text(const Outcome& outcome, const CheckOptions& options) {
  std::string text = verdict_text(outcome.verdict);
  if (outcome.journal) text += journal_text(*outcome.journal);
  if (outcome.bridge) text += bridge_text(*outcome.bridge);
  if (outcome.has_store) text += store_text(outcome, options);
  return text;
}

std::string to_json(const Outcome& outcome, const CheckOptions& options) {
  const Verdict& verdict = outcome.verdict;
  Json findings = Json::array();
  for (const Finding& finding : verdict.findings()) findings.push_back(to_json(finding));
  Json faults = Json::object();
  for (int i = 0; i < kFaultCount; ++i) {
    const auto fault = static_cast<Fault>(i);
    if (verdict.count(fault) > 0) faults[fault_name(fault)] = verdict.count(fault);
  }
  Json classes = Json::object();
  for_each_class(
      outcome, options,
      [&](const char* flow_class, const char* quantity, const ClassOutcome& sums) {
        classes[flow_class][quantity] = {{"expected", sums.expected}, {"found", sums.found}};
      });
  Json json = {{"holds", verdict.holds()},
               {"findings_count", verdict.findings_count()},
               {"faults", faults},
               {"findings", findings},
               {"series_expected", outcome.series_expected},
               {"series_found", outcome.series_found},
               {"samples", verdict.samples_checked},
               {"windows", verdict.windows_checked},
               {"windows_wrong", verdict.windows_wrong},
               {"classes", classes}};
  if (outcome.journal) json["journal"] = to_json(*outcome.journal);
  if (outcome.bridge) json["bridge"] = to_json(*outcome.bridge);
  return json.dump(2) + "\n";
}

}  // namespace flowbridge
