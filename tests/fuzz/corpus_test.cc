#include "fuzz/targets.h"
#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(FuzzCorpus, EveryInputOfEveryTargetHolds) {
  for (const FuzzTarget& target : fuzz_targets()) {
    for (const std::string& file :
         source_files_in("tests/fuzz/corpus/" + std::string(target.name))) {
      SCOPED_TRACE(file);
      target.run(read_source_file(file));
    }
  }
}

}  // namespace
}  // namespace flowbridge
