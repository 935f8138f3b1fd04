#include "state/json.h"

#include "state/records.h"
#include "state/text.h"
#include "unit/state/state_world.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

Json inspected(const StateSurvey& survey) {
  std::string text;
  inspect_json(survey, {.directory = "data", .instance = "edge-1"},
               [&](std::string_view piece) { text += piece; });
  EXPECT_TRUE(text.ends_with("}\n"));
  return Json::parse(text);
}

std::vector<Json> recorded(MemoryDisk& disk, const RecordRange& range = {}) {
  std::string text;
  const auto findings =
      write_records(*disk.root(), range, "edge-1", [&](std::string_view piece) { text += piece; });
  EXPECT_THAT(findings, IsOkAndHolds(IsEmpty()));
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(Json::parse(line));
  return lines;
}

/// Σ of a number over the elements of a list.
std::uint64_t sum(const Json& list, const std::string& key) {
  std::uint64_t total = 0;
  for (const Json& element : list) total += element.at(key).get<std::uint64_t>();
  return total;
}

std::uint64_t lane_sum(const Json& lanes, const std::string& key) {
  std::uint64_t total = 0;
  for (const Json& lane : lanes) total += lane.at("totals").at(key).get<std::uint64_t>();
  return total;
}

// What design §6 promises, from the JSON alone.
TEST(InspectJson, SeriesAndOpenWindowsAreAllThatLanesCounted) {
  BridgeWorld world(1, small_segments());
  for (int i = 0; i < 10; ++i) {
    world.produce(300);
    world.run(20);
    const Json json = inspected(surveyed(world.disk));
    EXPECT_EQ(sum(json["series"]["list"], "bytes") + sum(json["windows"]["open"], "bytes"),
              lane_sum(json["lanes"], "bytes"));
  }
}

TEST(InspectJson, HasEveryPart) {
  const auto world = stopped_world(1);
  const Json json = inspected(surveyed(world->disk));
  EXPECT_EQ(json["schema"], kStateJsonSchema);
  EXPECT_EQ(json["directory"], "data");
  EXPECT_EQ(json["verdict"], "whole");
  EXPECT_EQ(json["in_use_by"], nullptr);
  EXPECT_EQ(json["writer"]["instance"], "edge-1");
  EXPECT_EQ(json["writer"]["writer_id"], "0000000000000001");
  EXPECT_EQ(json["journal"]["format_version"], 1);
  const auto files = world->disk.files();
  EXPECT_EQ(json["journal"]["segments"].size(),
            std::count_if(files.begin(), files.end(),
                          [](const auto& file) { return file.first.ends_with(".log"); }));
  EXPECT_EQ(sum(json["journal"]["segments"], "ticks"), json["journal"]["ticks"]);
  EXPECT_EQ(json["lanes"].size(), 3u);
  EXPECT_EQ(lane_sum(json["lanes"], "records"), 2000u);
  EXPECT_TRUE(json["lanes"][0]["topic"].is_string());
  EXPECT_GT(json["series"]["live"], 0);
  EXPECT_EQ(json["series"]["list"].size(), json["series"]["live"].get<std::size_t>());
  EXPECT_EQ(json["series"]["list"][0]["labels"]["instance"], "edge-1");
  const Json& destination = json["destinations"][0];
  EXPECT_EQ(destination["name"], "default");
  EXPECT_EQ(destination["ticks_behind"], 0);
  EXPECT_EQ(destination["cursor"]["settled"], true);
  EXPECT_EQ(destination["cursor"]["tick_ms"], json["windows"]["last_tick_ms"]);
  EXPECT_GT(destination["cursor"]["delivered"], 0);
}

TEST(InspectJson, TellsInWhichSeriesARenamedOneGoesOn) {
  BridgeWorld world(1, small_segments());
  const auto flow = [&](const std::string& name) {
    world.rename({{1001, name}});
    world.produce_one(0, 1001, 100, world.now.wall);
    world.run_until_idle();
  };
  flow("A");
  flow("B");
  flow("A");
  world.stop();
  const Json series = inspected(surveyed(world.disk))["series"]["list"];
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0]["labels"]["source_as_name"], "A");
  EXPECT_EQ(series[0]["bytes"], 200);
  EXPECT_EQ(series[0]["renamed_to"], nullptr);
  EXPECT_EQ(series[1]["labels"]["source_as_name"], "B");
  EXPECT_EQ(series[1]["state"], "expired");
  EXPECT_EQ(series[1]["renamed_to"], 0);
}

