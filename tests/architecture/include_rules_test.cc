#include "architecture/include_rules.h"

#include "architecture/small_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::pair<std::string, std::string> kBase{"lib/base/a.h", ""};
const std::pair<std::string, std::string> kFlow{"lib/flow/b.h", ""};

std::vector<std::string> layers(const std::string& text) {
  return places(check_layers(small_tree({{"lib/LAYERS", text}, kBase, kFlow}), {}));
}

TEST(Layers, MayPointUpwardsInTheFileOnly) {
  EXPECT_THAT(layers("# prose\nbase:\nflow: base\n"), IsEmpty());
  EXPECT_THAT(layers("flow: base\nbase:\n"), ElementsAre("lib/LAYERS:1"));
}

TEST(Layers, MayNotFormACycle) {
  EXPECT_THAT(layers("base: flow\nflow: base\n"), ElementsAre("lib/LAYERS:1"));
  EXPECT_THAT(layers("base: base\nflow: base\n"), ElementsAre("lib/LAYERS:1"));
}

TEST(Layers, MustListEachModuleOnce) {
  EXPECT_THAT(layers("base:\n"), ElementsAre("lib/LAYERS"));
  EXPECT_THAT(layers("base:\nflow:\nbase:\n"), ElementsAre("lib/LAYERS:3"));
  EXPECT_THAT(places(check_layers(small_tree({kBase}), {})), ElementsAre("lib/LAYERS"));
}

TEST(Layers, MayListAModuleBeforeItExistsOnlyIfItIsPlanned) {
  EXPECT_THAT(layers("base:\nflow:\nnames:\n"), ElementsAre("lib/LAYERS:3"));
  const Tree tree = small_tree({{"lib/LAYERS", "base:\nnames:\n"}, kBase});
  EXPECT_THAT(check_layers(tree, {"names"}), IsEmpty());
  EXPECT_THAT(places(check_layers(tree, {"names", "base"})), ElementsAre("lib/LAYERS:1"));
}

std::vector<std::string> layer_includes(const std::string& path, const std::string& text) {
  return places(check_layer_includes(
      small_tree({{"lib/LAYERS", "base:\nflow: base\n"}, kBase, kFlow, {path, text}})));
}

TEST(LayerIncludes, GoToTheOwnModuleAndThoseAllowed) {
  EXPECT_THAT(layer_includes("lib/flow/c.cc",
                             "#include \"base/a.h\"\n#include \"flow/b.h\"\n"
                             "#include <vector>\n#include \"x/y.pb.h\"\n"),
              IsEmpty());
  EXPECT_THAT(layer_includes("lib/base/c.h", "#include \"flow/b.h\"\n"),
              ElementsAre("lib/base/c.h:1"));
}

TEST(LayerIncludes, NeverGoToTestsOrCommands) {
  EXPECT_THAT(layer_includes("lib/flow/c.cc",
                             "#include \"support/fake.h\"\n"
                             "#include \"flowbridge/wiring.h\"\n"),
              ElementsAre("lib/flow/c.cc:1", "lib/flow/c.cc:2"));
}

TEST(LayerIncludes, SayWhichModuleMayNotSeeWhich) {
  const Violations violations = check_layer_includes(small_tree(
      {{"lib/LAYERS", "base:\nflow: base\n"}, {"lib/base/c.cc", "#include \"flow/b.h\"\n"}}));
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_THAT(violations[0].reason, HasSubstr("base may not include \"flow/b.h\""));
}

std::vector<std::string> header_includes(const std::string& path, const std::string& text) {
  return places(check_header_includes(small_tree({{path, text}})));
}

TEST(HeaderIncludes, MayBeOfTheStandardAndTheSystem) {
  EXPECT_THAT(header_includes("lib/posix/a.h", "#include <vector>\n#include <sys/types.h>\n"),
              IsEmpty());
}

