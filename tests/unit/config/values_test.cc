#include "config/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

template <typename T>
std::string why_not(const Result<T>& result) {
  return result ? "accepted" : result.error().message();
}

TEST(ParseUnsigned, ReadsDigitsAndNothingElse) {
  EXPECT_EQ(*parse_unsigned("0"), 0U);
  EXPECT_EQ(*parse_unsigned("007"), 7U);
  EXPECT_EQ(*parse_unsigned("100000"), 100'000U);
  EXPECT_EQ(*parse_unsigned("18446744073709551615"), 18'446'744'073'709'551'615U);
}

TEST(ParseUnsigned, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_unsigned(text)), message) << text;
  };
  check("", "is empty; expected a whole number");
  check("18446744073709551616", R"("18446744073709551616" is too large)");
  check("100k", R"("100k" is not a whole number; did you mean 100000?)");
  check("2M", R"("2M" is not a whole number; did you mean 2000000?)");
  check("100,000", R"("100,000" is not a whole number; did you mean 100000?)");
  check("100_000", R"("100_000" is not a whole number; did you mean 100000?)");
  check("+5", R"("+5" is not a whole number; did you mean 5?)");
  check(" 5", R"(" 5" is not a whole number; did you mean 5?)");
  check("-5", R"("-5" is not a whole number; expected digits only, such as 1000)");
  check("1.5", R"("1.5" is not a whole number; expected digits only, such as 1000)");
  check("0x10", R"("0x10" is not a whole number; expected digits only, such as 1000)");
  check("k", R"("k" is not a whole number; expected digits only, such as 1000)");
  check("many", R"("many" is not a whole number; expected digits only, such as 1000)");
}

TEST(ParseSize, ReadsBytesAndBinaryUnits) {
  const auto check = [](std::string_view text, std::uint64_t bytes) {
    const Result<std::uint64_t> size = parse_size(text);
    ASSERT_TRUE(size) << text << ": " << size.error().message();
    EXPECT_EQ(*size, bytes) << text;
  };
  check("0", 0);
  check("1000000", 1'000'000);
  check("1KiB", 1'024);
  check("512MiB", 536'870'912);
  check("10GiB", 10'737'418'240);
  check("2TiB", 2'199'023'255'552);
  check("16777215TiB", 18'446'742'974'197'923'840U);
  check("18446744073709551615", 18'446'744'073'709'551'615U);
}

TEST(ParseSize, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_size(text)), message) << text;
  };
  const std::string expected =
      " is not a size; expected bytes, or a whole number with KiB, MiB, GiB or TiB, such as 10GiB";
  check("", "is empty; expected a size such as 10GiB");
  check("10GB", R"("10GB" is not a size; did you mean 10GiB?)");
  check("10G", R"("10G" is not a size; did you mean 10GiB?)");
  check("10Gi", R"("10Gi" is not a size; did you mean 10GiB?)");
  check("10gib", R"("10gib" is not a size; did you mean 10GiB?)");
  check("10 GiB", R"("10 GiB" is not a size; did you mean 10GiB?)");
  check("1.5GiB", R"("1.5GiB" is not a size; did you mean 1536MiB?)");
  check("1024MB", R"("1024MB" is not a size; did you mean 1GiB?)");
  check("512B", R"("512B" is not a size; did you mean 512?)");
  check("16777216TiB", R"("16777216TiB" is too large)");
  check("18446744073709551616", R"("18446744073709551616" is too large)");
  check("0.3", R"("0.3")" + expected);
  check("-1GiB", R"("-1GiB")" + expected);
  check("10PiB", R"("10PiB")" + expected);
  check("GiB", R"("GiB")" + expected);
  check("all", R"("all")" + expected);
}

