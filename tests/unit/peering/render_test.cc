#include "peering/render.h"

#include "base/rfc3339.h"
#include "names/csv.h"
#include "support/sample_peering.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using nlohmann::json;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

/// Whatever others may call themselves.
PeeringReport hostile_report() {
  PeeringReport report = sample_report();
  report.candidates[0].name = "=cmd|'/c calc'!A1\"</script><script>alert(1)</script>&\x1b[2J";
  report.candidates[0].facts.policy = "+1,\"2\"";
  report.candidates[0].facts.common_exchanges = {{7, "-1 \"IX\", <b>Süd</b>\n2"}};
  report.candidates[0].traffic.routers[0].hostname = "@r1\r";
  report.hostname = "edge-.*\n";
  report.excluded[0].name = "a,b";
  return report;
}

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  CsvReader reader(csv);
  std::vector<std::vector<std::string>> rows;
  for (std::vector<std::string> row; reader.next(row);) rows.push_back(row);
  EXPECT_TRUE(reader.complete());
  return rows;
}

std::string cell(const std::vector<std::vector<std::string>>& rows, std::size_t row,
                 const std::string& title) {
  const auto column = std::find(rows[0].begin(), rows[0].end(), title);
  EXPECT_NE(column, rows[0].end()) << title;
  return rows[row][static_cast<std::size_t>(column - rows[0].begin())];
}

std::size_t columns_of(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

TEST(TableReport, FitsATerminal) {
  for (const PeeringReport& report : {sample_report(), hostile_report(), PeeringReport()}) {
    std::istringstream lines(report_table(report));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(columns_of(line), kTableColumns) << line;
      EXPECT_EQ(line.find_first_of("\x1b\r\t"), std::string::npos) << line;
    }
  }
}

TEST(TableReport, SaysThatThereIsNoCandidate) {
  EXPECT_THAT(report_table(PeeringReport()), HasSubstr("There is no candidate."));
}

TEST(CsvReport, HasARowForEachAsAndAsManyCellsAsTitles) {
  const PeeringReport report = sample_report();
  const auto rows = rows_of(report_csv(report));
  ASSERT_EQ(rows.size(), 1 + report.candidates.size() + report.excluded.size());
  EXPECT_THAT(rows, Each(SizeIs(rows[0].size())));
  EXPECT_EQ(cell(rows, 1, "rank"), "1");
  EXPECT_EQ(cell(rows, 1, "asn"), "2906");
  EXPECT_EQ(cell(rows, 1, "in_p95_bits"), "4579000000");
  EXPECT_EQ(cell(rows, 1, "billed_bits"), "4579000000");
  EXPECT_EQ(cell(rows, 1, "in_average_bits_7d"), "2554600000");
  EXPECT_EQ(cell(rows, 1, "neighbours"), "1299 3356");
  EXPECT_EQ(cell(rows, 1, "common_exchanges"), "2");
  EXPECT_EQ(cell(rows, 1, "common_exchange_names"), "AMS-IX; DE-CIX Frankfurt");
  EXPECT_EQ(cell(rows, 1, "out_in"), "0.017") << "not 1:58.8, which would be a time of day";
  EXPECT_EQ(cell(rows, 1, "outlook"), "ready");
  EXPECT_EQ(cell(rows, rows.size() - 1, "status"), "excluded");
  EXPECT_EQ(cell(rows, rows.size() - 1, "rank"), "");
}

TEST(CsvReport, QuotesCellsAndDisarmsFormulas) {
  const std::string csv = report_csv(hostile_report());
  const auto rows = rows_of(csv);
  EXPECT_EQ(cell(rows, 1, "name"), "'=cmd|'/c calc'!A1\"</script><script>alert(1)</script>&?[2J");
  EXPECT_EQ(cell(rows, 1, "policy"), "'+1,\"2\"");
  EXPECT_EQ(cell(rows, 1, "common_exchange_names"), "'-1 \"IX\", <b>Süd</b>?2");
  EXPECT_EQ(cell(rows, 1, "routers").substr(0, 5), "'@r1?");
  EXPECT_THAT(csv, HasSubstr(",\"'+1,\"\"2\"\"\","));
  EXPECT_THAT(csv, HasSubstr("\r\n"));
}

