#include "asndb/explain.h"

#include "asndb/explain_text.h"
#include "names/asn_line_split.h"
#include "names/csv.h"
#include "support/gzip.h"
#include "support/test_files.h"
#include "unit/asndb/fixture_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ExplainTest : public testing::Test {
 protected:
  Explanation explained(std::uint32_t asn, std::vector<Override> own = {}) {
    return explain(std::vector{Asn(asn)}, cache_.names(std::move(own)), cache_.sources,
                   &cache_.store())
        .front();
  }

  static const AsStatement* statement_of(const Explanation& explanation, const std::string& source,
                                         bool held = false) {
    for (const AsStatement& each : explanation.statements) {
      if (each.source == source && each.held == held) return &each;
    }
    return nullptr;
  }

  FixtureCache cache_;
};

TEST_F(ExplainTest, EveryExpectedNameIsReportedWithItsSource) {
  const std::string expected = read_source_file("tests/golden/asn/expected-names.csv");
  CsvReader reader(expected);
  std::vector<std::string> row;
  ASSERT_TRUE(reader.next(row));
  std::vector<Asn> numbers;
  std::vector<std::vector<std::string>> rows;
  while (reader.next(row)) {
    numbers.push_back(*parse_asn(row.at(0)));
    rows.push_back(row);
  }
  const std::vector<Explanation> all =
      explain(numbers, cache_.names(), cache_.sources, &cache_.store());
  ASSERT_EQ(all.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(all[i].asn, numbers[i]);
    EXPECT_EQ(all[i].name, rows[i][1]);
    EXPECT_EQ(name_source_name(all[i].source), rows[i][2]) << rows[i][0];
    EXPECT_EQ(all[i].handle, rows[i][3]) << rows[i][0];
    EXPECT_EQ(all[i].organisation, rows[i][4]) << rows[i][0];
    EXPECT_EQ(all[i].country.text(), rows[i][5]) << rows[i][0];
  }
}

TEST_F(ExplainTest, EveryNameButTheNumberIsFoundInAStatement) {
  for (const std::uint32_t asn : {0u, 1u, 3u, 112u, 224u, 511u, 15169u, 397143u, 4190000001u}) {
    const Explanation explanation = explained(asn);
    ASSERT_FALSE(explanation.statements.empty()) << asn;
    const AsStatement& chosen = explanation.statements.front();
    EXPECT_TRUE(chosen.chosen) << asn;
    EXPECT_EQ(chosen.name.empty() ? chosen.handle : chosen.name, explanation.name) << asn;
  }
  for (const AsStatement& statement : explained(999999).statements) {
    EXPECT_FALSE(statement.chosen);
  }
}

TEST_F(ExplainTest, EachSourceIsQuotedAsItWrites) {
  const Explanation google = explained(15169);
  ASSERT_NE(statement_of(google, "asnames"), nullptr);
  EXPECT_EQ(statement_of(google, "asnames")->raw, "15169 GOOGLE - Google LLC, US");
  EXPECT_EQ(statement_of(google, "asnames")->name, "Google LLC");
  EXPECT_EQ(statement_of(google, "asnames")->handle, "GOOGLE");
  EXPECT_EQ(statement_of(google, "asnames")->edition, "of asnames");
  EXPECT_EQ(statement_of(google, "asnames")->fetched_at, kFixtureTime);
  ASSERT_NE(statement_of(google, "delegated-arin"), nullptr);
  EXPECT_THAT(statement_of(google, "delegated-arin")->raw, HasSubstr("arin|US|asn|15169|1|"));
  EXPECT_EQ(statement_of(google, "delegated-arin")->status, AsnStatus::kAssigned);
  ASSERT_NE(statement_of(google, "peeringdb-org"), nullptr);
  EXPECT_EQ(statement_of(google, "peeringdb-org")->country.text(), "US");
  EXPECT_EQ(statement_of(google, "delegated-apnic"), nullptr);
}

TEST_F(ExplainTest, ANumberInsideARangeFindsItsRow) {
  const Explanation inside = explained(5376);
  ASSERT_NE(statement_of(inside, "delegated-arin"), nullptr);
  EXPECT_THAT(statement_of(inside, "delegated-arin")->raw, HasSubstr("|asn|5120|257|"));
  EXPECT_EQ(statement_of(explained(5377), "delegated-arin"), nullptr);
}

