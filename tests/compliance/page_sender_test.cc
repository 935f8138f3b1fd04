#include "compliance/page_sender.h"

#include "support/log.h"
#include "support/model_http_client.h"
#include "support/scripted_downloader.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kPage = "http://127.0.0.1:9100/metrics";

/// A page, a receiver, and a sender between them that is stepped through time.
class PageSenderTest : public testing::Test {
 protected:
  void given(PageSenderOptions options) {
    options.scrape_url = kPage;
    options.remote_write_url = "http://127.0.0.1:9090/api/v1/write";
    options.seed = 7;
    sender_.emplace(PageSenderPorts{http_, web_, log_}, std::move(options));
  }

  void run_for(Duration time) {
    for (Duration passed = 0ms; passed < time; passed += 10ms) {
      http_.wall = now_.wall;
      sender_->step(now_);
      now_.wall += 10ms;
      now_.monotonic += 10ms;
    }
  }

  std::vector<WrittenSample> stored(std::vector<Label> labels) {
    labels.push_back({"instance", "127.0.0.1:9100"});
    labels.push_back({"job", "test"});
    return receiver_.samples(make_label_set(std::move(labels)));
  }

  ScriptedDownloader web_;
  ReceiverModel receiver_{{.version_two = VersionTwo::kSpoken}};
  ModelHttpClient http_{receiver_, 1};
  CapturingLog log_;
  std::optional<PageSender> sender_;
  Now now_{unix_ms(1'700'000'000'000), MonotonicTime{}};
};

TEST_F(PageSenderTest, SendsEachPageOnceWithTheLabelsOfItsTarget) {
  given({.scrape_interval = 10s});
  web_.serve(kPage, "up{job=\"own\"} 1\n");
  run_for(15s);
  EXPECT_THAT(stored({{"__name__", "up"}, {"exported_job", "own"}}), SizeIs(2));
  EXPECT_EQ(receiver_.requests(), 2u);
}

TEST_F(PageSenderTest, TellsWhatAMetricIsAndWhenItBegan) {
  given({});
  web_.answer_with(kPage, [](const DownloadRequest&) {
    Download page;
    page.status = 200;
    page.headers = {{"content-type", "application/openmetrics-text"}};
    page.body = "# TYPE c counter\nc_total 1\nc_created 1600000000\n# EOF\n";
    return page;
  });
  run_for(1s);
  EXPECT_EQ(receiver_.start(make_label_set(
                {{"__name__", "c_total"}, {"instance", "127.0.0.1:9100"}, {"job", "test"}})),
            unix_ms(1'600'000'000'000));
  EXPECT_EQ(receiver_.families().at("c_total").type, FamilyType::kCounter);
}

TEST_F(PageSenderTest, SamplesOfOneTimeShareRequests) {
  given({});
  web_.serve(kPage, "a 1 1700000000000\nb 1 1699999999000\nc 1 1700000000000\n");
  run_for(1s);
  EXPECT_EQ(receiver_.requests(), 2u);
  EXPECT_THAT(stored({{"__name__", "c"}}), SizeIs(1));
}

TEST_F(PageSenderTest, FallsBackAsTheBridgeDoes) {
  receiver_ = ReceiverModel({.version_two = VersionTwo::kUnsupported});
  given({});
  web_.serve(kPage, "# TYPE a gauge\na 1\nb 1\n");
  run_for(15s);
  EXPECT_THAT(stored({{"__name__", "a"}}), SizeIs(2));
  EXPECT_EQ(receiver_.answers(415), 1u);
  EXPECT_EQ(receiver_.families().at("a").type, FamilyType::kGauge);
}

TEST_F(PageSenderTest, APageThatCannotBeReadSendsNothing) {
  given({});
  web_.serve(kPage, "up 1\nwhat is this\n");
  run_for(1s);
  EXPECT_EQ(receiver_.requests(), 0u);
  EXPECT_THAT(log_.lines(), Contains(HasSubstr("'what is this'")));
}

TEST_F(PageSenderTest, APageThatCannotBeHadIsAskedForAgain) {
  given({.scrape_interval = 10s});
  run_for(5s);
  EXPECT_THAT(log_.lines(), SizeIs(1));
  web_.serve(kPage, "up 1\n");
  run_for(6s);
  EXPECT_EQ(receiver_.requests(), 1u);
}

TEST_F(PageSenderTest, APageWithoutSamplesIsNotSent) {
  given({});
  web_.serve(kPage, "# No metrics\n");
  run_for(1s);
  EXPECT_EQ(receiver_.requests(), 0u);
  EXPECT_THAT(log_.lines(), IsEmpty());
}

TEST_F(PageSenderTest, APageWaitsForTheOneBeforeIt) {
  given({.scrape_interval = 1s});
  web_.serve(kPage, "up 1\n");
  http_.scripted_status = 503;
  run_for(5s);
  EXPECT_EQ(web_.requests_to(kPage), 1u);
  EXPECT_THAT(log_.lines(),
              Contains("warn a request was not taken status=503 meaning=retry answer=scripted"));
  http_.scripted_status.reset();
  run_for(10s);
  EXPECT_GT(stored({{"__name__", "up"}}).size(), 1u);
}

// What the suite wants of the statuses that are about us: retry_test.go.
TEST_F(PageSenderTest, ARefusalIsNotRetriedWithinEightSeconds) {
  for (const int status : {400, 401, 404, 413}) {
    web_.forget_requests();
    http_.scripted_status = status;
    given({.scrape_interval = 10s});
    web_.serve(kPage, "up 1\n");
    const std::size_t lines_before = log_.lines().size();
    run_for(8s);
    EXPECT_LE(log_.lines().size() - lines_before, 2u) << status;
  }
}

}  // namespace
}  // namespace flowbridge
