#include "names/peeringdb.h"

#include "base/rfc3339.h"
#include "support/test_files.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

constexpr const char* kNet =
    R"("id": 7, "name": "Seven", "asn": 64496, "updated": "2026-01-02T03:04:05Z", "status": "ok")";

std::string fixture(const std::string& name) {
  return read_source_file("tests/golden/asn/" + name);
}

std::string in_envelope(const std::string& rows) {
  return R"({"data": [)" + rows + R"(], "meta": {}})";
}

template <typename Row>
PeeringdbRows<Row> taken(const std::string& json) {
  Parsed<PeeringdbRows<Row>> parsed = parse_peeringdb<Row>(json);
  if (parsed) return *std::move(parsed);
  ADD_FAILURE() << refusal_reason_name(parsed.refusal().reason) << ": " << parsed.refusal().detail;
  return {};
}

/// Of networks; "reason: detail".
std::string refusal_of(const std::string& json) {
  const Parsed<PeeringdbRows<PeeringdbNet>> parsed = parse_peeringdb<PeeringdbNet>(json);
  if (parsed) return "taken";
  return std::string(refusal_reason_name(parsed.refusal().reason)) + ": " + parsed.refusal().detail;
}

/// A network of `kNet` with other or further fields behind it: the last of a name counts.
PeeringdbNet net_with(const std::string& fields) {
  const auto rows = taken<PeeringdbNet>(in_envelope("{" + std::string(kNet) + fields + "}")).rows;
  return rows.size() == 1 ? rows[0] : PeeringdbNet();
}
std::size_t bad_with(const std::string& fields) {
  return taken<PeeringdbNet>(in_envelope("{" + std::string(kNet) + fields + "}")).rows_bad;
}

TEST(Peeringdb, ANetworkIsWhatItsRowSays) {
  const auto nets = taken<PeeringdbNet>(fixture("peeringdb/net.json"));
  EXPECT_EQ(nets.rows_bad, 0u);
  ASSERT_EQ(nets.rows.size(), 22u);
  const PeeringdbNet& akamai = nets.rows[1];
  EXPECT_EQ(akamai.id, 2u);
  EXPECT_EQ(akamai.org_id, 14u);
  EXPECT_EQ(akamai.asn, Asn(20940));
  EXPECT_EQ(akamai.name, "Akamai Technologies");
  EXPECT_EQ(akamai.info_ratio.text(), "Heavy Outbound");
  EXPECT_EQ(akamai.info_scope.text(), "Global");
  EXPECT_EQ(akamai.policy_general.text(), "Open");
  EXPECT_EQ(rfc3339(akamai.updated), "2026-04-01T12:00:00.000Z");
  EXPECT_EQ(akamai.status, PeeringdbStatus::kOk);
}

TEST(Peeringdb, ATextIsDecodedAndOtherwiseAsItCame) {
  std::vector<std::string> names;
  for (const PeeringdbNet& net : taken<PeeringdbNet>(fixture("peeringdb/net.json")).rows) {
    if (net.asn >= Asn(4190000001)) names.push_back(net.name);
  }
  using namespace std::string_literals;
  ASSERT_EQ(names.size(), 4u);
  EXPECT_EQ(names[0], "Satellite \U0001f6f0 \"Quoted\", Back\\slash, Ltd");
  EXPECT_EQ(names[1], "Two\nLines\tand a tab\0\u202eevil\u200b "s);
  EXPECT_EQ(names[2].size(), 256u);
  EXPECT_EQ(names[3], "   ");
}

TEST(Peeringdb, EveryFixtureIsTakenWithoutABadRow) {
  for (const auto& [file, count] :
       std::vector<std::pair<std::string, std::size_t>>{{"net", 22},
                                                        {"net-fields", 22},
                                                        {"net-page1", 10},
                                                        {"net-page2", 10},
                                                        {"net-page3", 2},
                                                        {"net-since", 4},
                                                        {"net-since-2", 2},
                                                        {"empty", 0}}) {
    SCOPED_TRACE(file);
    const auto nets = taken<PeeringdbNet>(fixture("peeringdb/" + file + ".json"));
    EXPECT_EQ(nets.rows.size(), count);
    EXPECT_EQ(nets.rows_bad, 0u);
  }
}

TEST(Peeringdb, AnAnswerWithFewerFieldsLeavesTheOthersEmpty) {
  const auto nets = taken<PeeringdbNet>(fixture("peeringdb/net-fields.json"));
  ASSERT_FALSE(nets.rows.empty());
  EXPECT_EQ(nets.rows[0].name, "GTT Communications (AS4436)");
  EXPECT_EQ(nets.rows[0].org_id, 0u);
  EXPECT_EQ(nets.rows[0].info_scope.text(), "");
}

