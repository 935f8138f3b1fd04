#include "admin/api_json.h"

#include "admin/text.h"
#include "base/rfc3339.h"

#include <optional>

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

// Keys keep the order in which a reader wants them.
using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json time_or_null(const std::optional<UnixTime>& time) {
  return time ? Json(rfc3339(*time)) : Json(nullptr);
}

Json ingest_json(const IngestReport& report) {
  Json out;
  out["state"] = ingest_state_name(report.state);
  out["partitions"] = report.lanes.size();
  out["eventClock"] = time_or_null(report.windows.event_clock);
  out["newestTick"] = time_or_null(report.windows.newest_tick);
  out["openWindows"] = report.windows.open_windows;
  out["seriesActive"] = report.series.live;
  out["seriesLimit"] = report.series.limit;
  out["journalBytes"] = report.journal.bytes;
  out["journalLimitBytes"] = report.journal.bytes_limit;
  out["lastCheckpoint"] = time_or_null(report.journal.checkpoint_time);
  return out;
}

Json destination_json(const DeliveryReport& report) {
  Json out;
  out["name"] = report.name;
  out["url"] = report.url;
  out["protocol"] = report.protocol;
  out["samplesPending"] = report.samples_pending;
  out["ticksPending"] = report.ticks_pending;
  out["highestDelivered"] = time_or_null(report.highest_delivered);
  out["lastSuccess"] = time_or_null(report.last_success);
  out["heldBecause"] = report.held_because ? Json(*report.held_because) : Json(nullptr);
  return out;
}

/// The words are Prometheus's.
struct FailureKind {
  int status;
  const char* type;
};

FailureKind kind_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return {400, "bad_data"};
    case ErrorCode::kNotFound:
      return {404, "not_found"};
    case ErrorCode::kUnavailable:
      return {503, "unavailable"};
    case ErrorCode::kInUse:
    case ErrorCode::kCorrupt:
    case ErrorCode::kUnsupported:
    case ErrorCode::kNoSpace:
    case ErrorCode::kIo:
      return {500, "internal"};
  }
  FB_CHECK(false);
}

}  // namespace

std::string build_info_json(const BuildReport& build) {
  Json data;
  data["version"] = build.version;
  data["revision"] = build.revision;
  data["compiler"] = build.compiler;
  data["arch"] = build.arch;
  return success_json(text_of(data));
}

std::string runtime_info_json(const RuntimeView& view) {
  const SelfReport& self = view.scrape.self;
  const Snapshot& loops = view.scrape.loops;
  Json data;
  data["startTime"] = self.process ? Json(rfc3339(self.process->started)) : Json(nullptr);
  data["ready"] = self.ready;
  data["unmet"] = view.unmet;
  data["ingest"] = loops.ingest ? ingest_json(*loops.ingest) : Json(nullptr);
  data["destinations"] = Json::array();
  for (const auto& report : loops.deliveries) {
    data["destinations"].push_back(destination_json(*report));
  }
  return success_json(text_of(data));
}

std::string success_json(std::string_view data) {
  std::string answer = R"({"status":"success","data":)";
  answer.append(data);
  return answer + "}\n";
}

ApiFailure failure_json(const Error& error) {
  const FailureKind kind = kind_of(error.code());
  const Json answer = {{"status", "error"}, {"errorType", kind.type}, {"error", error.message()}};
  return {kind.status, text_of(answer) + "\n"};
}

}  // namespace flowbridge
