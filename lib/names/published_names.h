#pragma once
/// The name table that is in force, for whoever binds series.
///
/// One of the three objects that threads share. Whoever loads names publishes a whole table; ingest
/// looks at the version, which costs nothing, and takes the table when there is another one. Names
/// are then looked up in the table itself, without a lock.
///
/// Lifetime: must outlive whoever reads it. A table outlives it, for as long as somebody holds it.
/// Threads:  any, for all functions.
/// Fails:    never.
/// Units:    versions count publications, from 1: there is always a table. One that is read before
///           current() belongs to that table or to an older one, so nobody misses the newest.
///
///   PublishedNames names(std::make_shared<const NameTable>(*std::move(loaded)));
///   names.publish(refreshed);                                           // whoever loads
///   const std::uint64_t version = names.version();                      // ingest
///   if (version != std::exchange(seen, version)) use(names.current());

#include "base/mutex.h"
#include "names/name_table.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace flowbridge {

class PublishedNames final {
 public:
  /// Begins with a table, because names are there before the first series is bound (R11).
  /// Requires: not null.
  explicit PublishedNames(std::shared_ptr<const NameTable> table);

  /// Requires: not null.
  void publish(std::shared_ptr<const NameTable> table);
  std::shared_ptr<const NameTable> current() const;
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const NameTable> table_ FB_GUARDED_BY(mutex_);
  // Rises after the table is in its place.
  std::atomic<std::uint64_t> version_{1};
};

}  // namespace flowbridge
