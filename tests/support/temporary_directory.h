#pragma once
/// A directory of its own on the real disk, gone with its object.
///
/// Lifetime: removes everything below path() when destroyed.      Threads: one.
/// Fails:    as a test failure.
/// Units:    none.
///
///   TemporaryDirectory temporary;
///   Result<std::unique_ptr<Directory>> directory = open_directory(temporary.path());

#include <string>

namespace flowbridge {

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace flowbridge
