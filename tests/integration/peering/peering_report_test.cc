// With whom to peer next, asked of real stores that hold a month of traffic: every number of the
// report is compared with what the fixture's formulas give by hand.

#include "integration/peering/traffic_fixture.h"
#include "names/name_snapshot.h"
#include "support/child_process.h"
#include "support/prometheus_process.h"
#include "support/run_program.h"
#include "support/sample_peering.h"
#include "support/temporary_directory.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using nlohmann::json;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ExpectedRates rates_in(const json& summary) {
  return {.average_bits = summary.at("average_bits"),
          .p95_bits = summary.at("p95_bits"),
          .samples = summary.at("samples")};
}

/// Averages have one rounding more than percentiles, which are exact.
void expect_rates(const json& got, const ExpectedRates& want) {
  EXPECT_EQ(rates_in(got).p95_bits, want.p95_bits);
  EXPECT_EQ(rates_in(got).samples, want.samples);
  EXPECT_EQ(rates_in(got).average_bits, want.average_bits);
}

void expect_candidate(const json& got, const FixtureAs& want) {
  SCOPED_TRACE(testing::Message() << "AS" << want.asn());
  EXPECT_EQ(got.at("asn"), want.asn());
  expect_rates(got.at("window").at("in"), expected_in(want, 30));
  expect_rates(got.at("window").at("out"), expected_out(want, 30));
  expect_rates(got.at("last_7d").at("in"), expected_in(want, 7));
  expect_rates(got.at("last_7d").at("out"), expected_out(want, 7));
}

/// `asn` without those that are no candidates.
std::vector<FixtureAs> ranking_without(const std::set<std::uint32_t>& excluded) {
  std::vector<FixtureAs> ranking = expected_ranking();
  std::erase_if(ranking, [&](const FixtureAs& as) { return excluded.contains(as.asn()); });
  return ranking;
}

class PeeringReportTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    files = std::make_unique<TemporaryDirectory>();
    std::ofstream samples(files->file("samples.txt"));
    write_samples(samples, {});
    samples.close();
    // Without the longer blocks the samples would be read 360 times.
    Result<ChildProcess> promtool =
        ChildProcess::start({.command = {"promtool", "tsdb", "create-blocks-from", "openmetrics",
                                         "-q", "--max-block-duration=1000h",
                                         files->file("samples.txt"), files->file("blocks")}});
    ASSERT_TRUE(promtool) << "deps.sh test installs prometheus, which has promtool";
    ASSERT_EQ(promtool->wait(200s), ExitStatus{.code = 0}) << promtool->error_output();
    Result<std::unique_ptr<PrometheusProcess>> started =
        PrometheusProcess::start({.blocks = files->file("blocks")});
    ASSERT_TRUE(started) << started.error().message();
    prometheus = *std::move(started);
    std::filesystem::create_directory(files->file("asn-db"));
    const NameTable table = sample_names()->table();
    std::ofstream(files->file("asn-db") + "/names.snapshot", std::ios::binary)
        << encode_snapshot({.table = table, .editions = {}, .built_at = kFixtureEnd});
  }
  static void TearDownTestSuite() {
    prometheus.reset();
    files.reset();
  }

  static ProgramResult report(const std::string& url, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"peering",
                                          "report",
                                          "--asn=1103",
                                          "--time=2026-10-01T00:04:59Z",
                                          "--asn-db.path=" + files->file("asn-db"),
                                          "--asn-db.source=asnames=off"};
    for (const std::string registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
      arguments.push_back("--asn-db.source=delegated-" + registry + "=off");
    }
    if (!url.empty()) arguments.push_back("--query.url=" + url);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program({.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = {}});
  }
  static json json_report(const std::string& url, std::vector<std::string> more = {}) {
    more.emplace_back("--format=json");
    const ProgramResult result = report(url, more);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return json::parse(result.out, nullptr, false);
  }
  static std::string write(const std::string& name, const std::string& text) {
    std::ofstream(files->file(name)) << text;
    return files->file(name);
  }
  static void expect_ranking(const json& report, const std::vector<FixtureAs>& want) {
    const json& candidates = report.at("candidates");
    ASSERT_EQ(candidates.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i) expect_candidate(candidates.at(i), want[i]);
  }

  static std::unique_ptr<TemporaryDirectory> files;
  static std::unique_ptr<PrometheusProcess> prometheus;
};