/// With info gauges, of which the remote AS's has been another one.
std::unique_ptr<BridgeWorld> world_with_gauges(std::uint64_t checkpoint_after_bytes) {
  WorldOptions options = small_segments();
  options.ingest.info.metrics = {InfoMetric::kAsInfo};
  options.ingest.series.name_labels = NameLabels::kAbsent;
  options.ingest.checkpoint_after_bytes = checkpoint_after_bytes;
  auto world = std::make_unique<BridgeWorld>(1, options);
  for (const std::string name : {"A", "B"}) {
    world->rename({{1001, name}});
    world->produce_one(0, 1001, 100, world->now.wall);
    world->run_until_idle();
  }
  world->stop();
  return world;
}

TEST(InspectJson, TellsOfInfoGaugesApartFromSeries) {
  const auto world = world_with_gauges(64);
  const StateSurvey survey = surveyed(world->disk);
  EXPECT_THAT(survey.findings, IsEmpty());
  EXPECT_FALSE(survey.checkpoints.empty());
  const Json json = inspected(survey);
  ASSERT_EQ(json["series"]["list"].size(), 1u);
  EXPECT_FALSE(json["series"]["list"][0]["labels"].contains("source_as_name"));
  EXPECT_EQ(json["series"]["live"], 1);
  // That of A ended, and was forgotten by the next tick.
  const Json& gauges = json["info_gauges"];
  ASSERT_EQ(gauges.size(), 2u);
  EXPECT_EQ(gauges[0]["asn"], 64496);
  EXPECT_EQ(gauges[0]["labels"]["name"], "Documentation");
  EXPECT_EQ(gauges[1]["metric"], "flow_as_info");
  EXPECT_EQ(gauges[1]["labels"]["name"], "B");
  EXPECT_EQ(gauges[1]["labels"]["instance"], "edge-1");
  EXPECT_EQ(gauges[1]["state"], "live");
  EXPECT_GT(gauges[1]["begun_at_ms"], gauges[0]["begun_at_ms"]);
  EXPECT_EQ(gauges[1]["ended_at_ms"], nullptr);
  EXPECT_EQ(json["destinations"][0]["cursor"]["measures"], Json({"bytes", "info"}));
  const std::string text = inspect_text(survey, {.directory = "data", .instance = "edge-1"});
  EXPECT_THAT(text, HasSubstr("info gauges   2 live"));
  EXPECT_THAT(text, HasSubstr("1 live, 0 expired, 0 unborn; 0 of them folded"));
}

TEST(InspectJson, TellsOfPeeringGauges) {
  WorldOptions options = small_segments();
  options.ingest.info = {.metrics = {InfoMetric::kAsPeeringInfo}, .own = {Asn(64496)}};
  BridgeWorld world(1, options);
  world.join({{1001, {"Open", {7, 9}}}, {64496, {"Selective", {9}, {4}}}});
  world.produce_one(0, 1001, 100, world.now.wall);
  world.run_until_idle();
  world.stop();
  const StateSurvey survey = surveyed(world.disk);
  EXPECT_THAT(survey.findings, IsEmpty());
  const Json gauges = inspected(survey)["info_gauges"];
  ASSERT_EQ(gauges.size(), 2u);
  EXPECT_EQ(gauges[0]["metric"], "flow_as_peering_info");
  EXPECT_EQ(gauges[0]["asn"], 1001);
  EXPECT_EQ(gauges[0]["labels"]["policy"], "Open");
  EXPECT_EQ(gauges[0]["labels"]["common_ix"], "1");
  EXPECT_EQ(gauges[0]["labels"]["common_facilities"], "0");
  EXPECT_FALSE(gauges[0]["labels"].contains("ratio"));
  EXPECT_EQ(gauges[1]["labels"]["common_facilities"], "1");
}

TEST(RecordLines, TellWhatInfoGaugesSay) {
  const auto world = world_with_gauges(1u << 30);
  std::vector<std::string> begun;
  std::vector<Json> expired;
  for (const Json& line : recorded(world->disk)) {
    if (line["type"] == "info") begun.push_back(line["labels"]["name"]);
    if (line["type"] == "tick" && !line["expired"].empty()) expired.push_back(line["expired"]);
  }
  EXPECT_THAT(begun, testing::ElementsAre("A", "Documentation", "B"));
  EXPECT_THAT(expired, testing::ElementsAre(Json({1})));
}

TEST(InspectJson, TellsWhatItCanOfADamagedDirectory) {
  const auto world = stopped_world(1);
  damage(world->disk, newest_file(world->disk, ".log"), 0);
  const Json json = inspected(surveyed(world->disk));
  EXPECT_EQ(json["verdict"], "damaged");
  EXPECT_EQ(json["findings"].size(), 1u);
  EXPECT_EQ(json["findings"][0]["byte"], 0);
  EXPECT_EQ(json["journal"], nullptr);
  EXPECT_EQ(json["series"], nullptr);
  EXPECT_EQ(json["writer"]["instance"], "edge-1");
  EXPECT_EQ(json["destinations"][0]["ticks_behind"], nullptr);
}

