// The files of the journal as JSON: a part of what inspect says.

#include "journal/checkpoint.h"
#include "state/json.h"

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

// Keys keep the order in which a reader wants them.
using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json time_json(const std::optional<UnixTime>& time) {
  return time ? Json(to_ms(*time)) : Json(nullptr);
}

Json segments_json(const StateSurvey& survey) {
  const std::vector<SegmentExtent>& extents = survey.journal.inventory.segments;
  Json out = Json::array();
  for (std::size_t i = 0; i < survey.journal.segments.size(); ++i) {
    const SegmentSummary& segment = survey.journal.segments[i];
    const auto found = survey.segment_ticks.find(segment.first);
    const SegmentTicks ticks = found == survey.segment_ticks.end() ? SegmentTicks{} : found->second;
    out.push_back({{"file", journal_path(segment_name(segment.first))},
                   {"first_sequence", segment.first},
                   {"records", segment.records},
                   {"groups", segment.groups},
                   {"bytes", extents[i].bytes},
                   {"ticks", ticks.count},
                   {"first_tick_ms", time_json(ticks.first)},
                   {"last_tick_ms", time_json(ticks.last)}});
  }
  return out;
}

Json checkpoints_json(const StateSurvey& survey) {
  Json out = Json::array();
  for (const CheckpointFile& file : survey.journal.inventory.checkpoints) {
    Json& checkpoint = out.emplace_back();
    checkpoint["file"] = journal_path(checkpoint_name(file.sequence));
    checkpoint["sequence"] = file.sequence;
    checkpoint["bytes"] = file.damaged ? Json(nullptr) : Json(file.bytes);
    checkpoint["damaged"] = file.damaged;
    checkpoint["last_tick_ms"] = nullptr;
    for (const CheckpointContents& contents : survey.checkpoints) {
      if (contents.sequence == file.sequence) {
        checkpoint["last_tick_ms"] = time_json(contents.last_tick);
      }
    }
  }
  return out;
}

}  // namespace

std::string journal_json(const StateSurvey& survey) {
  Json out;
  out["format_version"] = kJournalFormatVersion;
  out["next_sequence"] = survey.journal.next;
  out["replayed_from"] = survey.replayed_from;
  out["ticks"] = survey.ticks;
  out["torn_bytes"] = survey.journal.torn_bytes;
  out["leftovers"] = Json::array();
  for (const std::string& name : survey.journal.leftovers)
    out["leftovers"].push_back(journal_path(name));
  out["segments"] = segments_json(survey);
  out["checkpoints"] = checkpoints_json(survey);
  return dumped(out);
}

}  // namespace flowbridge