TEST(HeaderIncludes, MayNotBeOfAThirdParty) {
  for (const char* name :
       {"curl/curl.h", "nlohmann/json_fwd.hpp", "snappy.h", "absl/hash/hash.h"}) {
    EXPECT_THAT(header_includes("lib/curl/a.h", std::string("#include <") + name + ">\n"),
                ElementsAre("lib/curl/a.h:1"))
        << name;
    EXPECT_THAT(header_includes("lib/curl/a.cc", std::string("#include <") + name + ">\n"),
                IsEmpty())
        << name;
  }
}

TEST(HeaderIncludes, OfAbseilAreTheHashMapsOnly) {
  const std::string abseil = "#include <absl/hash/hash.h>\n";
  EXPECT_THAT(header_includes("lib/base/hash_map.h", abseil), IsEmpty());
  EXPECT_THAT(header_includes("lib/base/hash_map.h", "#include <curl/curl.h>\n"),
              ElementsAre("lib/base/hash_map.h:1"));
}

TEST(HeaderIncludes, AreNeverGeneratedNotEvenInTests) {
  for (const char* path : {"lib/decode/a.h", "cmd/flowgen/a.h", "tests/support/a.h"}) {
    EXPECT_THAT(header_includes(path, "#include \"goflow2/flow.pb.h\"\n"),
                ElementsAre(std::string(path) + ":1"));
  }
  EXPECT_THAT(header_includes("lib/decode/a.cc", "#include \"goflow2/flow.pb.h\"\n"), IsEmpty());
}

std::vector<std::string> include_form(const std::string& path, const std::string& text) {
  return places(check_include_form(small_tree(
      {kBase, {"tests/support/fake.h", ""}, {"cmd/flowgen/truth.h", ""}, {path, text}})));
}

TEST(IncludeForm, QuotesNameFilesOfOurs) {
  EXPECT_THAT(include_form("lib/base/c.cc", "#include \"base/a.h\"\n"), IsEmpty());
  EXPECT_THAT(include_form("lib/base/c.cc", "#include \"a.h\"\n"), ElementsAre("lib/base/c.cc:1"));
  EXPECT_THAT(include_form("lib/base/c.cc", "#include \"vector\"\n"),
              ElementsAre("lib/base/c.cc:1"));
}

TEST(IncludeForm, BracketsNameFilesOfOthers) {
  EXPECT_THAT(include_form("lib/base/c.cc", "#include <base/a.h>\n"),
              ElementsAre("lib/base/c.cc:1"));
}

TEST(IncludeForm, NothingIsRelative) {
  EXPECT_THAT(include_form("lib/base/c.cc", "#include \"../base/a.h\"\n"),
              ElementsAre("lib/base/c.cc:1"));
}

TEST(IncludeForm, TestsAndCommandsHaveRootsOfTheirOwn) {
  EXPECT_THAT(include_form("tests/unit/x_test.cc", "#include \"support/fake.h\"\n"), IsEmpty());
  EXPECT_THAT(include_form("lib/base/c.cc", "#include \"support/fake.h\"\n"),
              ElementsAre("lib/base/c.cc:1"));
  EXPECT_THAT(include_form("cmd/flowgen/main.cc", "#include \"flowgen/truth.h\"\n"), IsEmpty());
  EXPECT_THAT(include_form("lib/base/c.cc", "#include \"flowgen/truth.h\"\n"),
              ElementsAre("lib/base/c.cc:1"));
}

TEST(IncludeForm, OwnHeaderComesFirst) {
  EXPECT_THAT(include_form("lib/base/a.cc", "#include \"base/a.h\"\n\n#include <vector>\n"),
              IsEmpty());
  EXPECT_THAT(include_form("lib/base/a.cc", "\n#include <vector>\n\n#include \"base/a.h\"\n"),
              ElementsAre("lib/base/a.cc:2"));
  EXPECT_THAT(include_form("lib/base/a.cc", "int x;\n"), ElementsAre("lib/base/a.cc"));
}

}  // namespace
}  // namespace flowbridge
