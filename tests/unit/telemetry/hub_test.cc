#include "telemetry/hub.h"

#include "support/reports.h"
#include "telemetry/conservation.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::IsEmpty;

TEST(Hub, IsEmptyUntilALoopPublishes) {
  const Hub hub;
  EXPECT_EQ(hub.snapshot().ingest, nullptr);
  EXPECT_THAT(hub.snapshot().deliveries, IsEmpty());
}

TEST(Hub, ASnapshotKeepsWhatItSawWhenANewReportArrives) {
  Hub hub;
  hub.publish(busy_ingest_report());
  const Snapshot before = hub.snapshot();
  IngestReport next = busy_ingest_report();
  next.windows.ticks_closed = 45;
  hub.publish(std::move(next));
  EXPECT_EQ(before.ingest->windows.ticks_closed, 44u);
  EXPECT_EQ(hub.snapshot().ingest->windows.ticks_closed, 45u);
}

TEST(Hub, KeepsTheNewestReportOfEachDestinationInTheOrderOfTheirNames) {
  Hub hub;
  hub.publish(busy_delivery_report("thanos"));
  hub.publish(busy_delivery_report("mimir"));
  DeliveryReport newer = busy_delivery_report("thanos");
  newer.ticks_pending = 8;
  hub.publish(std::move(newer));

  const Snapshot snapshot = hub.snapshot();
  ASSERT_EQ(snapshot.deliveries.size(), 2u);
  EXPECT_EQ(snapshot.deliveries[0]->name, "mimir");
  EXPECT_EQ(snapshot.deliveries[1]->name, "thanos");
  EXPECT_EQ(snapshot.deliveries[1]->ticks_pending, 8u);
}

TEST(Hub, ForgetsARetiredDestination) {
  Hub hub;
  hub.publish(busy_delivery_report("mimir"));
  hub.retire("mimir");
  hub.retire("never heard of");
  EXPECT_THAT(hub.snapshot().deliveries, IsEmpty());
}

TEST(Hub, IsEmptyAgainWhenItsLoopsAreGone) {
  Hub hub;
  hub.publish(busy_ingest_report());
  hub.publish(busy_delivery_report());
  hub.publish(AsnDbReport{});
  hub.clear();
  EXPECT_EQ(hub.snapshot().ingest, nullptr);
  EXPECT_THAT(hub.snapshot().deliveries, IsEmpty());
  EXPECT_EQ(hub.snapshot().asn_db, nullptr);
}

TEST(Hub, NeverPublishesSecretsOfAUrl) {
  Hub hub;
  hub.publish(busy_delivery_report());
  EXPECT_EQ(hub.snapshot().deliveries[0]->url, "http://prometheus:9090/api/v1/write");
}

// Two writers keep the law in every report; a reader that saw half of one would see it broken.
TEST(Hub, EverySnapshotUnderLoadKeepsTheLaw) {
  constexpr int kReports = 2000;
  Hub hub;
  std::atomic<int> writing = 2;
  std::thread ingest([&] {
    for (int i = 0; i < kReports; ++i) {
      IngestReport report = busy_ingest_report();
      report.decode.flow_bytes += static_cast<std::uint64_t>(i);
      report.decode.flow_bytes_by_class[0].count += static_cast<std::uint64_t>(i);
      hub.publish(std::move(report));
    }
    --writing;
  });
  std::thread delivery([&] {
    for (int i = 0; i < kReports; ++i) {
      DeliveryReport report = busy_delivery_report();
      report.samples_enqueued += static_cast<std::uint64_t>(i);
      report.samples_delivered += static_cast<std::uint64_t>(i);
      hub.publish(std::move(report));
    }
    --writing;
  });
  while (writing > 0) ASSERT_THAT(check_conservation(hub.snapshot()), IsEmpty());
  ingest.join();
  delivery.join();
  EXPECT_EQ(hub.snapshot().deliveries[0]->samples_delivered, 900u + kReports - 1);
}

void expect_public_url(const std::string& url, const std::string& shown) {
  EXPECT_EQ(public_url(url), shown) << url;
}

TEST(PublicUrl, HasNoUserPasswordQueryOrFragment) {
  expect_public_url("http://host/api/v1/write", "http://host/api/v1/write");
  expect_public_url("https://user:pass@host:443/x", "https://host:443/x");
  expect_public_url("https://user@host", "https://host");
  expect_public_url("https://user:p@ss@host/x", "https://host/x");
  expect_public_url("http://host/x?token=secret#there", "http://host/x");
  expect_public_url("http://host?token=secret", "http://host");
  expect_public_url("http://[2001:db8::1]:9090/x", "http://[2001:db8::1]:9090/x");
  expect_public_url("http://[2001:db8::1]/x", "http://[2001:db8::1]/x");
  expect_public_url("host:9090/a@b", "host:9090/a@b");
  expect_public_url("", "");
}

TEST(PublicUrl, HidesAPasswordThatBreaksTheUrl) {
  expect_public_url("http://user:se/cret@host/x", "http://hidden");
  expect_public_url("http://user:se?cret@host/x", "http://hidden");
}

}  // namespace
}  // namespace flowbridge
