#include "base/time.h"

auto elapsed(flowbridge::Now now, flowbridge::MonotonicTime start) {
#if FLOWBRIDGE_MISUSE
  return now.wall - start;
#else
  return now.monotonic - start;
#endif
}
