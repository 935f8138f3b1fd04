#include "asndb/source.h"

#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(AsnSource, EachHasANameAndAPlaceOfItsOwnButDatabasesNone) {
  std::set<std::string> names;
  std::set<std::string> urls;
  for (const AsnSource& source : default_sources()) {
    EXPECT_TRUE(names.insert(source.name).second) << source.name;
    EXPECT_GT(source.bytes_max, 0u) << source.name;
    EXPECT_GT(source.limits.first_copy_min, 0u) << source.name;
    EXPECT_EQ(source.url.empty(), source.format == SourceFormat::kRpsl) << source.name;
    if (source.url.empty()) continue;
    EXPECT_TRUE(urls.insert(source.url).second) << source.url;
    EXPECT_TRUE(source.url.starts_with("https://")) << source.url;
  }
}

TEST(AsnSource, OnlyPeeringdbIsAskedForWhatHasChanged) {
  for (const AsnSource& source : default_sources()) {
    EXPECT_EQ(is_peeringdb(source.format), !source.increments_url.empty()) << source.name;
    if (!is_peeringdb(source.format)) continue;
    const std::string type = source.name.substr(source.name.find('-') + 1);
    EXPECT_EQ(source.url, "https://public.peeringdb.com/" + type + "-0.json");
    EXPECT_EQ(source.increments_url, "https://www.peeringdb.com/api/" + type);
  }
}

TEST(AsnSource, IsFoundByItsName) {
  std::vector<AsnSource> sources = default_sources();
  ASSERT_NE(find_source(sources, "peeringdb-netfac"), nullptr);
  EXPECT_EQ(find_source(sources, "peeringdb-netfac")->format, SourceFormat::kPeeringdbNetFac);
  EXPECT_EQ(find_source(sources, "peeringdb"), nullptr);
}

}  // namespace
}  // namespace flowbridge