TEST_F(ExplainTest, ANameThatAMachineMadeIsQuotedAndCountsForLittle) {
  const Explanation generated = explained(224);
  ASSERT_NE(statement_of(generated, "peeringdb-net"), nullptr);
  EXPECT_EQ(statement_of(generated, "peeringdb-net")->raw, "UNINETT !");
  EXPECT_EQ(statement_of(generated, "peeringdb-net")->rank, NameSource::kGenerated);
  const Explanation number = explained(2799);
  ASSERT_NE(statement_of(number, "peeringdb-net"), nullptr);
  EXPECT_EQ(statement_of(number, "peeringdb-net")->raw, "AS2799");
  EXPECT_EQ(statement_of(number, "peeringdb-net")->name, "");
}

TEST_F(ExplainTest, TheOperatorsRangeIsNamedAndTheRestIsSaidAllTheSame) {
  const Explanation own =
      explained(64513, {{.first = Asn(64512), .last = Asn(64520), .name = "Lab"}});
  EXPECT_EQ(own.name, "Lab");
  EXPECT_EQ(own.source, NameSource::kOperator);
  ASSERT_EQ(own.statements.size(), 2u);
  EXPECT_EQ(own.statements[0].source, kOverridesStatement);
  EXPECT_EQ(own.statements[0].raw, "64512-64520: Lab");
  EXPECT_TRUE(own.statements[0].chosen);
  EXPECT_EQ(own.statements[1].source, kSpecialStatement);
}

TEST_F(ExplainTest, WhatASourceSaysOfASpecialNumberIsShownAndNotChosen) {
  cache_.accept("asnames", "23456 TRANS - A mistake, US\n");
  const Explanation special = explained(23456);
  EXPECT_EQ(special.name, "AS_TRANS");
  EXPECT_EQ(special.statements.front().source, kSpecialStatement);
  ASSERT_NE(statement_of(special, "asnames"), nullptr);
  EXPECT_FALSE(statement_of(special, "asnames")->chosen);
}

TEST_F(ExplainTest, AnEditionThatWaitsSpeaksOnlyWhereItDiffers) {
  cache_.hold("asnames",
              "1 LVLT-1 - Level 3 Parent, LLC, US\n15169 GOOGLE, US\n4199000000 NEW - New, US\n");
  EXPECT_EQ(statement_of(explained(1), "asnames", true), nullptr);
  const Explanation google = explained(15169);
  ASSERT_NE(statement_of(google, "asnames", true), nullptr);
  EXPECT_TRUE(google.statements.back().held);
  EXPECT_EQ(google.statements.back().raw, "15169 GOOGLE, US");
  const Explanation fresh = explained(4199000000);
  EXPECT_EQ(fresh.name, "New");
  EXPECT_TRUE(fresh.statements.front().held);
  EXPECT_TRUE(fresh.statements.front().chosen);
}

TEST_F(ExplainTest, ADatabaseNamesAnAsByTheOrganisationThatAnotherFileHas) {
  const std::string rpsl = "tests/golden/asn/rpsl/";
  EXPECT_EQ(explained(2588).source, NameSource::kOrganisation);
  cache_.accept("rpsl-ripe", gzip(read_source_file(rpsl + "ripe.db.aut-num")));
  const Explanation without = explained(6805);
  EXPECT_EQ(statement_of(without, "rpsl-ripe")->name, "Telefónica Germany GmbH & Co. OHG");
  cache_.accept("rpsl-ripe-organisation", gzip(read_source_file(rpsl + "ripe.db.organisation")));
  const Explanation network = explained(6805);
  ASSERT_NE(statement_of(network, "rpsl-ripe"), nullptr);
  EXPECT_EQ(statement_of(network, "rpsl-ripe")->name, "Telefonica Germany GmbH & Co. OHG");
  EXPECT_FALSE(statement_of(network, "rpsl-ripe")->chosen) << "PeeringDB goes before it";
  EXPECT_EQ(statement_of(network, "rpsl-ripe-organisation"), nullptr);
  const Explanation chosen = explained(2588);
  EXPECT_EQ(chosen.name, "SIA \"BITE Latvija\"");
  EXPECT_EQ(chosen.source, NameSource::kRpsl);
  EXPECT_EQ(chosen.statements.front().source, "rpsl-ripe");
  EXPECT_TRUE(chosen.statements.front().chosen);
  EXPECT_EQ(chosen.statements.front().handle, "LATNET-AS");
  EXPECT_EQ(chosen.statements.front().raw,
            "aut-num: AS2588, as-name: LATNET-AS, org: ORG-MISSING-RIPE, "
            "descr: SIA \"BITE Latvija\"");
}

