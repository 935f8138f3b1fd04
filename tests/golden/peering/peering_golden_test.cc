#include "peering/render.h"
#include "support/golden_file.h"
#include "support/sample_peering.h"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPage = "docs/peering-report.md";

struct Block {
  std::string language;
  std::string text;
  int lines_max = 1'000;
};

/// The first lines of a text, as they stand on the page.
std::string on_page(const Block& block) {
  std::istringstream lines(block.text);
  std::string out = "```" + block.language + "\n";
  std::string line;
  for (int i = 0; i < block.lines_max && std::getline(lines, line); ++i) {
    if (line.ends_with('\r')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

TEST(PeeringReport, AsTextIsTheGoldenOne) {
  expect_golden("tests/golden/peering/report.txt", report_table(sample_report()));
}

TEST(PeeringReport, AsCsvIsTheGoldenOne) {
  expect_golden("tests/golden/peering/report.csv", report_csv(sample_report()));
}

TEST(PeeringReport, AsJsonIsTheGoldenOne) {
  expect_golden("tests/golden/peering/report.json", report_json(sample_report()));
}

TEST(PeeringReport, AsAPageIsTheGoldenOne) {
  expect_golden("tests/golden/peering/report.html", report_html(sample_report()));
}

TEST(PeeringReportPage, ShowsWhatTheReportsAreLike) {
  const std::string page = read_repository_file(kPage);
  EXPECT_THAT(page, HasSubstr(on_page({"text", report_table(sample_report())})));
  EXPECT_THAT(page, HasSubstr(on_page({"csv", report_csv(sample_report()), 2})));
  nlohmann::ordered_json first =
      nlohmann::ordered_json::parse(report_json(sample_report())).at("candidates").at(0);
  for (const char* const days : {"in_days_bits", "out_days_bits"}) {
    first[days].erase(first[days].begin() + 1, first[days].end());
  }
  EXPECT_THAT(page, HasSubstr(on_page({"json", first.dump(2)})));
}

}  // namespace
}  // namespace flowbridge
