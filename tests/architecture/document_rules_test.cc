#include "architecture/document_rules.h"

#include "architecture/small_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> programs_in(const std::string& text) {
  std::vector<std::string> programs;
  for (const Command& command : commands_of(make_source_file("README.md", text))) {
    programs.push_back(std::to_string(command.line) + " " + command.program);
  }
  return programs;
}

TEST(Commands, AreTheFirstWordsInShellBlocks) {
  EXPECT_THAT(programs_in("scripts/no.sh\n```sh\nscripts/test.sh lint\n\n# why\n"
                          "$ sudo CC=gcc ./scripts/deps.sh \\\n  build\n```\n"
                          "```cpp\nscripts/no.sh\n```\n```bash\ncmake --preset dev\n```\n"),
              ElementsAre("3 scripts/test.sh", "6 ./scripts/deps.sh", "13 cmake"));
}

std::vector<std::string> document(const std::string& text) {
  Tree tree = small_tree({{"README.md", text},
                          {"CONTRIBUTING.md", ""},
                          {"lib/README.md", ""},
                          {"scripts/plain.sh", ""},
                          {"scripts/test.sh", ""},
                          {".ci/run", ""}});
  tree["scripts/test.sh"].executable = true;
  tree[".ci/run"].executable = true;
  return places(check_documents(tree));
}

TEST(Documents, CommandsExistAndCanBeRun) {
  EXPECT_THAT(document("```sh\nscripts/test.sh\n./scripts/test.sh x\n.ci/run\ngit clone x\n```\n"),
              IsEmpty());
  EXPECT_THAT(document("```sh\ntests/none.sh\n```\n"), ElementsAre("README.md:2"));
  EXPECT_THAT(document("```sh\nflyctl deploy\n```\n"), ElementsAre("README.md:2"));
  EXPECT_THAT(document("```sh\n./scripts/plain.sh\n```\n"), ElementsAre("README.md:2"));
}

TEST(Documents, ScriptsNamedInTheTextExistAndCanBeRun) {
  EXPECT_THAT(document("Run `scripts/test.sh`, as `.ci/run` does; see scripts/.\n"), IsEmpty());
  EXPECT_THAT(document("\nRun `scripts/none.sh`.\n"), ElementsAre("README.md:2"));
  EXPECT_THAT(document("Run scripts/plain.sh.\n"), ElementsAre("README.md:1"));
}

TEST(Documents, LinksPointToFilesAndFolders) {
  EXPECT_THAT(document("[a](lib/README.md) [b](lib/) [c](https://prometheus.io) [d](#e)\n"),
              IsEmpty());
  EXPECT_THAT(document("[a](lib/READ)\n"), ElementsAre("README.md:1"));
}

TEST(Documents, MustBeThere) {
  EXPECT_THAT(places(check_documents(small_tree({{"README.md", ""}}))),
              ElementsAre("CONTRIBUTING.md"));
}

}  // namespace
}  // namespace flowbridge
