#pragma once
/// Invariants of our own code.
///
/// FB_CHECK states what must be true if the program is right. When it is not, the process prints
/// where and what, and aborts, in release builds too: continuing with a broken invariant could
/// count bytes twice, and a restart is a tested path. Never use it on bytes from outside, nor on
/// what the environment may refuse; those are tallies and Results.
///
/// Lifetime: none.      Threads: any.
/// Fails:    aborts the process.
/// Units:    none.
///
///   FB_CHECK(next_offset >= first_offset);

namespace flowbridge::internal {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace flowbridge::internal

#define FB_CHECK(condition)     \
  (static_cast<bool>(condition) \
       ? static_cast<void>(0)   \
       : ::flowbridge::internal::check_failed(#condition, __FILE__, __LINE__))
