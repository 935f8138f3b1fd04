#include "oracle/expected.h"

#include "flowgen/payload.h"

#include <map>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

/// A truth whose totals are computed here, so that it is consistent.
Truth truth_of(const GeneratorOptions& options, std::vector<PartitionRange> ranges) {
  Truth truth{.generator = options, .topic = "flows", .ranges = std::move(ranges)};
  const Generator generator(options);
  RecordPlan plan;
  for (const PartitionRange& range : truth.ranges) {
    for (Offset offset = range.first; offset < range.end; ++offset) {
      generator.plan({range.partition, offset}, plan);
      truth.totals.add(plan);
    }
  }
  return truth;
}

/// Bytes per series name and tick, from nothing but the messages' text and timestamps.
using Model = std::map<std::pair<std::string, std::int64_t>, std::uint64_t>;

std::string model_series(const nlohmann::json& flow) {
  const std::string host = flow.at("label");
  const auto source = flow.value("as_src", std::int64_t{-1});
  const auto destination = flow.value("as_dst", std::int64_t{-1});
  const auto hidden = [](std::int64_t asn) {
    return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);
  };
  const auto pair = [&](const char* metric) {
    return std::string(metric) + "{destination_as=\"" + std::to_string(destination) +
           "\", hostname=\"" + host + "\", source_as=\"" + std::to_string(source) + "\"}";
  };
  const auto unclassified = [&](const char* reason) {
    return "flow_unclassified_bytes_total{hostname=\"" + host + "\", reason=\"" + reason + "\"}";
  };
  if (source == 64496 && destination == 64496) {
    return "flow_internal_bytes_total{hostname=\"" + host + "\"}";
  }
  if (destination == 64496) return pair("flow_receive_bytes_total");
  if (source == 64496) return pair("flow_transmit_bytes_total");
  if (source < 0 || destination < 0) return unclassified("as_missing");
  if (source == 0 || destination == 0) return unclassified("as_zero");
  if (hidden(source) || hidden(destination)) return unclassified("private_as");
  return "flow_transit_bytes_total{hostname=\"" + host + "\"}";
}

Model model_of(const Truth& truth, std::int64_t window_ms) {
  const Generator generator(truth.generator);
  Model model;
  RecordPlan plan;
  std::string payload;
  for (const PartitionRange& range : truth.ranges) {
    for (Offset offset = range.first; offset < range.end; ++offset) {
      generator.plan({range.partition, offset}, plan);
      render_payload(plan, truth.generator, payload);
      const std::int64_t tick = (to_ms(plan.timestamp) / window_ms + 1) * window_ms;
      std::istringstream lines(payload);
      for (std::string line; std::getline(lines, line);) {
        const auto flow = nlohmann::json::parse(line, nullptr, false);
        const bool counted = flow.is_object() && flow.value("event_type", "") == "purge" &&
                             flow.at("bytes").is_number_unsigned() &&
                             flow.at("bytes").get<std::uint64_t>() < kCountLimit &&
                             flow.value("as_src", std::int64_t{0}) <= 0xffffffff;
        if (!counted) continue;
        model[{model_series(flow), tick}] += flow.at("bytes").get<std::uint64_t>();
      }
    }
  }
  return model;
}

TEST(OracleExpected, IsWhatTheMessagesThemselvesSay) {
  const Truth truth = truth_of({.seed = 5,
                                .partitions = 3,
                                .event_rate = 50,
                                .start = unix_ms(1'767'225'607'000),
                                .as_count = 20,
                                .traffic_weights = {3, 3, 1, 1, 1, 1, 1},
                                .malformed_per_million = 100'000,
                                .late_per_million = 50'000,
                                .multi_values_per_million = 100'000},
                               {{0, 0, 1000}, {1, 7, 1200}, {2, 0, 0}});
  const Result<Expected> expected = expected_from(truth, 15s);
  ASSERT_TRUE(expected) << expected.error().message();
  Model found;
  std::uint64_t late = 0;
  for (const ExpectedSeries& series : expected->series) {
    for (const ExpectedWindow& window : series.windows) {
      found[{to_string(series.key, Quantity::kBytes), to_ms(window.tick)}] +=
          window.on_time.bytes + window.late.bytes;
      late += window.late.bytes;
    }
  }
  EXPECT_EQ(found, model_of(truth, 15'000));
  EXPECT_EQ(late, truth.totals.late.bytes);
  EXPECT_GT(late, 0u);
}

TEST(OracleExpected, ARecordAtATickIsInTheNextWindow) {
  const Truth truth = truth_of({.event_rate = 1, .start = unix_ms(15'000)}, {{0, 0, 15}});
  const Result<Expected> expected = expected_from(truth, 15s);
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->first_tick, unix_ms(30'000));
  EXPECT_EQ(expected->last_tick, unix_ms(30'000));
}

TEST(OracleExpected, SeriesAndWindowsAreInOrder) {
  const Truth truth = truth_of({.event_rate = 10, .late_per_million = 300'000}, {{0, 0, 2000}});
  const Result<Expected> expected = expected_from(truth, 15s);
  ASSERT_TRUE(expected);
  for (std::size_t i = 0; i < expected->series.size(); ++i) {
    const ExpectedSeries& series = expected->series[i];
    if (i > 0) {
      EXPECT_LT(expected->series[i - 1].key, series.key);
    }
    for (std::size_t j = 1; j < series.windows.size(); ++j) {
      EXPECT_LT(series.windows[j - 1].tick, series.windows[j].tick);
    }
  }
}

TEST(OracleExpected, ATruthThatDoesNotAddUpIsRefused) {
  Truth truth = truth_of({}, {{0, 0, 100}});
  truth.totals.by_class.at(0).bytes += 1;
  const Result<Expected> expected = expected_from(truth, 15s);
  ASSERT_FALSE(expected);
  EXPECT_THAT(expected.error().message(), HasSubstr("totals are not those of its records"));
}

}  // namespace
}  // namespace flowbridge
