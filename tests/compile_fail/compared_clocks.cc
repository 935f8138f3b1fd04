#include "base/time.h"

bool is_due(flowbridge::Now now, flowbridge::MonotonicTime due) {
#if FLOWBRIDGE_MISUSE
  return now.wall >= due;
#else
  return now.monotonic >= due;
#endif
}
