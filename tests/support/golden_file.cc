#include "support/golden_file.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace flowbridge {

namespace {

std::string absolute(const std::string& path) {
  return std::string(FLOWBRIDGE_SOURCE_DIR) + "/" + path;
}

bool is_update() {
  const char* update = std::getenv("UPDATE_GOLDEN");
  return update != nullptr && std::string(update) == "1";
}

}  // namespace

std::string read_repository_file(const std::string& path) {
  std::ifstream file(absolute(path), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::string& path, const std::string& actual) {
  if (is_update()) {
    std::ofstream file(absolute(path), std::ios::binary);
    file << actual;
    file.close();
    ASSERT_TRUE(file.good()) << "cannot write " << path;
    return;
  }
  EXPECT_EQ(actual, read_repository_file(path))
      << path << " is not what the program says now. If the new text is right, run this test with "
      << "UPDATE_GOLDEN=1 and review the difference.";
}

}  // namespace flowbridge
