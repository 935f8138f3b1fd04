/// Each rule of the house can be broken, and says where.

#include "architecture/rules.h"

#include "architecture/small_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

struct Breach {
  std::string rule;
  std::vector<std::pair<std::string, std::string>> files;
  std::string place;
};

std::string lines(std::size_t count, const std::string& line) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line + "\n";
  return text;
}

/// One for each rule; the finer cases are in the tests of the *_rules files.
const std::vector<Breach>& breaches() {
  static const std::vector<Breach> kBreaches = {
      {"LayersAreCompleteAndPointDown",
       {{"lib/LAYERS", "base:\n"}, {"lib/base/a.h", ""}, {"lib/stray/b.h", ""}},
       "lib/LAYERS"},
      {"IncludesObeyTheLayers",
       {{"lib/LAYERS", "base:\nflow: base\n"}, {"lib/base/a.cc", "\n#include \"flow/b.h\"\n"}},
       "lib/base/a.cc:2"},
      {"HeadersHideWhatTheyAreBuiltOn",
       {{"lib/curl/a.h", "#include <curl/curl.h>\n"}},
       "lib/curl/a.h:1"},
      {"IncludesAreRootedAndOwnHeaderFirst",
       {{"lib/base/a.cc", "#include \"../base/b.h\"\n"}},
       "lib/base/a.cc:1"},
      {"OnlyShellsTouchTheWorld",
       {{"lib/window/a.cc", "auto now = std::chrono::system_clock::now();\n"}},
       "lib/window/a.cc:1"},
      {"SwitchesHaveNoDefault",
       {{"lib/flow/a.cc", "switch (x) {\n  default:\n}\n"}},
       "lib/flow/a.cc:2"},
      {"FilesAndLinesAreShort", {{"lib/flow/a.cc", lines(400, "//")}}, "lib/flow/a.cc:400"},
      {"FunctionsAreShort",
       {{"lib/flow/a.cc", "void f() {\n" + lines(69, "  g();") + "}\n"}},
       "lib/flow/a.cc:1"},
      {"HeadersAnswerTheQuestions",
       {{"lib/flow/a.h", "#pragma once\n/// Lifetime: Threads: Fails: as they come.\n"}},
       "lib/flow/a.h:2"},
      {"RemindersHaveAKind", {{"lib/flow/a.cc", "// TODO: later\n"}}, "lib/flow/a.cc:1"},
      // Put together here, or this file would break the rule.
      {"NoMachineOrRegistryIsNamed",
       {{"README.md", std::string("run /") + "home/me/flowbridge/x\n"}},
       "README.md:1"},
      {"DocumentsTellWhatWorks",
       {{"README.md", "```sh\nscripts/fly.sh\n```\n"}, {"CONTRIBUTING.md", ""}},
       "README.md:2"},
  };
  return kBreaches;
}

std::vector<std::string> names_of_rules() {
  std::vector<std::string> names;
  for (const Rule& rule : rules()) names.emplace_back(rule.name);
  return names;
}

std::vector<std::string> rules_with_a_breach() {
  std::vector<std::string> names;
  for (const Breach& breach : breaches()) names.push_back(breach.rule);
  return names;
}

void PrintTo(const Breach& breach, std::ostream* out) {
  *out << breach.rule;
}

class ARule : public testing::TestWithParam<Breach> {};

TEST_P(ARule, FiresWhereItIsBroken) {
  const Breach& breach = GetParam();
  for (const Rule& rule : rules()) {
    if (rule.name != breach.rule) continue;
    EXPECT_THAT(places(rule.check(small_tree(breach.files))), testing::Contains(breach.place));
  }
}

INSTANTIATE_TEST_SUITE_P(Breaches, ARule, testing::ValuesIn(breaches()),
                         [](const auto& breach) { return breach.param.rule; });

TEST(Rules, EachHasABreachThatShowsThatItFires) {
  EXPECT_EQ(rules_with_a_breach(), names_of_rules());
}

TEST(Rules, ReportPlaceAndReasonAsCompilersDo) {
  EXPECT_EQ(to_string({"lib/flow/a.cc", 7, "too long"}), "lib/flow/a.cc:7: too long");
  EXPECT_EQ(to_string({"lib/LAYERS", 0, "is not there"}), "lib/LAYERS: is not there");
}

}  // namespace
}  // namespace flowbridge
