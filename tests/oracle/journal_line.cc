#include "oracle/journal_line.h"

#include <exception>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kShownBytes = 200;

UnixTime time_of(const Json& json) {
  return unix_ms(json.get<std::int64_t>());
}

std::optional<UnixTime> optional_time_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return time_of(json);
}

Duration width_of(const Json& json) {
  return Duration(json.at("width_ms").get<std::int64_t>());
}

/// Whether it refers to what the journal no longer has.
bool refers_to_nothing(const Json& json) {
  const Json& type = json.at("type");
  return (type == "batch" && json.at("topic").is_null()) ||
         (type == "series" && json.at("labels").is_null());
}

SeriesLine series_line(const Json& json, const std::string& job) {
  SeriesLine line{.number = json.at("series").get<JournalSeries>()};
  const Result<ParsedSeries> parsed = parse_series(json.at("labels").get<Labels>(), job);
  if (!parsed) {
    line.wrong = parsed.error().message();
    return line;
  }
  line.key = parsed->key;
  const bool folded = json.at("kind") == "folded";
  if (folded != line.key.folded) line.wrong = "kind and labels do not agree on folding";
  if (parsed->quantity != Quantity::kBytes) line.wrong = "its labels are not those of its bytes";
  return line;
}

LaneLine lane_line(const Json& json) {
  return {.number = json.at("lane").get<LaneNumber>(),
          .topic = json.at("topic").get<std::string>(),
          .partition = json.at("partition").get<std::int32_t>(),
          .start = json.at("start_offset").get<Offset>()};
}

Counts counts_of(const Json& json) {
  return {.bytes = json.at("bytes").get<std::uint64_t>(),
          .packets = json.at("packets").get<std::uint64_t>(),
          .flows = json.at("flows").get<std::uint64_t>()};
}

BatchLine batch_line(const Json& json) {
  const Json& totals = json.at("totals");
  BatchLine line{.lane = json.at("lane").get<LaneNumber>(),
                 .first = json.at("first_offset").get<Offset>(),
                 .next = json.at("next_offset").get<Offset>(),
                 .timestamp_max = optional_time_of(json.at("timestamp_max_ms")),
                 .totals = {.records = totals.at("records").get<std::uint64_t>(),
                            .flows = totals.at("flows").get<std::uint64_t>(),
                            .bytes = totals.at("bytes").get<std::uint64_t>(),
                            .late_bytes = totals.at("late_bytes").get<std::uint64_t>()}};
  for (const Json& window : json.at("windows")) {
    JournalWindow& added = line.windows.emplace_back();
    added.tick = time_of(window.at("tick_ms"));
    for (const Json& contribution : window.at("contributions")) {
      added.contributions.push_back(
          {contribution.at("series").get<JournalSeries>(), counts_of(contribution)});
    }
  }
  return line;
}

TickLine tick_line(const Json& json) {
  TickLine line{.tick = time_of(json.at("tick_ms")),
                .previous = time_of(json.at("previous_ms")),
                .width = width_of(json)};
  for (const Json& lane : json.at("excluded")) {
    line.excluded.push_back(lane.at("lane").get<LaneNumber>());
  }
  return line;
}

Result<JournalLine> line_of(const Json& json, const std::string& job) {
  if (json.contains("checkpoint")) return JournalLine{.what = UnknownLine()};
  JournalLine line{.sequence = json.at("sequence").get<std::uint64_t>()};
  if (refers_to_nothing(json)) {
    line.what = UnknownLine();
    return line;
  }
  const std::string type = json.at("type").get<std::string>();
  if (type == "series") line.what = series_line(json, job);
  if (type == "lane") line.what = lane_line(json);
  if (type == "grid") {
    const GridLine grid{.from = optional_time_of(json.at("from_ms")), .width = width_of(json)};
    if (grid.width <= Duration(0)) return Error(ErrorCode::kInvalid, "windows of no width");
    line.what = grid;
  }
  if (type == "batch") line.what = batch_line(json);
  if (type == "tick") line.what = tick_line(json);
  return line;
}

}  // namespace

Result<JournalLine> parse_journal_line(std::string_view text, const std::string& job) {
  try {
    return line_of(Json::parse(text), job);
  } catch (const std::exception& error) {
    return Error(ErrorCode::kInvalid, std::string("not a line of `state inspect --records`: ") +
                                          error.what() + ": " +
                                          std::string(text.substr(0, kShownBytes)));
  }
}

}  // namespace flowbridge
