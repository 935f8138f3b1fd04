#include "support/golden_directory.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace flowbridge {

namespace {

std::filesystem::path root_of(const std::string& path) {
  return std::filesystem::path(FLOWBRIDGE_SOURCE_DIR) / path;
}

}  // namespace

std::map<std::string, std::string> read_golden_directory(const std::string& path) {
  std::map<std::string, std::string> files;
  const std::filesystem::path root = root_of(path);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[std::filesystem::relative(entry.path(), root).generic_string()] =
        std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

void expect_golden_directory(const std::string& path,
                             const std::map<std::string, std::string>& files) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::remove_all(root_of(path));
    for (const auto& [name, contents] : files) {
      const std::filesystem::path file = root_of(path) / name;
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file, std::ios::binary) << contents;
    }
    return;
  }
  const auto golden = read_golden_directory(path);
  for (const auto& [name, contents] : files) {
    ASSERT_EQ(golden.count(name), 1u) << path << " has no " << name;
    EXPECT_TRUE(golden.at(name) == contents) << path << "/" << name << " differs";
  }
  EXPECT_EQ(golden.size(), files.size()) << path << " has more files";
}

}  // namespace flowbridge
