#include "support/reports.h"
#include "telemetry/readiness.h"
#include "telemetry/watchdog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> unmet_in(IngestReport report) {
  Hub hub;
  hub.publish(std::move(report));
  return unmet_conditions(hub.snapshot());
}

TEST(Readiness, NeedsAnIngestLoop) {
  EXPECT_THAT(unmet_conditions({}), ElementsAre("the ingest loop has not started"));
  EXPECT_THAT(unmet_in(busy_ingest_report()), IsEmpty());
}

TEST(Readiness, NamesEveryConditionThatIsNotMet) {
  IngestReport report = busy_ingest_report();
  report.journal.recovered = false;
  report.partitions_known = false;
  report.state = IngestState::kPausedQuota;
  EXPECT_THAT(unmet_in(report), ElementsAre(HasSubstr("recovered"), HasSubstr("partitions"),
                                            HasSubstr("--storage.limit")));
}

TEST(Readiness, AHeldTickIsReadyAndAFullDiskIsNot) {
  IngestReport report = busy_ingest_report();
  report.state = IngestState::kHolding;
  EXPECT_THAT(unmet_in(report), IsEmpty());
  report.state = IngestState::kPausedNoSpace;
  EXPECT_THAT(unmet_in(report), ElementsAre(HasSubstr("disk")));
}

TEST(Readiness, ABrokerThatHasGoneSilentIsSaidOnce) {
  IngestReport report = busy_ingest_report();
  report.broker_answers = false;
  EXPECT_THAT(unmet_in(report), ElementsAre("no broker answers, flows wait in Kafka"));
  report.partitions_known = false;
  EXPECT_THAT(unmet_in(report), ElementsAre(HasSubstr("partitions yet")));
}

TEST(Readiness, DoesNotDependOnDestinations) {
  Hub hub;
  hub.publish(busy_ingest_report());
  DeliveryReport held = busy_delivery_report();
  held.held_because = "401 from the receiver";
  hub.publish(std::move(held));
  EXPECT_THAT(unmet_conditions(hub.snapshot()), IsEmpty());
}

constexpr MonotonicTime at(std::chrono::microseconds since_start) {
  return MonotonicTime(since_start);
}

TEST(Watchdog, NamesALoopOnlyAfterItsLimit) {
  Watchdog watchdog;
  const LoopId ingest = watchdog.add("ingest", {.limit = 30s, .now = at(0s)});
  watchdog.add("delivery prometheus", {.limit = 60s, .now = at(0s)});
  EXPECT_THAT(watchdog.stalled(at(30s)), IsEmpty());
  watchdog.stepped(ingest, at(31s));
  EXPECT_THAT(watchdog.stalled(at(60s)), IsEmpty());

  const std::vector<StalledLoop> one = watchdog.stalled(at(61s));
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].name, "delivery prometheus");
  EXPECT_EQ(one[0].since_last_step, 61s);
  EXPECT_EQ(watchdog.stalled(at(62s)).size(), 2u);
}

TEST(Watchdog, ForgetsAllLoopsWhenTheyAreGone) {
  Watchdog watchdog;
  watchdog.add("one", {.limit = 1s, .now = at(0s)});
  watchdog.clear();
  EXPECT_THAT(watchdog.stalled(at(10s)), IsEmpty());
}

TEST(Watchdog, ForgetsALoopThatEndedAndUsesItsPlaceAgain) {
  Watchdog watchdog;
  const LoopId first = watchdog.add("one", {.limit = 1s, .now = at(0s)});
  watchdog.remove(first);
  EXPECT_THAT(watchdog.stalled(at(10s)), IsEmpty());
  EXPECT_EQ(watchdog.add("two", {.limit = 1s, .now = at(10s)}), first);
  EXPECT_EQ(watchdog.stalled(at(12s)).at(0).name, "two");
}

}  // namespace
}  // namespace flowbridge
