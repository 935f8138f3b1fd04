#pragma once
/// How often this program has called operator new.
///
/// Linking allocation_counter.cc replaces operator new and delete by counting ones.
///
/// Lifetime: none.      Threads: any; the count is of all threads.
/// Fails:    never.
/// Units:    calls.
///
///   const std::size_t before = allocations();
///   work();
///   EXPECT_EQ(allocations(), before);

#include <cstddef>

namespace flowbridge {

std::size_t allocations();

}  // namespace flowbridge
