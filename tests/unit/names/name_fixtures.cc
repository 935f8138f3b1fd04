#include "unit/names/name_fixtures.h"

#include "names/asn_text.h"
#include "names/delegated.h"
#include "names/name_merge.h"
#include "names/peeringdb.h"
#include "names/peeringdb_table.h"
#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/";

RegistryMap registries() {
  std::vector<Delegated> files;
  for (const std::string registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    const std::string file =
        read_source_file(kFixtures + "rir/delegated-" + registry + "-extended-latest");
    Parsed<Delegated> parsed = parse_delegated(file);
    if (!parsed) {
      ADD_FAILURE() << registry << ": " << parsed.refusal().detail;
      continue;
    }
    files.push_back(*std::move(parsed));
  }
  return RegistryMap::from(files);
}

template <typename Row>
std::vector<Row> rows_of(const std::string& name) {
  Parsed<PeeringdbRows<Row>> parsed =
      parse_peeringdb<Row>(read_source_file(kFixtures + "peeringdb/" + name));
  if (parsed) return std::move(parsed->rows);
  ADD_FAILURE() << name << ": " << parsed.refusal().detail;
  return {};
}

}  // namespace

NameTable fixture_table(const std::vector<std::string>& increments) {
  PeeringdbTable<PeeringdbNet> nets;
  nets.replace(rows_of<PeeringdbNet>("net.json"));
  for (const std::string& name : increments) nets.apply(rows_of<PeeringdbNet>(name));
  const std::vector<PeeringdbOrg> orgs = rows_of<PeeringdbOrg>("org.json");

  NameSources sources;
  sources.registries = registries();
  const Parsed<AsnText> text = parse_asn_text(
      read_source_file(kFixtures + "asnames/ripe-asnames-2026.txt"), sources.registries);
  EXPECT_TRUE(text);
  sources.text = &*text;
  sources.nets = nets.rows();
  sources.orgs = orgs;
  return merge_names(std::move(sources));
}

NameTable table_of_text(std::string_view file) {
  const Parsed<AsnText> text = parse_asn_text(file, RegistryMap());
  EXPECT_TRUE(text);
  NameSources sources;
  sources.text = &*text;
  return merge_names(std::move(sources));
}

}  // namespace flowbridge
