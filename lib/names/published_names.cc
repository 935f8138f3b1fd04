#include "names/published_names.h"

#include "base/check.h"

#include <utility>

namespace flowbridge {

PublishedNames::PublishedNames(std::shared_ptr<const NameTable> table) : table_(std::move(table)) {
  FB_CHECK(table_ != nullptr);
}

// The old table, if nobody else holds it, is destroyed after the lock is released.
void PublishedNames::publish(std::shared_ptr<const NameTable> table) {
  FB_CHECK(table != nullptr);
  MutexLock lock(mutex_);
  table_.swap(table);
  version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const NameTable> PublishedNames::current() const {
  MutexLock lock(mutex_);
  return table_;
}

}  // namespace flowbridge
