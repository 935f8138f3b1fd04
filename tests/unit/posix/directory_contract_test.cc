#include "support/directory_contract.h"

#include "posix/directory.h"
#include "support/memory_directory.h"
#include "support/temporary_directory.h"

namespace flowbridge {
namespace {

class MemoryWorld final : public DirectoryWorld {
 public:
  std::unique_ptr<Directory> open() override { return disk_.root(); }

 private:
  MemoryDisk disk_{1};
};

class PosixWorld final : public DirectoryWorld {
 public:
  std::unique_ptr<Directory> open() override { return open_directory(temporary_.path()).value(); }

 private:
  TemporaryDirectory temporary_;
};

std::unique_ptr<DirectoryWorld> make_memory_world() {
  return std::make_unique<MemoryWorld>();
}

std::unique_ptr<DirectoryWorld> make_posix_world() {
  return std::make_unique<PosixWorld>();
}

INSTANTIATE_TEST_SUITE_P(Disks, DirectoryContract,
                         testing::Values(DirectoryKind{"memory", &make_memory_world},
                                         DirectoryKind{"posix", &make_posix_world}));

}  // namespace
}  // namespace flowbridge
