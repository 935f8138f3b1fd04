#include "oracle/series.h"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

constexpr Asn kOwn{64496};
constexpr Asn kRemote{15169};

SeriesKey key_of(std::optional<Asn> source, std::optional<Asn> destination) {
  return series_of({.source = source, .destination = destination, .own = kOwn}, "r1");
}

void check(std::optional<Asn> source, std::optional<Asn> destination, const std::string& want) {
  EXPECT_EQ(to_string(key_of(source, destination), Quantity::kBytes), want);
}

TEST(OracleSeries, ASideOfOurOwnIsReceiveTransmitOrInternal) {
  check(kRemote, kOwn,
        R"(flow_receive_bytes_total{destination_as="64496", hostname="r1", source_as="15169"})");
  check(kOwn, kRemote,
        R"(flow_transmit_bytes_total{destination_as="15169", hostname="r1", source_as="64496"})");
  check(Asn(0), kOwn,
        R"(flow_receive_bytes_total{destination_as="64496", hostname="r1", source_as="0"})");
  check(kOwn, kOwn, R"(flow_internal_bytes_total{hostname="r1"})");
}

TEST(OracleSeries, WithoutOneItIsTransitOrUnclassifiedByTheFirstReason) {
  const Asn hidden(64512);
  check(kRemote, Asn(3356), R"(flow_transit_bytes_total{hostname="r1"})");
  check(kRemote, Asn(0), R"(flow_unclassified_bytes_total{hostname="r1", reason="as_zero"})");
  check(hidden, Asn(0), R"(flow_unclassified_bytes_total{hostname="r1", reason="as_zero"})");
  check({}, Asn(0), R"(flow_unclassified_bytes_total{hostname="r1", reason="as_missing"})");
  check(kRemote, {}, R"(flow_unclassified_bytes_total{hostname="r1", reason="as_missing"})");
  check(hidden, kRemote, R"(flow_unclassified_bytes_total{hostname="r1", reason="private_as"})");
}

TEST(OracleSeries, PrivateRangesEndWhereRfc6996Says) {
  const auto is_private = [](std::uint32_t number) {
    return key_of(Asn(number), kRemote).reason == UnclassifiedReason::kPrivateAs;
  };
  EXPECT_FALSE(is_private(64511));
  EXPECT_TRUE(is_private(64512));
  EXPECT_TRUE(is_private(65534));
  EXPECT_FALSE(is_private(65535));
  EXPECT_FALSE(is_private(4199999999));
  EXPECT_TRUE(is_private(4200000000));
  EXPECT_TRUE(is_private(4294967294));
  EXPECT_FALSE(is_private(4294967295));
}

Labels receive_labels() {
  return {{"__name__", "flow_receive_packets_total"},
          {"source_as", "15169"},
          {"source_as_name", "GOOGLE"},
          {"destination_as", "64496"},
          {"destination_as_name", "AS64496"},
          {"hostname", "r1"},
          {"job", "flowbridge"},
          {"instance", "a"}};
}

TEST(OracleSeries, LabelsOfTheContractAreRead) {
  const Result<ParsedSeries> parsed = parse_series(receive_labels(), "flowbridge");
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->key, key_of(kRemote, kOwn));
  EXPECT_EQ(parsed->quantity, Quantity::kPackets);
  EXPECT_EQ(parsed->source_as_name, "GOOGLE");
  EXPECT_EQ(parsed->instance, "a");
}

TEST(OracleSeries, AFoldedOneKeepsRouterAndOwnAs) {
  Labels labels = receive_labels();
  labels["source_as"] = labels["source_as_name"] = labels["destination_as_name"] = "other";
  const Result<ParsedSeries> parsed = parse_series(labels, "flowbridge");
  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->key, folded_of(key_of(kRemote, kOwn)));
  EXPECT_EQ(
      to_string(parsed->key, Quantity::kBytes),
      R"(flow_receive_bytes_total{destination_as="64496", hostname="r1", source_as="other"})");
  EXPECT_NE(parsed->key, key_of(Asn(0), kOwn));
  EXPECT_EQ(folded_of(key_of(kOwn, kRemote))->source_as, kOwn);
  EXPECT_EQ(folded_of(key_of(kOwn, kOwn)), std::nullopt);

  labels["destination_as_name"] = "AS64496";
  EXPECT_THAT(parse_series(labels, "flowbridge").error().message(),
              HasSubstr("name \"AS64496\" is wrong"));
}

TEST(OracleSeries, LabelsOtherThanTheContractsAreNamed) {
  const auto error_with = [](const auto& damage) {
    Labels labels = receive_labels();
    damage(labels);
    const Result<ParsedSeries> parsed = parse_series(labels, "flowbridge");
    return parsed ? std::string("no error") : parsed.error().message();
  };
  EXPECT_THAT(error_with([](Labels& l) { l["__name__"] = "flow_lost_bytes_total"; }),
              HasSubstr("metric flow_lost_bytes_total"));
  EXPECT_THAT(error_with([](Labels& l) { l.erase("hostname"); }), HasSubstr("hostname is missing"));
  EXPECT_THAT(error_with([](Labels& l) { l["source_as"] = "015169"; }),
              HasSubstr("source_as=\"015169\" is wrong"));
  EXPECT_THAT(error_with([](Labels& l) { l["destination_as"] = "other"; }),
              HasSubstr("destination_as=\"other\" is wrong"));
  EXPECT_THAT(error_with([](Labels& l) { l["job"] = "flow-exporter"; }),
              HasSubstr("job=\"flow-exporter\" is wrong"));
  EXPECT_THAT(error_with([](Labels& l) { l["reason"] = "as_zero"; }),
              HasSubstr("reason is surplus"));
}

}  // namespace
}  // namespace flowbridge