TEST(FormatSize, WritesWhatParseSizeReads) {
  EXPECT_EQ(format_size(0), "0");
  EXPECT_EQ(format_size(1'000'000), "1000000");
  EXPECT_EQ(format_size(1'024), "1KiB");
  EXPECT_EQ(format_size(1'536ULL << 20), "1536MiB");
  EXPECT_EQ(format_size(10ULL << 30), "10GiB");
  for (const std::uint64_t bytes : {1ULL, 4'095ULL, 4'096ULL, 1ULL << 40, ~0ULL, 3ULL << 33}) {
    EXPECT_EQ(*parse_size(format_size(bytes)), bytes);
  }
}

TEST(ParseBoolean, IsTrueOrFalseAndSuggestsTheRest) {
  EXPECT_TRUE(*parse_boolean("true"));
  EXPECT_FALSE(*parse_boolean("false"));
  for (const std::string_view text : {"yes", "on", "1", "TRUE", "True", "t"}) {
    EXPECT_THAT(why_not(parse_boolean(text)), HasSubstr("did you mean true?")) << text;
  }
  for (const std::string_view text : {"no", "off", "0", "False", "n"}) {
    EXPECT_THAT(why_not(parse_boolean(text)), HasSubstr("did you mean false?")) << text;
  }
  EXPECT_EQ(why_not(parse_boolean("perhaps")), R"("perhaps" is not true or false)");
  EXPECT_EQ(why_not(parse_boolean("")), R"("" is not true or false)");
}

TEST(ParseChoice, NamesTheChoicesAndTheNearest) {
  const std::vector<std::string_view> levels = {"debug", "info", "warn", "error"};
  EXPECT_EQ(*parse_choice("debug", levels), 0U);
  EXPECT_EQ(*parse_choice("error", levels), 3U);
  EXPECT_EQ(why_not(parse_choice("inof", levels)),
            R"("inof" is not known; expected debug, info, warn or error; did you mean info?)");
  EXPECT_EQ(why_not(parse_choice("WARN", levels)),
            R"("WARN" is not known; expected debug, info, warn or error; did you mean warn?)");
  EXPECT_EQ(why_not(parse_choice("trace", levels)),
            R"("trace" is not known; expected debug, info, warn or error)");
  EXPECT_EQ(why_not(parse_choice("", levels)), "is empty; expected debug, info, warn or error");
  EXPECT_EQ(why_not(parse_choice("x", {"pmacct"})), R"("x" is not known; expected pmacct)");
}

TEST(ParseAsn, ReadsAsplainWithOrWithoutItsPrefix) {
  EXPECT_EQ(*parse_own_asn("397143"), 397'143U);
  EXPECT_EQ(*parse_own_asn("AS397143"), 397'143U);
  EXPECT_EQ(*parse_own_asn("as64496"), 64'496U);
  EXPECT_EQ(*parse_own_asn("1"), 1U);
  EXPECT_EQ(*parse_own_asn("4294967294"), 4'294'967'294U);
  EXPECT_EQ(*parse_own_asn("4200000000"), 4'200'000'000U);
}

TEST(ParseAsn, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_own_asn(text)), message) << text;
  };
  const std::string expected = " is not an AS number; expected one such as 64496 or AS64496";
  check("", "is empty; expected an AS number such as 64496");
  check("0", R"("0" is reserved and nobody's own AS (RFC 7607))");
  check("AS0", R"("AS0" is reserved and nobody's own AS (RFC 7607))");
  check("65535", R"("65535" is reserved and nobody's own AS (RFC 7300))");
  check("4294967295", R"("4294967295" is reserved and nobody's own AS (RFC 7300))");
  check("4294967296", R"("4294967296" is too large for an AS number; the largest is 4294967294)");
  check("99999999999999999999",
        R"("99999999999999999999" is too large for an AS number; the largest is 4294967294)");
  check("6.3927", R"("6.3927" is not an AS number; did you mean 397143?)");
  check("AS6.3927", R"("AS6.3927" is not an AS number; did you mean 397143?)");
  check("397 143", R"("397 143" is not an AS number; did you mean 397143?)");
  check("1.70000", R"("1.70000")" + expected);
  check("0.0", R"("0.0")" + expected);
  check("0.65535", R"("0.65535")" + expected);
  check("-5", R"("-5")" + expected);
  check("AS", R"("AS")" + expected);
  check("google", R"("google")" + expected);
}

TEST(ParsePartition, IsANumberThatKafkaCanHave) {
  EXPECT_EQ(*parse_partition("0"), 0);
  EXPECT_EQ(*parse_partition("2147483647"), 2'147'483'647);
  EXPECT_EQ(why_not(parse_partition("2147483648")), R"("2147483648" is too large for a partition)");
  for (const std::string text : {"-1", "1-3", "all", ""}) {
    EXPECT_EQ(why_not(parse_partition(text)),
              '"' + text + "\" is not a partition; expected numbers such as 0,1,2, or all");
  }
}

TEST(ParseKeyValue, SplitsAtTheFirstEqualsSign) {
  EXPECT_EQ(*parse_key_value("security.protocol=SSL"), (KeyValue{"security.protocol", "SSL"}));
  EXPECT_EQ(*parse_key_value("sasl.password=a=b,c d"), (KeyValue{"sasl.password", "a=b,c d"}));
  EXPECT_EQ(*parse_key_value("client.rack="), (KeyValue{"client.rack", ""}));
}

TEST(ParseKeyValue, NeverRepeatsWhatMayBeASecret) {
  for (const std::string_view text : {"hunter2", "=hunter2", "sasl.password =hunter2", ""}) {
    EXPECT_THAT(why_not(parse_key_value(text)), HasSubstr("expected key=value")) << text;
    EXPECT_THAT(why_not(parse_key_value(text)), Not(HasSubstr("hunter2"))) << text;
  }
}

TEST(ParseLabelText, TakesPrintableUtf8UpToItsLimit) {
  for (const std::string_view text : {"", "edge-1", "Zürich 北京 \U0001F600"}) {
    EXPECT_EQ(*parse_label_text(text), text);
  }
  EXPECT_TRUE(parse_label_text(std::string(kLabelTextBytesMax, 'x')));
  EXPECT_THAT(why_not(parse_label_text(std::string(kLabelTextBytesMax + 1, 'x'))),
              HasSubstr("is longer than 128 bytes"));
  EXPECT_EQ(why_not(parse_label_text("a\nb")), R"("a\x0ab" holds a control character)");
  EXPECT_EQ(why_not(parse_label_text("a\x7f")), R"("a\x7f" holds a control character)");
}

TEST(ParseLabelText, RefusesWhatIsNotUtf8) {
  const std::string_view wrong[] = {
      "\x80",              // a continuation without a lead
      "\xc3",              // cut off
      "\xc3(",             // not a continuation
      "\xc0\xaf",          // overlong, two bytes
      "\xe0\x80\xaf",      // overlong, three bytes
      "\xf0\x80\x80\xaf",  // overlong, four bytes
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // beyond U+10FFFF
      "\xff",
  };
  for (const std::string_view text : wrong) {
    EXPECT_THAT(why_not(parse_label_text(text)), HasSubstr("is not valid UTF-8"));
  }
}

TEST(SplitList, SplitsAtCommasAndDropsBlanksAround) {
  EXPECT_THAT(split_list("a"), ElementsAre("a"));
  EXPECT_THAT(split_list("a,b"), ElementsAre("a", "b"));
  EXPECT_THAT(split_list(" a , b c "), ElementsAre("a", "b c"));
  EXPECT_THAT(split_list("a,,b,"), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split_list(""), ElementsAre(""));
}

}  // namespace
}  // namespace flowbridge
