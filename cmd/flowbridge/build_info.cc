#include "flowbridge/build_info.h"

namespace flowbridge {

BuildInfo build_info() {
  // CMakeLists.txt defines these for this file only, so that a new revision rebuilds nothing else.
  return {.version = FLOWBRIDGE_VERSION,
          .revision = FLOWBRIDGE_REVISION,
          .compiler = FLOWBRIDGE_COMPILER,
          .architecture = FLOWBRIDGE_ARCHITECTURE};
}

}  // namespace flowbridge