std::unique_ptr<TemporaryDirectory> PeeringReportTest::files;
std::unique_ptr<PrometheusProcess> PeeringReportTest::prometheus;

TEST_F(PeeringReportTest, OfAMonthAndTwoHundredAsIsTheOneCalculatedByHand) {
  const json all = json_report(prometheus->url(), {"--top=200"});
  expect_ranking(all, expected_ranking());
  EXPECT_EQ(all.at("end"), "2026-10-01T00:00:00.000Z");
  EXPECT_EQ(all.at("ranking").at("examined"), kFixtureAs);
  EXPECT_EQ(all.at("ranking").at("unexamined_p95_bits_max"), nullptr);
  EXPECT_EQ(all.at("traffic").at("all").at("as_count"), kFixtureAs + 1) << "and AS 0";
  EXPECT_EQ(all.at("traffic").at("other").at("in_average_bits"), 8 * kFoldedRate);
  EXPECT_EQ(all.at("excluded").at(0).at("in_average_bits"), 8 * kUnknownRate);
  EXPECT_EQ(all.at("excluded").at(0).at("reason"), "unknown");
  std::int64_t in = 8 * (kUnknownRate + kFoldedRate);
  for (const FixtureAs& as : expected_ranking()) in += expected_in(as, 30).average_bits;
  const auto got = all.at("traffic").at("all").at("in_average_bits").get<std::int64_t>();
  EXPECT_NEAR(static_cast<double>(got), static_cast<double>(in), kFixtureAs / 2.0)
      << "each average is rounded by itself";
}

TEST_F(PeeringReportTest, LooksAtFewAndIsCertainAllTheSame) {
  const json some = json_report(prometheus->url(), {"--top=20"});
  std::vector<FixtureAs> first = expected_ranking();
  first.resize(20);
  expect_ranking(some, first);
  EXPECT_EQ(some.at("ranking").at("certain"), 20);
  EXPECT_LT(some.at("ranking").at("examined"), kFixtureAs);
  EXPECT_GT(some.at("ranking").at("unexamined_p95_bits_max"), 0);
}

TEST_F(PeeringReportTest, NamesThoseThatAreNoCandidatesWithTheReason) {
  std::string neighbours = "asn,neighbour_asn\n";
  for (std::uint32_t asn = 2001; asn <= 2199; ++asn) {
    const std::uint32_t by = asn == 2010 ? 2010U : (asn == 2011 ? 3320U : 1299U);
    neighbours += std::to_string(asn) + "," + std::to_string(by) + "\n";
  }
  const json some = json_report(
      prometheus->url(),
      {"--top=200", "--exclude=2005,@" + write("customers.txt", "2006 # ours\nAS2007\n"),
       "--peers=2001,2002", "--neighbours=" + write("neighbours.csv", neighbours),
       "--transits=1299"});
  const std::map<std::uint32_t, std::string> want = {
      {0, "unknown"},      {2001, "peer"},           {2002, "peer"},
      {2005, "excluded"},  {2006, "excluded"},       {2007, "excluded"},
      {2010, "neighbour"}, {2011, "not_by_transit"}, {2200, "not_reached"}};
  std::map<std::uint32_t, std::string> got;
  for (const json& each : some.at("excluded")) got.emplace(each.at("asn"), each.at("reason"));
  EXPECT_EQ(got, want);
  std::set<std::uint32_t> excluded;
  for (const auto& [asn, reason] : want) excluded.insert(asn);
  expect_ranking(some, ranking_without(excluded));
  EXPECT_EQ(some.at("candidates").at(0).at("neighbours").at(0).at("asn"), 1299);
  EXPECT_EQ(some.at("candidates").at(0).at("neighbours").at(0).at("name"), "First Transit");
}

TEST_F(PeeringReportTest, IsOfTheRoutersThatItIsAskedFor) {
  const json odd = json_report(prometheus->url(), {"--top=200", "--hostname=edge-1"});
  std::vector<FixtureAs> want = expected_ranking();
  std::erase_if(want, [](const FixtureAs& as) { return as.number % 2 == 0; });
  expect_ranking(odd, want);
  EXPECT_EQ(odd.at("candidates").at(0).at("routers").at(0).at("hostname"), "edge-1");
  EXPECT_EQ(odd.at("hostname"), "edge-1");
}

