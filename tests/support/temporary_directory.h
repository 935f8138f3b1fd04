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
#include <string_view>

namespace flowbridge {

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  /// The path of a file in it.
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

}  // namespace flowbridge
