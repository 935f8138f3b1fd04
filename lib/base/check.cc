#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace flowbridge::internal {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "flowbridge: bug: %s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace flowbridge::internal