TEST_F(PeeringReportTest, KnowsPoliciesAndPlacesFromTheCache) {
  const json some = json_report(prometheus->url(), {"--top=200"});
  const auto nordic = std::find_if(some.at("candidates").begin(), some.at("candidates").end(),
                                   [](const json& each) { return each.at("asn") == 2119; });
  ASSERT_NE(nordic, some.at("candidates").end());
  EXPECT_EQ(nordic->at("name"), "Nordic Telco");
  EXPECT_EQ(nordic->at("policy"), "Restrictive");
  EXPECT_EQ(nordic->at("common_exchanges").at(0).at("name"), "DE-CIX Frankfurt");
  EXPECT_EQ(nordic->at("outlook"), "ask");
  ASSERT_EQ(some.at("exchanges").size(), 2U);
  EXPECT_EQ(some.at("exchanges").at(0).at("name"), "DE-CIX Frankfurt");
  EXPECT_EQ(some.at("exchanges").at(0).at("in_average_bits"),
            expected_in({.number = 119}, 30).average_bits);
}

TEST_F(PeeringReportTest, IsWrittenInEachForm) {
  const std::string file = files->file("report.html");
  const ProgramResult page =
      report(prometheus->url(), {"--format=html", "--output=" + file, "--top=60"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_EQ(page.out, "");
  EXPECT_EQ(std::filesystem::file_size(file) > 50'000, true);
  EXPECT_FALSE(std::filesystem::exists(file + ".new"));
  const ProgramResult csv = report(prometheus->url(), {"--format=csv"});
  EXPECT_THAT(csv.out, HasSubstr("\r\n1,2007,AS2007,candidate,"));
  const ProgramResult table = report(prometheus->url(), {"--top=3"});
  EXPECT_THAT(table.out, StartsWith("Peering report for AS1103 Regional Access\n"
                                    "30 days to 2026-10-01 00:00 UTC\n"));
  const ProgramResult nowhere =
      report(prometheus->url(), {"--output=" + files->file("none/report.html")});
  EXPECT_EQ(nowhere.exit_code, 2) << "before anything is asked";
  EXPECT_THAT(nowhere.err, HasSubstr("--output: " + files->file("none") + ": No such file"));
  const ProgramResult device = report(prometheus->url(), {"--top=1", "--output=/dev/stdout"});
  EXPECT_THAT(device.out, StartsWith("Peering report for AS1103"));
  EXPECT_FALSE(std::filesystem::is_regular_file(std::filesystem::symlink_status("/dev/stdout")));
}

TEST_F(PeeringReportTest, IsWrittenWhereALinkLeads) {
  const std::string place = write("place.json", "old");
  const std::string link = files->file("link.json");
  std::filesystem::create_symlink(place, link);
  const ProgramResult result =
      report(prometheus->url(), {"--top=1", "--format=csv", "--output=" + link});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_GT(std::filesystem::file_size(place), 100U);
}

TEST_F(PeeringReportTest, IsOfOurOwnAs) {
  const ProgramResult result =
      run_program({.path = FLOWBRIDGE_PROGRAM,
                   .arguments = {"peering", "report", "--asn=64500", "--format=json",
                                 "--time=2026-10-01T00:00:00Z", "--query.url=" + prometheus->url(),
                                 "--asn-db.path=" + files->file("asn-db")},
                   .environment = {}});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json other = json::parse(result.out);
  EXPECT_EQ(other.at("candidates").size(), 0U) << "all that is there is of AS1103";
  EXPECT_EQ(other.at("traffic").at("all").at("as_count"), 0);
}

TEST_F(PeeringReportTest, SaysWhatIsWrongBeforeItAsks) {
  const auto refused = [](const std::string& url, const std::vector<std::string>& more) {
    const ProgramResult result = report(url, more);
    EXPECT_EQ(result.exit_code, 2);
    return result.err;
  };
  EXPECT_THAT(refused("http://127.0.0.1:1", {"--remote-write.url=ftp://x"}), HasSubstr("ftp"));
  EXPECT_THAT(refused("", {"--remote-write.url=ftp://x"}),
              AllOf(HasSubstr("ftp"), Not(HasSubstr("whom to ask"))));
  EXPECT_THAT(refused("", {}), HasSubstr("whom to ask? Say where the store is"));
  EXPECT_THAT(refused("http://127.0.0.1:1", {"--exclude=@"}), HasSubstr("a file behind the @"));
  const ProgramResult later =
      run_program({.path = FLOWBRIDGE_PROGRAM,
                   .arguments = {"peering", "report", "--asn=1103", "--time=2999-01-01T00:00:00Z",
                                 "--query.url=http://127.0.0.1:1"},
                   .environment = {}});
  EXPECT_EQ(later.exit_code, 2);
  EXPECT_THAT(later.err, HasSubstr("--time: \"2999-01-01T00:00:00Z\" is in the future"));
  EXPECT_THAT(refused("http://127.0.0.1:1", {"--neighbours=" + write("none.csv", "")}),
              HasSubstr("none.csv: has no line"));
}

TEST_F(PeeringReportTest, FindsTheStoreOfADestination) {
  const json found = json_report("", {"--top=1", "--remote-write.url=" + prometheus->write_url()});
  EXPECT_EQ(found.at("candidates").at(0).at("asn"), 2007);
  const std::string config =
      write("flowbridge.yaml",
            "asn: [1103]\nremote_write:\n  - name: there\n    url: http://127.0.0.1:1/push\n"
            "  - name: here\n    url: " +
                prometheus->write_url() + "\n");
  const json named =
      json_report("", {"--top=1", "--config.file=" + config, "--query.destination=here"});
  EXPECT_EQ(named.at("candidates").at(0).at("asn"), 2007);
  const ProgramResult first = report("", {"--config.file=" + config});
  EXPECT_EQ(first.exit_code, 2);
  EXPECT_THAT(first.err, HasSubstr("cannot be told from its path; say it with --query.url"));
}

TEST_F(PeeringReportTest, SaysWhatTheStoreSaysIsWrong) {
  const ProgramResult bad = report(prometheus->url(), {"--hostname=edge-("});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err, HasSubstr("400: it does not answer the query (bad_data: "));
  EXPECT_THAT(bad.err, HasSubstr("missing closing )"));
  const ProgramResult nobody = report("http://me:secret@127.0.0.1:1", {});
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("no answer; is it running"));
  EXPECT_THAT(nobody.err, Not(HasSubstr("secret")));
  const ProgramResult elsewhere = report(prometheus->url() + "/nowhere", {});
  EXPECT_EQ(elsewhere.exit_code, 1);
  EXPECT_THAT(elsewhere.err, HasSubstr("404: there is no query API at this path"));
}

TEST_F(PeeringReportTest, OfVictoriaMetricsIsTheSame) {
  const std::string address = "127.0.0.1:" + std::to_string(free_port());
  Result<ChildProcess> store = ChildProcess::start(
      {.command = {"victoria-metrics", "-httpListenAddr=" + address, "-retentionPeriod=100y",
                   "-storageDataPath=" + files->file("vm"), "-search.latencyOffset=0s"}});
  ASSERT_TRUE(store) << "deps.sh test installs victoria-metrics";
  httplib::Client client("http://" + address);
  client.set_read_timeout(60);
  client.set_write_timeout(60);
  ASSERT_TRUE(wait_until(30s, [&] {
    const httplib::Result health = client.Get("/health");
    return health && health->status == 200;
  }));
  std::ostringstream samples;
  // A window of less than one and a half times the distance of samples would be made wider.
  constexpr int kEvery = 4;
  write_samples(samples, {.unit = TimeUnit::kMilliseconds, .step_seconds = 100, .every = kEvery});
  const httplib::Result imported =
      client.Post("/api/v1/import/prometheus", samples.str(), "text/plain");
  ASSERT_TRUE(imported);
  ASSERT_EQ(imported->status, 204);
  ASSERT_TRUE(client.Get("/internal/force_flush"));
  std::vector<FixtureAs> want = expected_ranking();
  std::erase_if(want, [](const FixtureAs& as) { return as.number % kEvery != 0; });
  expect_ranking(json_report("http://" + address, {"--top=200"}), want);
}

}  // namespace
}  // namespace flowbridge