TEST(Peeringdb, AnIncrementTellsWhatWasDeleted) {
  const auto ports = taken<PeeringdbNetIxLan>(fixture("peeringdb/netixlan-since.json"));
  EXPECT_THAT(
      ports.rows,
      ElementsAre(
          AllOf(Field(&PeeringdbNetIxLan::id, 90008u),
                Field(&PeeringdbNetIxLan::status, PeeringdbStatus::kDeleted),
                Field(&PeeringdbNetIxLan::ipaddr4, "198.32.160.250")),
          AllOf(Field(&PeeringdbNetIxLan::id, 90011u), Field(&PeeringdbNetIxLan::net_id, 9012u),
                Field(&PeeringdbNetIxLan::ix_id, 14u), Field(&PeeringdbNetIxLan::asn, Asn(401308)),
                Field(&PeeringdbNetIxLan::speed_mbits, 10000u),
                Field(&PeeringdbNetIxLan::operational, true),
                Field(&PeeringdbNetIxLan::ipaddr4, "198.32.160.250"),
                Field(&PeeringdbNetIxLan::ipaddr6, "2001:504:1::a540:1308:1"))));
}

TEST(Peeringdb, OrganisationsAndExchangesHaveACountry) {
  const auto orgs = taken<PeeringdbOrg>(fixture("peeringdb/org.json"));
  EXPECT_EQ(orgs.rows_bad, 0u);
  ASSERT_FALSE(orgs.rows.empty());
  EXPECT_EQ(orgs.rows[0].id, 14u);
  EXPECT_EQ(orgs.rows[0].name, "Akamai Technologies");
  EXPECT_EQ(orgs.rows[0].country, Country("US"));

  const auto exchanges = taken<PeeringdbIx>(fixture("peeringdb/ix.json"));
  EXPECT_EQ(exchanges.rows_bad, 0u);
  ASSERT_FALSE(exchanges.rows.empty());
  EXPECT_EQ(exchanges.rows[0].org_id, 2u);
  EXPECT_EQ(exchanges.rows[0].name, "Equinix Ashburn");
  EXPECT_EQ(exchanges.rows[0].city, "Ashburn");
  EXPECT_EQ(exchanges.rows[0].country, Country("US"));
}

TEST(Peeringdb, FacilitiesAndWhoIsInThem) {
  const auto facilities = taken<PeeringdbFac>(in_envelope(
      R"({"id": 1, "org_id": 2, "org_name": "Equinix", "name": "DC1", "city": "Ashburn",
          "country": "US", "latitude": 39.0169, "longitude": -77.459, "clli": null,
          "updated": "2026-03-01T00:00:00Z", "status": "ok"})"));
  ASSERT_EQ(facilities.rows.size(), 1u);
  EXPECT_EQ(facilities.rows[0].name, "DC1");
  EXPECT_EQ(facilities.rows[0].city, "Ashburn");

  const auto presences = taken<PeeringdbNetFac>(in_envelope(
      R"({"id": 9, "name": "DC1", "city": "Ashburn", "country": "US", "net_id": 2, "fac_id": 1,
          "local_asn": 20940, "updated": "2026-03-01T00:00:00Z", "status": "deleted"})"));
  ASSERT_EQ(presences.rows.size(), 1u);
  EXPECT_EQ(presences.rows[0].net_id, 2u);
  EXPECT_EQ(presences.rows[0].fac_id, 1u);
  EXPECT_EQ(presences.rows[0].local_asn, Asn(20940));
  EXPECT_EQ(presences.rows[0].status, PeeringdbStatus::kDeleted);
}

TEST(Peeringdb, ARowThatIsNotSoundIsSkippedAndCounted) {
  const std::string good = "{" + std::string(kNet) + "}";
  for (const std::string bad :
       {"{}", "7", "null", "[]", "[[1]]", R"(["id", 7])",
        R"({"id": 7, "asn": 64496, "updated": "2026-01-02T03:04:05Z", "status": "ok"})"}) {
    SCOPED_TRACE(bad);
    const auto nets = taken<PeeringdbNet>(in_envelope(good + ", " + bad + ", " + good));
    EXPECT_EQ(nets.rows.size(), 2u);
    EXPECT_EQ(nets.rows_bad, 1u);
  }
}