TEST(VerifyJson, IsTheVerdictAndTheNumbers) {
  const auto world = stopped_world(1);
  const StateSurvey survey = surveyed(world->disk);
  const Json json = Json::parse(verify_json(survey, {.directory = "data", .instance = ""}));
  EXPECT_EQ(json["verdict"], "whole");
  EXPECT_EQ(json["findings"], Json::array());
  EXPECT_EQ(json["journal"]["next_sequence"], survey.journal.next);
  EXPECT_EQ(json["journal"]["ticks"], survey.ticks);
  EXPECT_EQ(json["destinations"][0]["name"], "default");
}

/// A world with room for two series, so that the others fold.
WorldOptions folding() {
  WorldOptions options = small_segments();
  options.ingest.series.limit = 2;
  return options;
}

TEST(RecordLines, AddUpToWhatInspectTells) {
  WorldOptions options = folding();
  options.ingest.checkpoint_after_bytes = 1u << 30;
  const auto world = stopped_world(2, options);
  const Json json = inspected(surveyed(world->disk));
  std::map<std::string, std::uint64_t> types;
  std::uint64_t bytes = 0;
  std::uint64_t folded = 0;
  std::uint64_t late = 0;
  std::uint64_t sequence = 1;
  for (const Json& line : recorded(world->disk)) {
    EXPECT_EQ(line["sequence"], sequence++);
    ++types[line["type"]];
    if (line["type"] != "batch") continue;
    late += line["totals"]["late_bytes"].get<std::uint64_t>();
    bytes += sum(line["windows"], "bytes");
    folded += sum(line["windows"], "folded_bytes");
    EXPECT_TRUE(line["topic"].is_string());
  }
  EXPECT_EQ(sequence, json["journal"]["next_sequence"]);
  EXPECT_EQ(types["tick"], json["journal"]["ticks"]);
  EXPECT_EQ(types["lane"], json["lanes"].size());
  EXPECT_EQ(bytes, lane_sum(json["lanes"], "bytes"));
  EXPECT_EQ(late, lane_sum(json["lanes"], "late_bytes"));
  std::uint64_t folded_series = 0;
  for (const Json& series : json["series"]["list"]) {
    if (series["kind"] == "folded") folded_series += series["bytes"].get<std::uint64_t>();
  }
  EXPECT_GT(folded, 0u);
  EXPECT_EQ(folded, folded_series);
}

TEST(RecordLines, OfAShortenedLogBeginWithWhatTheCheckpointHolds) {
  BridgeWorld world(4, small_segments());
  for (int i = 0; i < 10; ++i) {
    world.produce(500);
    world.run_until_idle();
    // Time for old segments to be deleted.
    world.pass(20s);
    world.run(10);
  }
  world.stop();
  const StateSurvey survey = surveyed(world.disk);
  ASSERT_GT(survey.replayed_from, 1u);
  const std::vector<Json> lines = recorded(world.disk);
  EXPECT_EQ(lines.front()["type"], "lane");
  EXPECT_EQ(lines.front()["checkpoint"], survey.replayed_from);
  EXPECT_TRUE(lines.front()["totals"]["bytes"].is_number());
  EXPECT_EQ(lines.back()["sequence"], survey.journal.next - 1);
}

TEST(RecordLines, AreThoseAskedFor) {
  const auto world = stopped_world(1);
  const std::uint64_t last = surveyed(world->disk).journal.next - 1;
  const std::vector<Json> lines = recorded(world->disk, {.from = last - 2, .to = last - 1});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["sequence"], last - 2);
  EXPECT_EQ(lines[1]["sequence"], last - 1);
}

TEST(RecordLines, EndWhereTheJournalDoes) {
  const auto world = stopped_world(1);
  damage(world->disk, newest_file(world->disk, ".log"), 0);
  const auto findings =
      write_records(*world->disk.root(), {}, "edge-1", [](std::string_view) { FAIL(); });
  ASSERT_THAT(findings, IsOk());
  EXPECT_EQ(findings->size(), 1u);
}

TEST(RecordRange, MayLeaveEitherEndOut) {
  constexpr std::uint64_t kLast = ~std::uint64_t{0};
  EXPECT_EQ(parse_record_range("5:9").value(), (RecordRange{5, 9}));
  EXPECT_EQ(parse_record_range("5:").value(), (RecordRange{5, kLast}));
  EXPECT_EQ(parse_record_range(":9").value(), (RecordRange{0, 9}));
  EXPECT_EQ(parse_record_range(":").value(), (RecordRange{0, kLast}));
  for (const char* text : {"", "5", "a:b", "5:9:", "-1:4", "5:4", " 5:9"}) {
    EXPECT_THAT(parse_record_range(text), FailsWith(ErrorCode::kInvalid)) << text;
  }
}

}  // namespace
}  // namespace flowbridge
