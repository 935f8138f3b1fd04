#include "flowgen/payload.h"

#include "flowgen/generator.h"
#include "support/golden_file.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;

struct Made {
  RecordPlan plan;
  std::string payload;
};

Made make(const Generator& generator, RecordAddress where) {
  Made made;
  generator.plan(where, made.plan);
  render_payload(made.plan, generator.options(), made.payload);
  return made;
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

void expect_number(const Json& object, const char* key, std::optional<Asn> want) {
  ASSERT_EQ(object.contains(key), want.has_value()) << key;
  if (!want) return;
  EXPECT_EQ(object.at(key).get<std::uint32_t>(), want->value()) << key;
}

void expect_flow(const Json& object, const GeneratedEntry& entry, const Generator& generator) {
  EXPECT_EQ(object.at("event_type"), "purge");
  EXPECT_EQ(object.at("label"), generator.options().routers.at(entry.router));
  expect_number(object, "as_src", entry.source_as);
  expect_number(object, "as_dst", entry.destination_as);
  EXPECT_EQ(object.at("bytes").get<std::uint64_t>(), entry.counts.bytes);
  EXPECT_EQ(object.at("packets").get<std::uint64_t>(), entry.counts.packets);
}

TEST(Payload, HasPmacctsKeysInPmacctsOrder) {
  const Generator generator({.traffic_weights = {1, 0, 0, 0, 0, 0, 0}});
  const Json object = Json::parse(make(generator, {0, 0}).payload);
  EXPECT_THAT(keys(object),
              ElementsAre("event_type", "label", "as_src", "as_dst", "ip_src", "ip_dst", "port_src",
                          "port_dst", "ip_proto", "stamp_inserted", "stamp_updated", "packets",
                          "bytes", "writer_id"));
}

TEST(Payload, DecodesToThePlannedFields) {
  const Generator generator({.traffic_weights = {1, 1, 1, 1, 1, 1, 1}});
  for (Offset offset = 0; offset < 5000; ++offset) {
    const Made made = make(generator, {0, offset});
    expect_flow(Json::parse(made.payload), made.plan.entries.front(), generator);
  }
}

TEST(Payload, ObjectsOfAMultiValueMessageEndWithANewline) {
  const Generator generator({.multi_values_per_million = kMillion});
  for (Offset offset = 0; offset < 500; ++offset) {
    const Made made = make(generator, {0, offset});
    std::istringstream lines(made.payload);
    std::string line;
    std::size_t entries = 0;
    while (std::getline(lines, line)) {
      expect_flow(Json::parse(line), made.plan.entries.at(entries), generator);
      ++entries;
    }
    EXPECT_EQ(entries, made.plan.entries.size());
    EXPECT_EQ(made.payload.back(), '\n');
  }
}

TEST(Payload, StampsAreTheTimestampAndItsFiveMinuteBin) {
  const Generator generator({.start = unix_ms(1574031831'999)});  // 2019-11-17 23:03:51.999 UTC
  const Json object = Json::parse(make(generator, {0, 0}).payload);
  EXPECT_EQ(object.at("stamp_inserted"), "2019-11-17 23:00:00");
  EXPECT_EQ(object.at("stamp_updated"), "2019-11-17 23:03:51");
}

TEST(Payload, IsAboutAsLongAsPmaccts) {
  const Generator generator({.start = unix_ms(1574031831'000)});
  std::size_t bytes = 0;
  for (Offset offset = 0; offset < 10'000; ++offset) {
    bytes += make(generator, {0, offset}).payload.size();
  }
  EXPECT_NEAR(static_cast<double>(bytes) / 10'000, 345, 15);
}

TEST(Payload, BothAddressFamiliesAreMet) {
  const Generator generator({});
  int version_6 = 0;
  for (Offset offset = 0; offset < 1000; ++offset) {
    const Json object = Json::parse(make(generator, {0, offset}).payload);
    const auto source = object.at("ip_src").get<std::string>();
    const auto destination = object.at("ip_dst").get<std::string>();
    const bool is_6 = source.find(':') != std::string::npos;
    EXPECT_EQ(is_6, destination.find(':') != std::string::npos);
    EXPECT_THAT(source, StartsWith(is_6 ? "2001:db8:" : "198.1"));
    version_6 += is_6 ? 1 : 0;
  }
  EXPECT_NEAR(version_6, 250, 70);
}

/// What nlohmann makes of a malformed payload, in the words of the outcome.
std::string judged(const std::string& payload) {
  const Json json = Json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    const auto opened = std::count(payload.begin(), payload.end(), '{');
    const auto closed = std::count(payload.begin(), payload.end(), '}');
    return opened == closed ? "broken" : "truncated";
  }
  if (!json.is_object()) return "not an object";
  const auto event = json.at("event_type").get<std::string>();
  if (event == "purge_init" || event == "purge_close") return "marker";
  if (event != "purge") return "foreign";
  const Json& bytes = json.at("bytes");
  if (bytes.is_number_float()) return "huge count";
  if (!bytes.is_number_unsigned()) return "negative count";
  if (bytes.get<std::uint64_t>() >= kCountLimit) return "huge count";
  if (json.value("as_src", std::uint64_t{0}) > 0xffffffff) return "huge AS";
  return "flow";
}

TEST(Payload, MalformedFormsAreWhatTheyAreCalled) {
  const std::map<GeneratedForm, std::string> want = {
      {GeneratedForm::kPurgeInit, "marker"},
      {GeneratedForm::kPurgeClose, "marker"},
      {GeneratedForm::kForeignEvent, "foreign"},
      {GeneratedForm::kBrokenJson, "broken"},
      {GeneratedForm::kNotObject, "not an object"},
      {GeneratedForm::kTruncated, "truncated"},
      {GeneratedForm::kNegativeCount, "negative count"},
      {GeneratedForm::kHugeCount, "huge count"},
      {GeneratedForm::kHugeAs, "huge AS"},
  };
  const Generator generator({.malformed_per_million = kMillion});
  for (Offset offset = 0; offset < 20'000; ++offset) {
    const Made made = make(generator, {0, offset});
    ASSERT_EQ(made.plan.entries.size(), 1u);
    EXPECT_EQ(judged(made.payload), want.at(made.plan.entries.front().form)) << made.payload;
  }
}

/// One line of the golden file: everything that truth and topic have of a record.
std::string golden_line(const Made& made, RecordAddress where) {
  const GeneratedEntry& entry = made.plan.entries.front();
  std::ostringstream line;
  line << where.partition << ' ' << where.offset << ' ' << to_ms(made.plan.timestamp) << ' '
       << (made.plan.late ? "late " : "on-time ") << flow_class_name(entry.flow_class) << ' '
       << made.payload << '\n';
  return line.str();
}

// A change here makes every truth file that was written before worthless: change kTruthFormat too.
TEST(Payload, TheFirstRecordsOfSeedOneNeverChange) {
  const Generator generator({.seed = 1, .partitions = 2, .start = unix_ms(1'767'225'600'000)});
  std::string text;
  for (Offset offset = 0; offset < 10; ++offset) {
    for (std::int32_t partition = 0; partition < 2; ++partition) {
      text += golden_line(make(generator, {partition, offset}), {partition, offset});
    }
  }
  expect_golden("tests/golden/flowgen/seed-1.txt", text);
}

}  // namespace
}  // namespace flowbridge