TEST(Peeringdb, AFieldOfAnotherTypeMakesARowUnsound) {
  for (const std::string field : {R"("id": 0)",
                                  R"("id": -1)",
                                  R"("id": "7")",
                                  R"("id": 7.5)",
                                  R"("id": [7])",
                                  R"("id": 18446744073709551616)",
                                  R"("asn": 0)",
                                  R"("asn": 4294967296)",
                                  R"("asn": true)",
                                  R"("org_id": {})",
                                  R"("name": 7)",
                                  R"("name": ["x"])",
                                  R"("updated": 1764000000)",
                                  R"("updated": "yesterday")",
                                  R"("updated": "2026-01-02T03:04:05")",
                                  R"("updated": "1969-12-31T23:59:59Z")",
                                  R"("updated": "9999-12-31T23:59:59-01:00")",
                                  R"("status": "unknown")",
                                  R"("status": 1)",
                                  R"("info_scope": {"x": 1})"}) {
    EXPECT_EQ(bad_with(", " + field), 1u) << field;
  }
  const std::string long_name(kPeeringdbTextBytesMax + 1, 'x');
  EXPECT_EQ(bad_with(R"(, "name": ")" + long_name + "\""), 1u);
  EXPECT_EQ(bad_with(R"(, "name": ")" + long_name.substr(1) + "\""), 0u);
}

TEST(Peeringdb, AWordThatIsLongerThanAnyOfTheSetIsNothingSaid) {
  EXPECT_EQ(net_with(R"(, "info_ratio": "Mostly Outbound")").info_ratio.text(), "Mostly Outbound");
  EXPECT_EQ(net_with(R"(, "info_ratio": "Mostly Outbound!")"), net_with(""));
}

TEST(Peeringdb, ATextTakesNoMoreMemoryThanItNeeds) {
  const std::string name = "Network Operator";
  EXPECT_LE(net_with(R"(, "name": ")" + name + "\"").name.capacity(), name.size() + 7);
  EXPECT_LE(sizeof(PeeringdbNet), 112u);
}

TEST(Peeringdb, WhatIsNotKeptMayBeAnything) {
  EXPECT_EQ(net_with(R"(, "social_media": {}, "info_types": [], "info_prefixes4": null,
                          "latitude": -1.5e3, "notes": "a\r\nb", "new": [[{"id": 8, "asn": 1}]],
                          "x": {"status": "deleted"}, "org_id": null, "info_ratio": null)"),
            net_with(""));
  EXPECT_EQ(net_with(R"(, "asn": 4294967295)").asn, Asn(4294967295));
  EXPECT_EQ(net_with(R"(, "updated": "2026-01-02T03:04:05.678901+00:00")").updated,
            net_with("").updated + 678ms);
}

TEST(Peeringdb, AFileThatIsNotItsOwnIsRefused) {
  EXPECT_EQ(refusal_of(fixture("bad/empty.txt")), "empty: no bytes");
  EXPECT_EQ(refusal_of(" \r\n"), "empty: no bytes");
  EXPECT_EQ(refusal_of(fixture("bad/html-200.txt")), "html: perhaps an error page");
  EXPECT_EQ(refusal_of(fixture("bad/peeringdb-net-truncated.json")), "json: broken at byte 5001");
  EXPECT_EQ(refusal_of(fixture("bad/peeringdb-net-envelope-missing.json")),
            "envelope: a list without an envelope");
  EXPECT_EQ(refusal_of(std::string(kPeeringdbBytesMax + 1, ' ')),
            "too_large: 134217729 bytes, at most 134217728 are read");
}

TEST(Peeringdb, WhatIsNoJsonIsRefusedAsAWhole) {
  const std::string net = "{" + std::string(kNet) + "}";
  for (const std::string& json :
       {in_envelope(net + ","), in_envelope(net) + "x", in_envelope(net) + in_envelope(net),
        in_envelope(net).substr(0, 100), in_envelope("{" + std::string(kNet) + R"(, "x": 1e999})"),
        in_envelope("{" + std::string(kNet) + ", \"name\": \"S\xe9ven\"}"),
        in_envelope("{" + std::string(kNet) + R"(, "name": "\ud83d"})"), std::string("GOOGLE")}) {
    EXPECT_THAT(refusal_of(json), HasSubstr("json: broken at byte ")) << json;
  }
}

TEST(Peeringdb, TheEnvelopeIsRequired) {
  const std::string net = "{" + std::string(kNet) + "}";
  EXPECT_EQ(refusal_of("7"), "envelope: one value without an envelope");
  EXPECT_EQ(refusal_of("{}"), "envelope: without data");
  EXPECT_EQ(refusal_of(R"({"data": []})"), "envelope: without meta");
  EXPECT_EQ(refusal_of(R"({"meta": {}})"), "envelope: without data");
  EXPECT_EQ(refusal_of(R"({"meta": {"data": []}})"), "envelope: without data");
  EXPECT_EQ(refusal_of(R"({"data": {}, "meta": {}})"), "envelope: data is an object, not a list");
  EXPECT_EQ(refusal_of(R"({"data": null, "meta": {}})"), "envelope: data is not a list");
  EXPECT_EQ(refusal_of(R"({"data": [], "meta": []})"), "envelope: meta is a list, not an object");
  EXPECT_EQ(refusal_of(R"({"data": [], "meta": 1})"), "envelope: meta is not an object");
  EXPECT_EQ(refusal_of(R"({"data": [], "data": [], "meta": {}})"), "envelope: data comes twice");
  EXPECT_EQ(taken<PeeringdbNet>(R"({"meta": {"generated": 1764000000.25}, "x": [{"id": 1}],
                                    "data": [)" +
                                net + "]}")
                .rows.size(),
            1u);
}

