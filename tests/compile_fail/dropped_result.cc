#include "base/result.h"

flowbridge::Result<void> sync();

void flush() {
#if FLOWBRIDGE_MISUSE
  sync();
#else
  static_cast<void>(sync());
#endif
}
