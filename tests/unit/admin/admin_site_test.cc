#include "admin/admin_site.h"

#include "admin/status_page.h"
#include "support/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

/// A bridge that is well: loops step, reports are there.
struct Fixture {
  Hub hub;
  Watchdog watchdog;
  Now now{.wall = unix_ms(1'700'000'000'000), .monotonic = MonotonicTime(1h)};
  LoopId ingest = watchdog.add("ingest", {.limit = 30s, .now = now.monotonic});
  std::vector<std::string> more_unmet;
  /// What the wiring says of any AS, and of which it was asked.
  Result<std::string> explanation = std::string(R"({"asn":15169})");
  std::string asked_for;
  /// What becomes of a reload, and how many there were.
  Result<void> reloaded;
  int reloads = 0;
  AdminSite site{{.hub = &hub,
                  .watchdog = &watchdog,
                  .now = [this] { return now; },
                  .self = [] { return busy_self_report(); },
                  .more_unmet = [this] { return more_unmet; },
                  .explain_as =
                      [this](std::string_view number) {
                        asked_for = number;
                        return explanation;
                      },
                  .reload =
                      [this] {
                        ++reloads;
                        return reloaded;
                      }}};

  Fixture() {
    hub.publish(busy_ingest_report());
    hub.publish(busy_delivery_report());
  }
  HttpPage get(const std::string& path) { return site.answer({.method = "GET", .path = path}); }
  nlohmann::json json(const std::string& path) { return nlohmann::json::parse(get(path).body); }
};

TEST(AdminSite, MetricsAreTheExpositionWithItsVersion) {
  Fixture fixture;
  const HttpPage page = fixture.get("/metrics");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("\nflowbridge_open_windows 2\n"));
  EXPECT_THAT(page.body, HasSubstr("\nflowbridge_ready 1\n"));
}

TEST(AdminSite, CountsItsOwnRequestsByRouteAndCode) {
  Fixture fixture;
  fixture.get("/metrics");
  fixture.get("/a");
  fixture.get("/b");
  fixture.site.answer({.method = "POST", .path = "/metrics"});
  const std::string text = fixture.get("/metrics").body;
  EXPECT_THAT(text, HasSubstr("{handler=\"/metrics\",code=\"200\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("{handler=\"/metrics\",code=\"405\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("{handler=\"other\",code=\"404\"} 2\n"));
}

TEST(AdminSite, HealthDependsOnlyOnOurLoopsAndNamesTheOneThatHangs) {
  Fixture fixture;
  EXPECT_EQ(fixture.get("/-/healthy").status, 200);
  fixture.now.monotonic += 31s;
  const HttpPage page = fixture.get("/-/healthy");
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body, "loop ingest has not stepped for 31 s\n");
  fixture.watchdog.stepped(fixture.ingest, fixture.now.monotonic);
  EXPECT_EQ(fixture.get("/-/healthy").status, 200);
}

TEST(AdminSite, ReadinessHasALineForEachUnmetCondition) {
  Fixture fixture;
  EXPECT_EQ(fixture.get("/-/ready").status, 200);
  IngestReport report = busy_ingest_report();
  report.state = IngestState::kPausedQuota;
  fixture.hub.publish(std::move(report));
  fixture.more_unmet = {"AS names are not loaded"};
  const HttpPage page = fixture.get("/-/ready");
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body,
            "consumption is paused: the journal is at its limit (--storage.limit)\n"
            "AS names are not loaded\n");
  EXPECT_THAT(fixture.get("/metrics").body, HasSubstr("\nflowbridge_ready 0\n"));
}

TEST(AdminSite, AnUnknownPathListsTheKnownOnesAndDoesNotRepeatIt) {
  Fixture fixture;
  const HttpPage page = fixture.get("/<script>");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.content_type, "text/plain; charset=utf-8");
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("/metrics"), HasSubstr("/-/ready"), HasSubstr("/-/healthy"),
                    HasSubstr("/api/v1/status/buildinfo"), HasSubstr("/api/v1/status/runtimeinfo"),
                    HasSubstr("/api/v1/asn/<number>"), Not(HasSubstr("script"))));
}

TEST(AdminSite, OnlyGetAndHeadAreAllowed) {
  Fixture fixture;
  for (const char* path : {"/", "/metrics", "/-/healthy", "/-/ready"}) {
    const HttpPage page = fixture.site.answer({.method = "DELETE", .path = path});
    EXPECT_EQ(page.status, 405) << path;
    EXPECT_THAT(page.headers, Contains(Pair("Allow", "GET, HEAD"))) << path;
    EXPECT_EQ(fixture.site.answer({.method = "HEAD", .path = path}).status, 200) << path;
  }
}

TEST(AdminSite, ReloadsWhenItIsAskedByPostOrPut) {
  Fixture fixture;
  for (const char* method : {"POST", "PUT"}) {
    EXPECT_EQ(fixture.site.answer({.method = method, .path = "/-/reload"}).status, 200);
  }
  EXPECT_EQ(fixture.reloads, 2);
  const HttpPage page = fixture.get("/-/reload");
  EXPECT_EQ(page.status, 405);
  EXPECT_THAT(page.headers, Contains(Pair("Allow", "POST, PUT")));
  EXPECT_EQ(fixture.reloads, 2);
}

TEST(AdminSite, SaysWhyAReloadWasRefused) {
  Fixture fixture;
  const HttpQuery query{.method = "POST", .path = "/-/reload"};
  fixture.reloaded = Error(ErrorCode::kInvalid, "window: has no unit");
  EXPECT_EQ(fixture.site.answer(query).status, 500);
  EXPECT_EQ(fixture.site.answer(query).body,
            "failed to reload the configuration: window: has no unit\n");
  fixture.reloaded = Error(ErrorCode::kUnavailable, "flowbridge is stopping");
  EXPECT_EQ(fixture.site.answer(query).status, 503);
}

TEST(AdminSite, DoesNotReloadWhereThatIsNotEnabled) {
  Fixture fixture;
  AdminSite site({.hub = &fixture.hub,
                  .watchdog = &fixture.watchdog,
                  .now = [&] { return fixture.now; },
                  .self = [] { return SelfReport{}; },
                  .more_unmet = {},
                  .explain_as = [](std::string_view) { return std::string("{}"); }});
  EXPECT_EQ(site.answer({.method = "POST", .path = "/-/reload"}).status, 403);
}

TEST(AdminSite, BuildInfoIsInTheFormOfPrometheus) {
  Fixture fixture;
  const nlohmann::json answer = fixture.json("/api/v1/status/buildinfo");
  EXPECT_EQ(answer["status"], "success");
  EXPECT_EQ(answer["data"]["version"], "0.1.0");
  EXPECT_EQ(answer["data"]["revision"], "abc1234");
  EXPECT_EQ(fixture.get("/api/v1/status/buildinfo").content_type, "application/json");
}

TEST(AdminSite, RuntimeInfoSaysHowItIsDoing) {
  Fixture fixture;
  const nlohmann::json data = fixture.json("/api/v1/status/runtimeinfo")["data"];
  EXPECT_EQ(data["startTime"], "2023-11-14T19:26:40.120Z");
  EXPECT_EQ(data["ready"], true);
  EXPECT_EQ(data["ingest"]["state"], "consuming");
  EXPECT_EQ(data["ingest"]["partitions"], 2);
  EXPECT_EQ(data["destinations"][0]["url"], "http://prometheus:9090/api/v1/write");
  EXPECT_EQ(data["destinations"][0]["heldBecause"], nullptr);
}

TEST(AdminSite, RuntimeInfoIsThereBeforeAnyLoopIsAndForTextThatIsNotUtf8) {
  Fixture fixture;
  Hub empty;
  AdminSite site({.hub = &empty,
                  .watchdog = &fixture.watchdog,
                  .now = [&] { return fixture.now; },
                  .self = [] { return SelfReport{}; },
                  .more_unmet = {},
                  .explain_as = [](std::string_view) { return std::string("{}"); }});
  const auto read = [&site] {
    const HttpPage page = site.answer({.method = "GET", .path = "/api/v1/status/runtimeinfo"});
    return nlohmann::json::parse(page.body)["data"];
  };
  EXPECT_EQ(read()["ingest"], nullptr);
  EXPECT_EQ(read()["ready"], false);
  DeliveryReport report = busy_delivery_report("caf\xe9");
  report.held_because = "\xff";
  empty.publish(std::move(report));
  EXPECT_EQ(read()["destinations"][0]["name"], "caf\xef\xbf\xbd");
}

TEST(AdminSite, AnExplanationIsTheDataOfAnAnswer) {
  Fixture fixture;
  const HttpPage page = fixture.get("/api/v1/asn/AS15169");
  EXPECT_EQ(fixture.asked_for, "AS15169");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "application/json");
  EXPECT_EQ(page.body, "{\"status\":\"success\",\"data\":{\"asn\":15169}}\n");
}

TEST(AdminSite, AllThatFollowsIsTheNumberThatIsAskedFor) {
  Fixture fixture;
  fixture.get("/api/v1/asn/");
  EXPECT_EQ(fixture.asked_for, "");
  fixture.get("/api/v1/asn/1/2");
  EXPECT_EQ(fixture.asked_for, "1/2");
  EXPECT_EQ(fixture.get("/api/v1/asn").status, 404);
}