TEST(Peeringdb, AnErrorInTheEnvelopeIsNoEmptyList) {
  EXPECT_EQ(refusal_of(fixture("peeringdb/404.json")),
            "envelope: an error instead of rows: Entity not found");
  EXPECT_EQ(refusal_of(fixture("peeringdb/401.json")),
            "envelope: an error instead of rows: Invalid API key");
  EXPECT_THAT(refusal_of(fixture("peeringdb/400.json")), HasSubstr("'since' needs to be"));
  EXPECT_EQ(refusal_of(fixture("peeringdb/429.json")),
            "envelope: an error instead of rows: Too Many Requests");
  EXPECT_EQ(refusal_of(R"({"data": [], "meta": {"error": null}})"), "taken");
}

TEST(Peeringdb, ALongErrorIsShortened) {
  const std::string refusal =
      refusal_of(R"({"meta": {"error": ")" + std::string(1000, 'x') + R"("}})");
  EXPECT_LT(refusal.size(), 200u);
}

TEST(Peeringdb, ThereIsALimitOfRows) {
  const std::string net = R"({"id":1,"name":"","asn":1,"updated":"2026-01-02T03:04:05Z",)"
                          R"("status":"ok"})";
  std::string rows = net;
  for (std::size_t i = 1; i < kPeeringdbRowsMax; ++i) rows += "," + net;
  EXPECT_EQ(taken<PeeringdbNet>(in_envelope(rows)).rows.size(), kPeeringdbRowsMax);
  EXPECT_EQ(refusal_of(in_envelope(rows + "," + net)), "too_large: more than 250000 rows");
}

template <typename Row>
void expect_round_trip(const std::vector<Row>& rows) {
  const auto again = taken<Row>(encode_peeringdb<Row>(rows));
  EXPECT_EQ(again.rows, rows);
  EXPECT_EQ(again.rows_bad, 0u);
}

TEST(Peeringdb, WhatIsWrittenIsReadBack) {
  for (const std::string file : {"net", "net-fields", "net-since", "net-since-2", "empty"}) {
    SCOPED_TRACE(file);
    expect_round_trip(taken<PeeringdbNet>(fixture("peeringdb/" + file + ".json")).rows);
  }
  expect_round_trip(taken<PeeringdbNetIxLan>(fixture("peeringdb/netixlan.json")).rows);
  expect_round_trip(taken<PeeringdbNetIxLan>(fixture("peeringdb/netixlan-since.json")).rows);
  expect_round_trip(taken<PeeringdbOrg>(fixture("peeringdb/org.json")).rows);
  expect_round_trip(taken<PeeringdbIx>(fixture("peeringdb/ix.json")).rows);
  for (const std::string since : {"", "-since"}) {
    expect_round_trip(taken<PeeringdbFac>(fixture("peeringdb/fac" + since + ".json")).rows);
    expect_round_trip(taken<PeeringdbNetFac>(fixture("peeringdb/netfac" + since + ".json")).rows);
  }
  expect_round_trip(std::vector<PeeringdbFac>{
      {.id = 1, .status = PeeringdbStatus::kPending, .updated = unix_ms(1), .name = "\u2605"}});
  expect_round_trip(std::vector<PeeringdbNetFac>{{.id = 1, .net_id = 2, .fac_id = 3}});
}

TEST(Peeringdb, WhatIsWrittenIsPeeringdbsOwnForm) {
  const std::vector<PeeringdbOrg> rows = {
      {.id = 1,
       .status = PeeringdbStatus::kDeleted,
       .updated = unix_ms(1'764'000'000'000),
       .name = "\u2605"},
      {.id = 2, .country = Country("NL"), .updated = unix_ms(250), .name = "\"\n"}};
  EXPECT_EQ(encode_peeringdb<PeeringdbOrg>(rows),
            R"({"data": [
{"id": 1, "name": "\u2605", "country": "", "updated": "2025-11-24T16:00:00Z", "status": "deleted"},
{"id": 2, "name": "\"\n", "country": "NL", "updated": "1970-01-01T00:00:00.250Z", "status": "ok"}
], "meta": {}}
)");
  EXPECT_THAT(encode_peeringdb<PeeringdbNetFac>(std::vector<PeeringdbNetFac>{{.id = 1}}),
              HasSubstr(R"("local_asn": null,)"));
}

}  // namespace
}  // namespace flowbridge
