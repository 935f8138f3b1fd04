#pragma once
/// The names that are in force, for whoever binds series.
///
/// One of the three objects that threads share. Whoever loads a table or the operator's file
/// publishes it whole; ingest looks at the version, which costs nothing, and takes the names when
/// there are others. They are then looked up in what was taken, without a lock.
///
/// Lifetime: must outlive whoever reads it. Names outlive it, for as long as somebody holds them.
/// Threads:  any, for all functions.
/// Fails:    never.
/// Units:    versions count publications, from 1: there are always names. One that is read before
///           current() belongs to those names or to older ones, so nobody misses the newest.
///
///   PublishedNames names(std::make_shared<const AsNames>(table, overrides));
///   names.publish(refreshed);                                           // whoever loads
///   const std::uint64_t version = names.version();                      // ingest
///   if (version != std::exchange(seen, version)) use(names.current());

#include "base/mutex.h"
#include "names/as_names.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace flowbridge {

class PublishedNames final {
 public:
  /// Begins with names, because they are there before the first series is bound (R11).
  /// Requires: not null.
  explicit PublishedNames(std::shared_ptr<const AsNames> names);

  /// The table, beside the operator's names as they are. Requires: not null.
  void publish(std::shared_ptr<const NameTable> table);
  /// The operator's names, beside the table as it is. Requires: not null.
  void publish(std::shared_ptr<const Overrides> overrides);

  std::shared_ptr<const AsNames> current() const;
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const AsNames> names_ FB_GUARDED_BY(mutex_);
  // Rises after the names are in their place.
  std::atomic<std::uint64_t> version_{1};
};

}  // namespace flowbridge
