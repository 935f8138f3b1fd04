#include "admin/text.h"

#include <limits>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Text, BytesHaveBinaryUnits) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(1023), "1023 B");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes(10'737'418'240), "10.0 GiB");
  EXPECT_EQ(human_bytes(std::numeric_limits<std::uint64_t>::max()), "16.0 EiB");
}

TEST(Text, DurationsHaveTheUnitThatReadsBest) {
  EXPECT_EQ(human_duration(800ms), "0.8 s");
  EXPECT_EQ(human_duration(45s), "45 s");
  EXPECT_EQ(human_duration(12min), "12 min");
  EXPECT_EQ(human_duration(3h + 30min), "3.5 h");
  EXPECT_EQ(human_duration(72h), "3.0 d");
}

TEST(Text, CountsAreGroupedByThousands) {
  EXPECT_EQ(human_count(0), "0");
  EXPECT_EQ(human_count(999), "999");
  EXPECT_EQ(human_count(1'234'567),
            "1\xc2\xa0"
            "234\xc2\xa0"
            "567");
}

TEST(Text, HtmlHasNoMarkupLeft) {
  EXPECT_EQ(html_escaped("<script>alert('x')</script>"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  EXPECT_EQ(html_escaped("a & \"b\""), "a &amp; &quot;b&quot;");
  EXPECT_EQ(html_escaped("Zürich\n\xff"), "Zürich \xef\xbf\xbd");
}

}  // namespace
}  // namespace flowbridge
