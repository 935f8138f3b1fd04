#include "names/peering_coding.h"

#include "base/coding.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using namespace std::string_literals;

/// A section of networks: what is known, its texts, one network with these bytes after its number.
std::string section(std::uint8_t known, const std::vector<std::string>& texts,
                    const std::string& network) {
  std::string out(1, static_cast<char>(known));
  put_varint(out, texts.size());
  for (const std::string& text : texts) put_string(out, text);
  put_varint(out, 1);
  put_u32(out, 7);
  return out + network;
}

bool decodes(const std::string& section) {
  return decode_networks(section, {}).has_value();
}

bool names_decode(const std::string& section) {
  return decode_place_names(section).has_value();
}

TEST(PeeringCoding, NoBytesAreAnEmptyTable) {
  EXPECT_EQ(decode_networks("", {})->size(), 0u);
  EXPECT_FALSE(decode_networks("", {})->has_exchanges());
  EXPECT_EQ(decode_place_names("")->size(), 0u);
}

TEST(PeeringCoding, ATextThatIsNotThereIsDamage) {
  EXPECT_TRUE(decodes(section(3, {"Open"}, "\1\0\0\0\0"s)));
  EXPECT_FALSE(decodes(section(3, {"Open"}, "\2\0\0\0\0"s)));
}

TEST(PeeringCoding, ATextThatIsNotCleanIsDamage) {
  EXPECT_FALSE(decodes(section(3, {""}, "\0\0\0\0\0"s)));
  EXPECT_FALSE(decodes(section(3, {"Open "}, "\0\0\0\0\0"s)));
  EXPECT_FALSE(decodes(section(3, {"\xff"}, "\0\0\0\0\0"s)));
  EXPECT_FALSE(decodes(section(3, {std::string(200, 'x')}, "\0\0\0\0\0"s)));
}

TEST(PeeringCoding, MoreTextsThanATableHoldsAreDamage) {
  std::vector<std::string> texts(kPeeringTextsMax, "Open");
  EXPECT_TRUE(decodes(section(3, texts, "\0\0\0\0\0"s)));
  texts.emplace_back("Open");
  EXPECT_FALSE(decodes(section(3, texts, "\0\0\0\0\0"s)));
}

TEST(PeeringCoding, IdsOfPlacesThatAreNotKnownAreDamage) {
  EXPECT_TRUE(decodes(section(1, {}, "\0\0\0\1\5\0"s)));
  EXPECT_FALSE(decodes(section(2, {}, "\0\0\0\1\5\0"s)));
  EXPECT_FALSE(decodes(section(1, {}, "\0\0\0\0\1\5"s)));
  EXPECT_FALSE(decodes(section(4, {}, "\0\0\0\0\0"s)));
}

TEST(PeeringCoding, IdsThatDoNotAscendOrFitAreDamage) {
  EXPECT_FALSE(decodes(section(3, {}, "\0\0\0\1\0\0"s)));
  EXPECT_FALSE(decodes(section(3, {}, "\0\0\0\2\5\0\0"s)));
  EXPECT_TRUE(decodes(section(3, {}, "\0\0\0\1\xff\xff\xff\xff\x0f\0"s)));
  EXPECT_FALSE(decodes(section(3, {}, "\0\0\0\1\x80\x80\x80\x80\x10\0"s)));
  EXPECT_FALSE(decodes(section(3, {}, "\0\0\0\2\1\xff\xff\xff\xff\x0f\0"s)));
}

TEST(PeeringCoding, NetworksThatDoNotAscendAreDamage) {
  std::string two = "\3\0\2"s;
  for (int i = 0; i < 2; ++i) {
    put_u32(two, 7);
    two += "\0\0\0\0\0"s;
  }
  EXPECT_FALSE(decodes(two));
}

TEST(PeeringCoding, ACutAndWhatFollowsAreDamage) {
  const std::string whole = section(3, {"Open"}, "\1\0\0\1\5\1\5"s);
  ASSERT_TRUE(decodes(whole));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_FALSE(decodes(whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(decodes(whole + '\0'));
}

TEST(PeeringCoding, NamesOfPlacesAreCleanAndTheirIdsAscend) {
  EXPECT_TRUE(names_decode("\2\5\1A\1\1B"s));
  EXPECT_FALSE(names_decode("\2\5\1A\0\1B"s));
  EXPECT_FALSE(names_decode("\1\5\2A "s));
  EXPECT_FALSE(names_decode("\1\5\1A\0"s));
  EXPECT_FALSE(names_decode("\1\5"s));
}

}  // namespace
}  // namespace flowbridge
