// The verdict as JSON: the whole answer of verify, and what inspect begins with.

#include "state/json.h"

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

// Keys keep the order in which a reader wants them.
using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json finding_json(const Finding& finding) {
  return {{"file", finding.file},
          {"byte", or_null(finding.byte)},
          {"what", finding.what},
          {"advice", finding.advice}};
}

/// What both commands begin with.
Json header_json(const StateSurvey& survey, const Shown& shown) {
  Json out;
  out["schema"] = kStateJsonSchema;
  out["directory"] = shown.directory;
  out["verdict"] = survey.findings.empty() ? "whole" : "damaged";
  out["in_use_by"] = or_null(survey.in_use_by);
  out["findings"] = Json::array();
  for (const Finding& finding : survey.findings) {
    out["findings"].push_back(finding_json(finding));
  }
  return out;
}

}  // namespace

std::string json_header(const StateSurvey& survey, const Shown& shown) {
  std::string text = dumped(header_json(survey, shown));
  text.pop_back();
  return text;
}

std::string verify_json(const StateSurvey& survey, const Shown& shown) {
  Json out = header_json(survey, shown);
  std::uint64_t records = 0;
  for (const SegmentSummary& segment : survey.journal.segments) records += segment.records;
  out["journal"] = {{"segments", survey.journal.inventory.segments.size()},
                    {"checkpoints", survey.journal.inventory.checkpoints.size()},
                    {"records", records},
                    {"ticks", survey.ticks},
                    {"next_sequence", survey.journal.next},
                    {"torn_bytes", survey.journal.torn_bytes}};
  out["destinations"] = Json::array();
  for (const DestinationSurvey& destination : survey.destinations) {
    out["destinations"].push_back(
        {{"name", destination.name}, {"ticks_behind", or_null(destination.ticks_behind)}});
  }
  return dumped(out) + "\n";
}

}  // namespace flowbridge
