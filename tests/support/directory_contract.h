#pragma once
/// What every Directory must do, as tests.
///
/// The journal's tests trust the directory in memory to behave as a disk does; this suite is why
/// they may.
///
/// Lifetime: a world owns its place and cleans it up.      Threads: one.
/// Fails:    as test failures.
/// Units:    bytes.
///
///   INSTANTIATE_TEST_SUITE_P(Disks, DirectoryContract,
///                            testing::Values(DirectoryKind{"memory", &make_memory_world}));

#include "port/directory.h"

#include <memory>

#include <gtest/gtest.h>

namespace flowbridge {

/// An empty place on a disk.
class DirectoryWorld {
 public:
  virtual ~DirectoryWorld() = default;
  /// A new Directory of that place; several may be open.
  virtual std::unique_ptr<Directory> open() = 0;
};

struct DirectoryKind {
  const char* name;
  std::unique_ptr<DirectoryWorld> (*make_world)();

  friend void PrintTo(const DirectoryKind& kind, std::ostream* out) { *out << kind.name; }
};

class DirectoryContract : public testing::TestWithParam<DirectoryKind> {
 protected:
  DirectoryContract() : world_(GetParam().make_world()), directory_(world_->open()) {}

  std::unique_ptr<Directory> open_again() { return world_->open(); }
  Directory& directory() { return *directory_; }
  /// Makes a file with these contents.
  void make(const std::string& name, std::string_view contents);
  std::unique_ptr<File> open(const std::string& name, OpenMode mode);
  std::string contents(const std::string& name);

 private:
  std::unique_ptr<DirectoryWorld> world_;
  std::unique_ptr<Directory> directory_;
};

}  // namespace flowbridge
