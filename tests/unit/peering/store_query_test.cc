#include "peering/store_query.h"

#include "peering/traffic.h"

#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kEnd = unix_ms(1'790'812'800'000);

TEST(StoreQuery, AsksForTheVolumesOfADay) {
  const StoreQuery query = daily_volumes({.direction = Direction::kIn}, kEnd);
  EXPECT_EQ(query.expression, "sum by (source_as) (increase(flow_receive_bytes_total{}[1d1ms]))");
  EXPECT_EQ(query.path(), "/api/v1/query");
  EXPECT_EQ(query.points_max(), 1U);
  EXPECT_EQ(
      query.form(),
      "query=sum%20by%20%28source_as%29%20%28increase%28flow_receive_bytes_total%7B%7D%5B1d1ms"
      "%5D%29%29&partial_response=false&deny_partial_response=1&time=1790812800");
}

TEST(StoreQuery, AsksForTheRatesOfSomeAs) {
  const std::vector<Asn> remote = {Asn(15169), Asn(2906)};
  const StoreQuery query =
      sample_rates({.direction = Direction::kOut, .hostname = "edge-.*"}, remote, kEnd, 30 * kDay);
  EXPECT_EQ(query.expression,
            "sum by (destination_as) (rate(flow_transmit_bytes_total{destination_as=~\"15169|2906\""
            ",hostname=~\"edge-.*\"}[5m1ms]))");
  EXPECT_EQ(query.path(), "/api/v1/query_range");
  // The sample at the window's begin is about what was before it.
  EXPECT_EQ(query.first, kEnd - 30 * kDay + kSampleStep);
  EXPECT_EQ(query.points_max(), 8640U);
  EXPECT_TRUE(query.form().ends_with("&start=1788221100&end=1790812800&step=300"));
}

TEST(StoreQuery, LooksForTheSampleAtTheBeginAsTheStoreDoes) {
  const std::vector<Asn> remote = {Asn(7)};
  const SeriesChoice choice{.dialect = Dialect::kMetricsql};
  EXPECT_EQ(sample_rates(choice, remote, kEnd, kDay).expression,
            "sum by (source_as) (rate(flow_receive_bytes_total{source_as=~\"7\"}[5m]))");
  EXPECT_EQ(daily_volumes(choice, kEnd).expression,
            "sum by (source_as) (increase(flow_receive_bytes_total{}[1d]))");
}

TEST(StoreQuery, IsAboutOurOwnSide) {
  const std::vector<Asn> remote = {Asn(7)};
  const SeriesChoice choice{.direction = Direction::kOut, .own = {Asn(1), Asn(2)}};
  EXPECT_EQ(sample_rates(choice, remote, kEnd, kDay).expression,
            "sum by (destination_as) (rate(flow_transmit_bytes_total{destination_as=~\"7\","
            "source_as=~\"1|2\"}[5m1ms]))");
}

TEST(StoreQuery, NeverAsksForMorePointsThanPrometheusGives) {
  const std::vector<Asn> remote = {Asn(1)};
  EXPECT_LE(sample_rates({}, remote, kEnd, kWindowMax).points_max(), 11'000U);
}

TEST(StoreQuery, KeepsAQuotedTextInItsQuotes) {
  const StoreQuery query = daily_volumes({.hostname = "a\"} or up{x=\"\\d\n"}, kEnd);
  EXPECT_EQ(query.expression,
            R"(sum by (source_as) (increase(flow_receive_bytes_total{hostname=~"a\"} or )"
            R"(up{x=\"\\d\n"}[1d1ms])))");
}

TEST(StoreQuery, AsksForTheDaysOfRouters) {
  const std::vector<Asn> remote = {Asn(7)};
  const StoreQuery query = router_volumes({}, remote, kEnd, 7 * kDay);
  EXPECT_EQ(query.expression,
            "sum by (source_as, hostname) "
            "(increase(flow_receive_bytes_total{source_as=~\"7\"}[1d1ms]))");
  EXPECT_EQ(query.points_max(), 7U);
  EXPECT_EQ(query.first, kEnd - 6 * kDay);
}

}  // namespace
}  // namespace flowbridge
