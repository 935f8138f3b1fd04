#pragma once
/// Files that say what an output has to be.
///
/// A golden test makes a text and compares it with a file of the repository. With UPDATE_GOLDEN=1
/// in the environment the file is written instead; whoever does that reads the difference before
/// committing it.
///
/// Lifetime: none.      Threads: any.
/// Fails:    by a GoogleTest failure that names the file; a file that is not there reads as empty.
/// Units:    paths are relative to the repository.
///
///   expect_golden("docs/options.md", options_reference());

#include <string>

namespace flowbridge {

void expect_golden(const std::string& path, const std::string& actual);

std::string read_repository_file(const std::string& path);

}  // namespace flowbridge
