#pragma once
/// Files of the source tree, read by tests: golden inputs, corpora, samples.
///
/// Lifetime: none.      Threads: any.
/// Fails:    as a test failure that names the file.
/// Units:    paths are relative to the source directory, with '/'.
///
///   for (const std::string& file : source_files_in("tests/fuzz/corpus/asn_text"))
///     run(read_source_file(file));

#include <string>
#include <vector>

namespace flowbridge {

std::string read_source_file(const std::string& path);

/// The files in a directory, sorted. A directory without files fails the test.
std::vector<std::string> source_files_in(const std::string& directory);

std::vector<std::string> lines_of(const std::string& text);

}  // namespace flowbridge
