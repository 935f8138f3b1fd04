#pragma once
/// A directory of files that were reviewed once and then must stay.
///
/// With UPDATE_GOLDEN=1 in the environment the files are rewritten instead, and the difference is
/// for the reviewer.
///
/// Lifetime: none.      Threads: any.
/// Fails:    as a test failure that names the directory.
/// Units:    paths are relative to the source directory, names to the directory.
///
///   expect_golden_directory("tests/golden/journal/v1", disk.files());
///   for (const auto& [name, contents] : read_golden_directory("tests/golden/journal/v1")) ...

#include <map>
#include <string>

namespace flowbridge {

std::map<std::string, std::string> read_golden_directory(const std::string& path);
void expect_golden_directory(const std::string& path,
                             const std::map<std::string, std::string>& files);

}  // namespace flowbridge
