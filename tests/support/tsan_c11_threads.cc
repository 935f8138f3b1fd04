// C11 threads by way of pthreads, for programs under ThreadSanitizer.
//
// Debian's librdkafka calls glibc's thrd_*, mtx_* and cnd_*. The sanitizer intercepts pthreads
// only: it would see threads that nobody started and locks that nobody took. Defined in the
// executable, these go before glibc's, and lead to functions that it knows. Types and sizes are
// glibc's, whose mtx_t and cnd_t hold a pthread_mutex_t and a pthread_cond_t.

#include <cerrno>
#include <memory>

#include <pthread.h>
#include <threads.h>

namespace {

static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t));
static_assert(sizeof(cnd_t) >= sizeof(pthread_cond_t));

pthread_mutex_t* of(mtx_t* mutex) {
  return reinterpret_cast<pthread_mutex_t*>(mutex);
}

pthread_cond_t* of(cnd_t* condition) {
  return reinterpret_cast<pthread_cond_t*>(condition);
}

int outcome(int error) {
  if (error == 0) return thrd_success;
  return error == ETIMEDOUT ? thrd_timedout : thrd_error;
}

struct Start {
  thrd_start_t function;
  void* argument;
};

void* run(void* start) {
  const std::unique_ptr<Start> owned(static_cast<Start*>(start));
  owned->function(owned->argument);
  return nullptr;
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  auto start = std::make_unique<Start>(Start{function, argument});
  const int error = pthread_create(thread, nullptr, &run, start.get());
  if (error == 0) static_cast<void>(start.release());
  return outcome(error);
}

int thrd_join(thrd_t thread, int* result) {
  if (result != nullptr) *result = 0;
  return outcome(pthread_join(thread, nullptr));
}

int mtx_init(mtx_t* mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  if ((type & mtx_recursive) != 0) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  const int error = pthread_mutex_init(of(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return outcome(error);
}

void mtx_destroy(mtx_t* mutex) {
  pthread_mutex_destroy(of(mutex));
}

int mtx_lock(mtx_t* mutex) {
  return outcome(pthread_mutex_lock(of(mutex)));
}

int mtx_unlock(mtx_t* mutex) {
  return outcome(pthread_mutex_unlock(of(mutex)));
}

int cnd_init(cnd_t* condition) {
  return outcome(pthread_cond_init(of(condition), nullptr));
}

void cnd_destroy(cnd_t* condition) {
  pthread_cond_destroy(of(condition));
}

int cnd_signal(cnd_t* condition) {
  return outcome(pthread_cond_signal(of(condition)));
}

int cnd_broadcast(cnd_t* condition) {
  return outcome(pthread_cond_broadcast(of(condition)));
}

int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return outcome(pthread_cond_wait(of(condition), of(mutex)));
}

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  return outcome(pthread_cond_timedwait(of(condition), of(mutex), until));
}

}  // extern "C"