TEST(JsonReport, HasTheKeysThatAreDocumented) {
  const json report = json::parse(report_json(sample_report()));
  EXPECT_EQ(report.at("schema"), 1);
  EXPECT_EQ(report.at("end"), rfc3339(kSampleEnd));
  EXPECT_EQ(report.at("end_ms"), to_ms(kSampleEnd));
  EXPECT_EQ(report.at("window_seconds"), 2'592'000);
  EXPECT_EQ(report.at("step_seconds"), 300);
  EXPECT_EQ(report.at("samples_expected"), 8640);
  EXPECT_EQ(report.at("hostname"), nullptr);
  EXPECT_EQ(report.at("own").at(0).at("asn"), 1103);
  const json& first = report.at("candidates").at(0);
  EXPECT_EQ(first.at("rank"), 1);
  EXPECT_EQ(first.at("asn"), 2906);
  EXPECT_EQ(first.at("billed_bits"), 4'579'000'000);
  EXPECT_EQ(first.at("window").at("in").at("average_bits"), 2'410'000'000);
  EXPECT_EQ(first.at("window").at("out").at("samples"), 8640);
  EXPECT_EQ(first.at("last_7d").at("in").at("samples"), 2016);
  EXPECT_EQ(first.at("balance"), "Heavy Inbound");
  EXPECT_EQ(first.at("in_days_bits").size(), 30U);
  EXPECT_EQ(first.at("routers").at(0).at("hostname"), "edge-1.example.net");
  EXPECT_EQ(first.at("neighbours").at(1).at("name"), "Second Transit");
  EXPECT_EQ(first.at("common_exchanges").at(0).at("id"), 26);
  EXPECT_EQ(first.at("outlook"), "ready");
  EXPECT_EQ(report.at("ranking").at("unexamined_p95_bits_max"), nullptr);
  const json& exchange = report.at("exchanges").at(0);
  EXPECT_EQ(exchange.at("bits_by_policy").size(), kPolicyKinds);
  EXPECT_TRUE(exchange.at("we_are_there").is_boolean());
  EXPECT_EQ(report.at("traffic").at("by_exclusion").at("peer").at("as_count"), 1);
  EXPECT_EQ(report.at("excluded").at(0).at("reason"), "unknown");
}

TEST(JsonReport, DistinguishesUnknownFromNone) {
  const json candidates = json::parse(report_json(sample_report())).at("candidates");
  const auto of = [&](int asn) {
    return *std::find_if(candidates.begin(), candidates.end(),
                         [asn](const json& each) { return each.at("asn") == asn; });
  };
  EXPECT_EQ(of(60068).at("common_exchanges"), nullptr);
  EXPECT_EQ(of(60068).at("policy"), nullptr);
  EXPECT_EQ(of(60068).at("in_peeringdb"), false);
  EXPECT_EQ(of(46489).at("common_exchanges"), json::array());
}

TEST(JsonReport, IsJsonWhateverItIsMadeOf) {
  PeeringReport report = hostile_report();
  report.candidates[1].name = "\xff\xfe";
  const json parsed = json::parse(report_json(report));
  EXPECT_EQ(parsed.at("candidates").at(0).at("policy"), "+1,\"2\"");
}

TEST(HtmlReport, HasNoMarkupOfOthers) {
  const std::string page = report_html(hostile_report());
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<b>S")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;&amp; [2J"));
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
}

TEST(AllReports, AreTheSameEachTime) {
  const PeeringReport report = sample_report();
  EXPECT_EQ(report_table(report), report_table(sample_report()));
  EXPECT_EQ(report_html(report), report_html(sample_report()));
  EXPECT_EQ(report_json(report), report_json(sample_report()));
}

}  // namespace
}  // namespace flowbridge
