#include "names/place_names.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(PlaceNames, ANameIsFoundByItsId) {
  PlaceNames names;
  names.append({.id = 26, .name = "AMS-IX"});
  names.append({.id = 31, .name = ""});
  names.append({.id = 4'294'967'295, .name = "Tiny ★ IX"});
  EXPECT_EQ(names.find(26), "AMS-IX");
  EXPECT_EQ(names.find(31), "");
  EXPECT_EQ(names.find(4'294'967'295), "Tiny ★ IX");
  EXPECT_EQ(names.size(), 3u);
  EXPECT_EQ(names.at(2).id, 4'294'967'295u);
  EXPECT_EQ(names.at(2).name, "Tiny ★ IX");
}

TEST(PlaceNames, AnIdThatIsNotThereHasNone) {
  PlaceNames names;
  EXPECT_EQ(names.find(1), "");
  names.append({.id = 26, .name = "AMS-IX"});
  EXPECT_EQ(names.find(25), "");
  EXPECT_EQ(names.find(27), "");
}

}  // namespace
}  // namespace flowbridge
