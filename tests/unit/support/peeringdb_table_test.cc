#include "support/peeringdb_table.h"

#include "support/test_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string fixture(const std::string& name) {
  return read_source_file("tests/golden/asn/peeringdb/" + name);
}

class PeeringdbTableTest : public testing::Test {
 protected:
  void expect_fixture(const std::string& query, const std::string& name) const {
    const AsnContent got = nets_.answer(query);
    EXPECT_EQ(got.status, 200);
    EXPECT_TRUE(got.body == fixture(name)) << query << "\n" << got.body.substr(0, 500);
  }

  PeeringdbTable nets_{fixture("net.json")};
};

TEST_F(PeeringdbTableTest, AnswersAsTheFixturesDo) {
  expect_fixture("", "net.json");
  expect_fixture("limit=10", "net-page1.json");
  expect_fixture("limit=10&skip=10", "net-page2.json");
  expect_fixture("limit=10&skip=20", "net-page3.json");
  expect_fixture("limit=10&skip=30", "empty.json");
  expect_fixture("fields=id,asn,name,aka,name_long,updated,status", "net-fields.json");
}

TEST_F(PeeringdbTableTest, AnswersWhatHasChangedSince) {
  nets_.apply(fixture("net-since.json"));
  // A second after the day on which most rows were last changed.
  expect_fixture("since=1775044801", "net-since.json");
  nets_.apply(fixture("net-since-2.json"));
  expect_fixture("since=1790589901", "net-since-2.json");
  expect_fixture("since=1790589901.7", "net-since-2.json");
  EXPECT_EQ(nets_.answer("since=2000000000").body, "{\"data\": [], \"meta\": {}}");
}

TEST_F(PeeringdbTableTest, ShowsDeletedRowsOnlyToThoseWhoAskSince) {
  nets_.apply(fixture("net-since.json"));
  EXPECT_THAT(nets_.answer("since=1775044801").body, HasSubstr("\"deleted\""));
  EXPECT_THAT(nets_.answer("").body, Not(HasSubstr("\"deleted\"")));
  EXPECT_THAT(nets_.answer("since=0").body, Not(HasSubstr("\"deleted\""))) << "0 is not given";
}

TEST_F(PeeringdbTableTest, RepeatsRowsThatChangedAtTheCursorLessASecond) {
  nets_.apply(fixture("net-since.json"));
  EXPECT_THAT(nets_.answer("since=1775044799").body, HasSubstr("2026-04-01T12:00:00Z"));
  EXPECT_THAT(nets_.answer("since=1775044800").body, Not(HasSubstr("2026-04-01T12:00:00Z")));
}

TEST_F(PeeringdbTableTest, RefusesAndIgnoresAsTheApiDoes) {
  const AsnContent bad = nets_.answer("since=yesterday");
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(bad.body, fixture("400.json"));
  const AsnContent unknown = nets_.answer("asn=64496");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body, fixture("404.json"));
  EXPECT_THAT(nets_.answer("asn=3356").body, HasSubstr("\"asn\": 3356"));
  expect_fixture("depth=0&snice=1", "net.json");
}

}  // namespace
}  // namespace flowbridge
