#include "fuzz/targets.h"
#include "support/test_files.h"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

const std::string kCorpus = "tests/fuzz/corpus";

TEST(FuzzCorpus, EveryInputOfEveryTargetHolds) {
  for (const FuzzTarget& target : fuzz_targets()) {
    for (const std::string& file : source_files_in(kCorpus + "/" + std::string(target.name))) {
      SCOPED_TRACE(file);
      target.run(read_source_file(file));
    }
  }
}

// What lies in the folder of a target that was renamed would be replayed by nobody.
TEST(FuzzCorpus, EveryFolderIsThatOfATarget) {
  std::vector<std::string> folders;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(FLOWBRIDGE_SOURCE_DIR) + "/" + kCorpus)) {
    folders.push_back(entry.path().filename().string());
  }
  std::vector<std::string> names;
  for (const FuzzTarget& target : fuzz_targets()) names.emplace_back(target.name);
  EXPECT_THAT(folders, testing::UnorderedElementsAreArray(names));
}

}  // namespace
}  // namespace flowbridge
