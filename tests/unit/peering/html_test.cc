#include "peering/charts.h"
#include "peering/html_parts.h"
#include "peering/render.h"
#include "support/sample_peering.h"

#include <array>

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string sha256_in_base64(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 64> base64{};
  const int size = EVP_EncodeBlock(base64.data(), digest.data(), SHA256_DIGEST_LENGTH);
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(size)};
}

TEST(Page, AllowsItsOwnScriptAndNoOther) {
  EXPECT_EQ(kPageScriptHash, "sha256-" + sha256_in_base64(kPageScript))
      << "the script was changed: its hash must be, too";
  EXPECT_THAT(report_html(sample_report()),
              HasSubstr("script-src '" + std::string(kPageScriptHash) + "'"));
}

TEST(Page, NamesNothingThatABrowserWouldFetch) {
  const std::string page = report_html(sample_report());
  for (const char* const word :
       {"src=", "@import", "url(", "<img", "<iframe", "<object", "srcset"}) {
    EXPECT_THAT(page, Not(HasSubstr(word))) << word;
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(HtmlText, EscapesWhatHasAMeaning) {
  EXPECT_EQ(html_text("a<b>&\"'\n\x7f"), "a&lt;b&gt;&amp;&quot;&#39;  ");
  EXPECT_EQ(html_text("Süd"), "Süd");
}

TEST(Charts, OfNothingAreEmpty) {
  EXPECT_EQ(share_bar({}), "");
  EXPECT_EQ(ranking_chart({}), "");
  EXPECT_EQ(exchange_chart({}), "");
  EXPECT_THAT(sparkline({}), Not(HasSubstr("polygon")));
}

TEST(Charts, HaveNoNumberThatIsNone) {
  PeeringReport report = sample_report();
  for (Candidate& each : report.candidates) each.traffic.window = {};
  for (const std::string& chart :
       {ranking_chart(report), share_bar(report), exchange_chart(report)}) {
    EXPECT_THAT(chart, Not(HasSubstr("nan")));
    EXPECT_THAT(chart, Not(HasSubstr("inf")));
  }
}

}  // namespace
}  // namespace flowbridge
