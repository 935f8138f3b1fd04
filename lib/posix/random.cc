#include "posix/random.h"

#include "base/check.h"

#include <cerrno>

#include <sys/random.h>

namespace flowbridge {

std::uint64_t random_u64() {
  std::uint64_t bits = 0;
  ssize_t got = ::getrandom(&bits, sizeof(bits), 0);
  while (got < 0 && errno == EINTR) got = ::getrandom(&bits, sizeof(bits), 0);
  // Requests of up to 256 bytes are never cut short.
  FB_CHECK(got == static_cast<ssize_t>(sizeof(bits)));
  return bits;
}

}  // namespace flowbridge
