#include "base/log.h"

#include "base/check.h"

namespace flowbridge {

const char* log_level_name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      return "error";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge
