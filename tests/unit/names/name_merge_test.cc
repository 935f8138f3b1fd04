#include "names/name_merge.h"

#include "names/as_names.h"
#include "names/csv.h"
#include "support/test_files.h"
#include "unit/names/name_fixtures.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// A cell of a CSV file, RFC 4180.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? "\"\"" : std::string(1, c));
  return quoted + "\"";
}

std::string csv_line(Asn asn, const AsInfo& info) {
  std::string line = std::to_string(asn.value());
  const char* status = info.status ? asn_status_name(*info.status) : "";
  for (const std::string_view text :
       {info.name.text(), std::string_view(name_source_name(info.name.source())), info.handle,
        info.organisation, info.country.text(), std::string_view(registry_name(info.registry)),
        std::string_view(status)}) {
    line += "," + cell(text);
  }
  return line + "\n";
}

/// The expected file's AS numbers, as we answer for them.
std::string answers_for(const std::string& expected, const NameTable& table) {
  const AsNames names(std::make_shared<const NameTable>(table));
  std::string out = expected.substr(0, expected.find('\n') + 1);
  CsvReader reader(std::string_view(expected).substr(out.size()));
  std::vector<std::string> row;
  while (reader.next(row)) {
    const std::optional<Asn> asn = parse_asn(row.at(0));
    if (asn) out += csv_line(*asn, names.info(*asn));
  }
  return out;
}

TEST(NameMerge, ReproducesTheExpectedNames) {
  const std::string expected = read_source_file("tests/golden/asn/expected-names.csv");
  EXPECT_EQ(answers_for(expected, fixture_table({})), expected);
}

TEST(NameMerge, ReproducesTheExpectedNamesAfterAnIncrement) {
  const std::string expected = read_source_file("tests/golden/asn/expected-names-after-since.csv");
  EXPECT_EQ(answers_for(expected, fixture_table({"net-since.json"})), expected);
}

TEST(NameMerge, ReproducesTheExpectedNamesAfterTwoIncrements) {
  const std::string expected =
      read_source_file("tests/golden/asn/expected-names-after-since-2.csv");
  EXPECT_EQ(answers_for(expected, fixture_table({"net-since.json", "net-since-2.json"})), expected);
}

/// The merge of one network and one line of asn.txt.
AsRecord merged(std::string_view peeringdb_name, std::string_view line) {
  PeeringdbNet net;
  net.id = 1;
  net.asn = Asn(7);
  net.name = peeringdb_name;
  const std::vector<PeeringdbNet> nets = {net};
  const Parsed<AsnText> text = parse_asn_text(line, RegistryMap());
  EXPECT_TRUE(text);
  NameSources sources;
  sources.text = &*text;
  sources.nets = nets;
  static NameTable table;
  table = merge_names(std::move(sources));
  return table.find(Asn(7)).value_or(AsRecord());
}

TEST(NameMerge, ANetworksOwnNameGoesBeforeItsOrganisation) {
  EXPECT_EQ(merged("  Example\tNet,", "7 EX - Example Ltd, DE\n").name(), "Example Net");
  EXPECT_EQ(merged("Example Net", "7 EX - Example Ltd, DE\n").organisation, "Example Ltd");
}

TEST(NameMerge, ANameMadeByAMachineIsWorthLittle) {
  EXPECT_EQ(merged("AS7", "7 EX, DE\n").name(), "EX");
  EXPECT_EQ(merged("AS7 !", "7 EX, DE\n").name(), "EX");
  EXPECT_EQ(merged("EXAMPLE !", "7 EX - Example Ltd, DE\n").name(), "Example Ltd");
  EXPECT_EQ(merged("EXAMPLE !", "7 EX, DE\n").name(), "EXAMPLE");
  EXPECT_EQ(merged("EXAMPLE !", "7 EX, DE\n").source, NameSource::kGenerated);
  // Another network's number is a name like any other.
  EXPECT_EQ(merged("AS8", "7 EX - Example Ltd, DE\n").name(), "AS8");
  EXPECT_EQ(merged(" \u200b", "7 EX - Example Ltd, DE\n").name(), "Example Ltd");
}

TEST(NameMerge, ADumpOfADatabaseGoesBetweenPeeringdbAndAsnText) {
  const Parsed<AsnText> text = parse_asn_text("7 EX - Example,, DE\n8 NET, DE\n", RegistryMap());
  const std::vector<RpslName> rpsl = {{.asn = Asn(7), .name = "Example Networks Ltd"},
                                      {.asn = Asn(8), .name = "Net Ltd"},
                                      {.asn = Asn(9), .name = "", .country = Country("FR")}};
  PeeringdbNet net;
  net.asn = Asn(8);
  net.name = "The Net";
  const std::vector<PeeringdbNet> nets = {net};
  NameSources sources;
  sources.text = &*text;
  sources.rpsl = rpsl;
  sources.nets = nets;
  const NameTable table = merge_names(std::move(sources));
  EXPECT_EQ(table.find(Asn(7))->name(), "Example Networks Ltd");
  EXPECT_EQ(table.find(Asn(7))->source, NameSource::kRpsl);
  EXPECT_EQ(table.find(Asn(8))->name(), "The Net");
  EXPECT_EQ(table.find(Asn(9))->country.text(), "FR");
}

TEST(NameMerge, AnEditionHeldBackNamesOnlyWhatIsNew) {
  const Parsed<AsnText> text = parse_asn_text("7 EX - Example Ltd, DE\n", RegistryMap());
  const Parsed<AsnText> held = parse_asn_text("7 EX, DE\n8 NEW - New Ltd, DE\n", RegistryMap());
  NameSources sources;
  sources.text = &*text;
  sources.held_text = &*held;
  const NameTable table = merge_names(std::move(sources));
  EXPECT_EQ(table.find(Asn(7))->name(), "Example Ltd");
  EXPECT_EQ(table.find(Asn(8))->name(), "New Ltd");
}

TEST(NameMerge, NumbersThatAreSetAsideGetNoRecord) {
  const NameTable table = table_of_text("0 X - Nobody, US\n64500 Y - Y Inc, US\n1 A - One, US\n");
  EXPECT_EQ(table.size(), 1u);
  EXPECT_FALSE(table.find(Asn(64500)));
}

TEST(NameMerge, ANetworksRowAmountsToANameOfItsRank) {
  const auto amount = [](std::string_view name) {
    PeeringdbNet net;
    net.asn = Asn(7);
    net.name = name;
    const RankedName ranked = peeringdb_name(net);
    return std::string(name_source_name(ranked.source)) + ": " + ranked.name;
  };
  EXPECT_EQ(amount(" Example\tNet,"), "peeringdb: Example Net");
  EXPECT_EQ(amount("EXAMPLE !"), "peeringdb-generated: EXAMPLE");
  EXPECT_EQ(amount("AS7"), "fallback: ");
  EXPECT_EQ(amount("AS7 !"), "fallback: ");
  EXPECT_EQ(amount(" \u200b"), "fallback: ");
}

}  // namespace
}  // namespace flowbridge
