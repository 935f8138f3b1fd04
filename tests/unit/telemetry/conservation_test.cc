#include "telemetry/conservation.h"

#include "support/reports.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> violations_of(IngestReport ingest, DeliveryReport delivery) {
  Hub hub;
  hub.publish(std::move(ingest));
  hub.publish(std::move(delivery));
  return check_conservation(hub.snapshot());
}

TEST(Conservation, HoldsForAnEmptySnapshotAndForBusyLoops) {
  EXPECT_THAT(check_conservation({}), IsEmpty());
  EXPECT_THAT(violations_of(busy_ingest_report(), busy_delivery_report()), IsEmpty());
}

TEST(Conservation, SaysBothSidesOfABrokenEquation) {
  DeliveryReport report = busy_delivery_report();
  --report.samples_pending;
  EXPECT_THAT(violations_of(busy_ingest_report(), report),
              ElementsAre("prometheus: samples enqueued is 1000, but delivered + rejected + "
                          "skipped + pending is 999"));
}

void expect_ingest_violation(const std::function<void(IngestReport&)>& damage,
                             const std::string& words) {
  IngestReport report = busy_ingest_report();
  damage(report);
  EXPECT_THAT(violations_of(report, busy_delivery_report()), ElementsAre(HasSubstr(words)));
}

TEST(Conservation, FindsEachKindOfDamageInTheIngestReport) {
  expect_ingest_violation([](IngestReport& r) { ++r.decode.flow_bytes; }, "flow bytes decoded");
  expect_ingest_violation([](IngestReport& r) { --r.decode.flow_bytes_by_class[4].count; },
                          "sum over the classes");
  expect_ingest_violation([](IngestReport& r) { r.windows.late_bytes = r.decode.flow_bytes + 1; },
                          "late bytes");
  expect_ingest_violation(
      [](IngestReport& r) { r.windows.late_records = r.decode.entries_decoded + 1; },
      "late records");
  expect_ingest_violation([](IngestReport& r) { r.series.folded_bytes = ~std::uint64_t{0}; },
                          "folded bytes");
  expect_ingest_violation([](IngestReport& r) { r.series.folded_records = 991; }, "folded records");
  expect_ingest_violation([](IngestReport& r) { r.series.unnamed_bytes = r.decode.flow_bytes + 1; },
                          "unnamed bytes");
  expect_ingest_violation([](IngestReport& r) { r.series.name_lookups_missed = 661; },
                          "name lookups missed");
  expect_ingest_violation(
      [](IngestReport& r) {
        r.decode.entries_ignored.push_back({"marker", 0});
      },
      "names marker twice");
  expect_ingest_violation([](IngestReport& r) { r.lanes[1].partition = 0; },
                          "two lanes are pmacct.acct[0]");
  expect_ingest_violation([](IngestReport& r) { r.lanes[0].next_offset = -1; }, "negative");
}

void expect_delivery_violation(const std::function<void(DeliveryReport&)>& damage,
                               const std::string& words) {
  DeliveryReport report = busy_delivery_report();
  damage(report);
  EXPECT_THAT(violations_of(busy_ingest_report(), report), ElementsAre(HasSubstr(words)));
}

TEST(Conservation, FindsEachKindOfDamageInADeliveryReport) {
  expect_delivery_violation([](DeliveryReport& r) { ++r.samples_delivered; }, "enqueued");
  expect_delivery_violation([](DeliveryReport& r) { ++r.samples_rejected[1].count; }, "enqueued");
  expect_delivery_violation([](DeliveryReport& r) { ++r.samples_skipped[0].count; }, "enqueued");
  expect_delivery_violation([](DeliveryReport& r) { r.highest_journaled.reset(); }, "not hold");
  expect_delivery_violation([](DeliveryReport& r) { *r.highest_delivered += 60s; }, "not hold");
  expect_delivery_violation(
      [](DeliveryReport& r) {
        r.requests_by_code.push_back({"200", 1});
      },
      "names 200 twice");
}

}  // namespace
}  // namespace flowbridge
