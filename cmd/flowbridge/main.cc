#include <cstdio>

int main() {
  std::puts("flowbridge");
  return 0;
}