TEST_F(ExplainTest, ADatabaseThatWaitsSpeaksOfWhatItNamesOtherwise) {
  cache_.accept("rpsl-afrinic",
                "aut-num: AS7\nas-name: A\norg: O-A\n\norganisation: O-A\norg-name: Before\n");
  cache_.hold("rpsl-afrinic",
              "aut-num: AS7\nas-name: A\norg: O-A\n\norganisation: O-A\norg-name: After\n");
  const Explanation as = explained(7);
  EXPECT_EQ(as.name, "Before");
  ASSERT_NE(statement_of(as, "rpsl-afrinic", true), nullptr);
  EXPECT_EQ(statement_of(as, "rpsl-afrinic", true)->name, "After");
}

TEST_F(ExplainTest, EachNumberIsExplainedOnceInTheOrderAsked) {
  const std::vector<Explanation> all =
      explain(std::vector{Asn(3), Asn(1), Asn(3)}, cache_.names(), cache_.sources, &cache_.store());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].asn, Asn(3));
  EXPECT_EQ(all[1].asn, Asn(1));
}

TEST_F(ExplainTest, OddFilesAreQuotedLineByLine) {
  cache_.accept("asnames",
                "\xef\xbb\xbf"
                "AS6.110\tHOSTING - Hosting\xe9, UA\r\n393327 B - B Ltd, US\n");
  const Explanation first = explained((6u << 16) | 110u);
  ASSERT_NE(statement_of(first, "asnames"), nullptr);
  EXPECT_EQ(statement_of(first, "asnames")->raw, "AS6.110\tHOSTING - Hosting\u00e9, UA");
}

TEST_F(ExplainTest, WithoutACacheTheRulesStillHold) {
  MemoryDisk disk(1);
  const std::unique_ptr<Directory> root = disk.root();
  const AsnStore empty(*root);
  for (const AsnStore* store : {static_cast<const AsnStore*>(nullptr), &empty}) {
    const std::vector<Explanation> all =
        explain(std::vector{Asn(64512), Asn(15169)}, AsNames(), cache_.sources, store);
    EXPECT_EQ(all[0].name, "Private use");
    EXPECT_EQ(all[1].name, "AS15169");
    EXPECT_TRUE(all[1].statements.empty());
  }
}

TEST_F(ExplainTest, TheTextIsAlignedAndMarksWhatWasChosen) {
  cache_.accept("asnames", "99 EX - Example Ltd, DE\n");
  cache_.accept("delegated-arin",
                "2|arin|1|1|19700101|20260928|-0400\narin|US|asn|99|1||assigned\n");
  cache_.hold("asnames", "99 EX, DE\n");
  EXPECT_EQ(explanation_text(explained(99), {.now = kFixtureTime + 3h}),
            R"(AS99  Example Ltd
  the organisation in asn.txt (asnames)
  assigned by arin, US; handle EX; organisation Example Ltd

    source          edition            age  says
  * asnames         of asnames          3h  99 EX - Example Ltd, DE -> Example Ltd (EX), DE
    delegated-arin  of delegated-arin   3h  arin|US|asn|99|1||assigned -> assigned by arin, US
    asnames         of asnames          3h  99 EX, DE -> EX, DE (held back)
)");
}

TEST_F(ExplainTest, TheTextShowsWhatCannotBeSeen) {
  const std::string text = explanation_text(explained(4190000002), {.now = kFixtureTime});
  EXPECT_THAT(text, HasSubstr("\\u{a}"));
  EXPECT_THAT(text, HasSubstr("\\u{202e}"));
  EXPECT_THAT(text, HasSubstr("-> Two Lines and a tab evil"));
  EXPECT_THAT(text, Not(HasSubstr("\u202e")));
}

TEST_F(ExplainTest, TheTextNamesTheOperatorsFile) {
  const Explanation own =
      explained(64513, {{.first = Asn(64512), .last = Asn(64520), .name = "Lab"}});
  EXPECT_EQ(explanation_text(own, {.now = kFixtureTime, .overrides_file = "names.yaml"}),
            R"(AS64513  Lab
  the operator's own; it goes before all others (operator)

    source     edition     age  says
  * overrides  names.yaml  -    64512-64520: Lab
    special    -           -    Private use
)");
}

TEST_F(ExplainTest, TheJsonIsOneLineWithNullForWhatIsNotSaid) {
  EXPECT_EQ(explanation_json(explained(0), {.now = kFixtureTime}),
            R"J({"schema":1,"asn":0,"name":"Reserved (AS0)","name_source":"iana-special",)J"
            R"J("handle":null,"organisation":null,"country":null,"registry":null,"status":null,)J"
            R"J("statements":[{"source":"special","raw":"Reserved (AS0)","name":"Reserved (AS0)",)J"
            R"J("handle":null,"country":null,"registry":null,"status":null,"edition":null,)J"
            R"J("fetched_at_ms":null,"held":false,"chosen":true}]})J"
            "\n");
}

}  // namespace
}  // namespace flowbridge
