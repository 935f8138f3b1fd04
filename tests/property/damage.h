#pragma once
/// What disks and people do to files, from a seed.
///
/// Bits flip, files are cut, lost, exchanged, copied over one another, and put back from an older
/// copy; bytes are appended. What is left to the test is the verdict.
///
/// Lifetime: borrows nothing beyond the call.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   const Damaged damaged = damage({files, older_files}, seed);
///   EXPECT_TRUE(told_or_true(damaged.files)) << damaged.what;

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace flowbridge {

using Files = std::map<std::string, std::string>;

struct Intact {
  const Files& files;
  /// The same directory earlier, or in another life; may hold files that are gone by now.
  const Files& older;
  /// Which files may be damaged.
  std::function<bool(const std::string& name)> may_damage;
};

struct Damaged {
  Files files;
  /// What was done, for a failure.
  std::string what;
  /// A file was cut, lost, or replaced by another: then nothing may remain that tells of records
  /// that were at the end.
  bool lost_bytes = false;
  /// How many bits were flipped.
  std::uint64_t flips = 0;
};

/// One to three kinds of damage.
Damaged damage(const Intact& intact, std::uint64_t seed);

}  // namespace flowbridge
