#include "support/test_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::filesystem::path full_path(const std::string& path) {
  return std::filesystem::path(FLOWBRIDGE_SOURCE_DIR) / path;
}

}  // namespace

std::string read_source_file(const std::string& path) {
  std::ifstream in(full_path(path), std::ios::binary);
  EXPECT_TRUE(in.good()) << "cannot read " << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> source_files_in(const std::string& directory) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(full_path(directory))) {
    files.push_back(directory + "/" + entry.path().filename().string());
  }
  std::sort(files.begin(), files.end());
  EXPECT_FALSE(files.empty()) << directory << " is empty";
  return files;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace flowbridge
