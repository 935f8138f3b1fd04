#include "auth/secret.h"

#include <iostream>

void print(const flowbridge::Secret& secret) {
#if FLOWBRIDGE_MISUSE
  std::cout << secret;
#else
  std::cout << secret.reveal();
#endif
}
