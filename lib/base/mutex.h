#pragma once
/// A mutex that the compiler checks.
///
/// A field marked FB_GUARDED_BY(mutex_) may be touched only while mutex_ is held; clang's
/// -Wthread-safety holds every function to it. It is std::mutex with those marks, which libstdc++
/// lacks. https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
///
/// Lifetime: the mutex lives beside what it guards, inside one object.
/// Threads:  any. Never held across IO or a call to another object.
/// Fails:    never.
/// Units:    none.
///
///   MutexLock lock(mutex_);
///   reports_.push_back(std::move(report));

#include <mutex>

#if defined(__clang__)
#define FB_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define FB_THREAD_ATTRIBUTE(x)
#endif
#define FB_GUARDED_BY(mutex) FB_THREAD_ATTRIBUTE(guarded_by(mutex))
#define FB_REQUIRES(mutex) FB_THREAD_ATTRIBUTE(requires_capability(mutex))

namespace flowbridge {

class FB_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() FB_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() FB_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Holds a Mutex for the life of the scope.
class FB_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) FB_THREAD_ATTRIBUTE(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() FB_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace flowbridge
