// For a program under faketime, before its library: what the C library waits by stays right.
//
// faketime moves timespec_get, by which librdkafka says until when cnd_timedwait shall wait, but
// not the kernel's clock, which ends that wait: a day ahead it would wait for a day, a day behind
// not at all. A clock that is set moves both.

#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

extern "C" int timespec_get(timespec* time, int base) noexcept {
  return syscall(SYS_clock_gettime, CLOCK_REALTIME, time) == 0 ? base : 0;
}
