#include "relabel/relabel_rule.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(RelabelAction, IsReadAsItIsWritten) {
  for (const char* name : {"replace", "keep", "drop", "keepequal", "dropequal", "hashmod",
                           "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase"}) {
    const std::optional<RelabelAction> action = parse_relabel_action(name);
    ASSERT_TRUE(action) << name;
    EXPECT_STREQ(relabel_action_name(*action), name);
  }
}

TEST(RelabelAction, IsReadWhateverItsCapitals) {
  EXPECT_EQ(parse_relabel_action("LabelDrop"), RelabelAction::kLabelDrop);
  EXPECT_EQ(parse_relabel_action("KEEP"), RelabelAction::kKeep);
}

TEST(RelabelAction, IsNoOtherWord) {
  for (const char* text : {"", "kee", "keeps", "keep ", "label_drop", "dropmetrics"}) {
    EXPECT_FALSE(parse_relabel_action(text)) << text;
  }
}

TEST(RelabelRule, IsByItselfAsPrometheusSays) {
  const RelabelRule rule;
  EXPECT_EQ(rule.action, RelabelAction::kReplace);
  EXPECT_EQ(rule.separator, ";");
  EXPECT_EQ(rule.regex, "(.*)");
  EXPECT_EQ(rule.replacement, "$1");
}

}  // namespace
}  // namespace flowbridge