struct FailureCase {
  ErrorCode code;
  int status;
  const char* type;
};

TEST(AdminSite, AFailureOfTheApiIsInTheFormOfPrometheus) {
  Fixture fixture;
  for (const FailureCase& each : {FailureCase{ErrorCode::kInvalid, 400, "bad_data"},
                                  FailureCase{ErrorCode::kUnavailable, 503, "unavailable"},
                                  FailureCase{ErrorCode::kIo, 500, "internal"}}) {
    fixture.explanation = Error(each.code, "\"caf\xe9\" is none");
    const HttpPage page = fixture.get("/api/v1/asn/x");
    EXPECT_EQ(page.status, each.status);
    EXPECT_EQ(page.content_type, "application/json");
    const nlohmann::json answer = nlohmann::json::parse(page.body);
    EXPECT_EQ(answer["status"], "error");
    EXPECT_EQ(answer["errorType"], each.type);
    EXPECT_EQ(answer["error"], "\"caf\xef\xbf\xbd\" is none");
    const bool later = each.status == 503;
    EXPECT_EQ(testing::Value(page.headers, Contains(Pair("Retry-After", "1"))), later);
  }
}

TEST(AdminSite, NumbersThatAreAskedForAreNoLabels) {
  Fixture fixture;
  fixture.get("/api/v1/asn/1");
  fixture.get("/api/v1/asn/2");
  EXPECT_THAT(fixture.get("/metrics").body,
              HasSubstr("{handler=\"/api/v1/asn/<number>\",code=\"200\"} 2\n"));
}

TEST(StatusPage, ShowsStateBacklogAndLag) {
  Fixture fixture;
  const HttpPage page = fixture.get("/");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.headers,
              Contains(Pair("Content-Security-Policy", HasSubstr("default-src 'none'"))));
  EXPECT_THAT(page.body, HasSubstr("<p class=\"good\">ready</p>"));
  EXPECT_THAT(page.body, HasSubstr("<td class=\"\">pmacct.acct</td>"));
  EXPECT_THAT(page.body, HasSubstr("<td class=\"\">http://prometheus:9090/api/v1/write</td>"));
  EXPECT_THAT(page.body, HasSubstr("retries, 1.5 s"));
  EXPECT_THAT(page.body, HasSubstr("paused, holds the next tick"));
  EXPECT_THAT(page.body, HasSubstr("href=\"/metrics\""));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
}

TEST(StatusPage, NothingFromOutsideIsMarkup) {
  const std::string evil = "</td><script>alert(\"1\")</script>";
  Fixture fixture;
  IngestReport ingest = busy_ingest_report();
  ingest.lanes[0].topic = evil;
  fixture.hub.publish(std::move(ingest));
  DeliveryReport delivery = busy_delivery_report(evil);
  delivery.url = "http://" + evil;
  delivery.held_because = evil;
  fixture.hub.publish(std::move(delivery));
  fixture.more_unmet = {evil};
  const std::string body = fixture.get("/").body;
  EXPECT_THAT(body, Not(HasSubstr("<script")));
  EXPECT_THAT(body, HasSubstr("held: &lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)"));
}

TEST(StatusPage, IsThereBeforeAnyLoopIs) {
  const Scrape nothing;
  const std::vector<std::string> unmet = {"the ingest loop has not started"};
  const std::string body =
      status_page({.scrape = nothing, .unmet = unmet, .time = unix_ms(1'700'000'000'000)});
  EXPECT_THAT(body, HasSubstr("<li>the ingest loop has not started</li>"));
  EXPECT_THAT(body, HasSubstr("none has reported yet"));
}

TEST(StatusPage, ShowsThePartitionsWithTheMostLagAndCountsTheOthers) {
  Fixture fixture;
  IngestReport report = busy_ingest_report();
  report.lanes.clear();
  for (std::int32_t i = 0; i < 1000; ++i) {
    report.lanes.push_back(
        {.topic = "t" + std::to_string(i), .partition = i, .next_offset = 0, .high_watermark = i});
  }
  fixture.hub.publish(std::move(report));
  const std::string body = fixture.get("/").body;
  EXPECT_THAT(body, HasSubstr(">t999<"));
  EXPECT_THAT(body, HasSubstr(">t800<"));
  EXPECT_THAT(body, Not(HasSubstr(">t799<")));
  EXPECT_THAT(body, HasSubstr("and 800 more with less lag"));
}

}  // namespace
}  // namespace flowbridge
