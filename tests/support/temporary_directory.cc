#include "support/temporary_directory.h"

#include "base/check.h"

#include <cstdlib>
#include <filesystem>

namespace flowbridge {

TemporaryDirectory::TemporaryDirectory()
    : path_((std::filesystem::temp_directory_path() / "flowbridge-XXXXXX").string()) {
  FB_CHECK(::mkdtemp(path_.data()) != nullptr);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace flowbridge
