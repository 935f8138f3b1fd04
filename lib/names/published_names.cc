#include "names/published_names.h"

#include "base/check.h"

#include <utility>

namespace flowbridge {

PublishedNames::PublishedNames(std::shared_ptr<const AsNames> names) : names_(std::move(names)) {
  FB_CHECK(names_ != nullptr);
}

// In both, the old names are destroyed after the lock is released, if nobody else holds them.

void PublishedNames::publish(std::shared_ptr<const NameTable> table) {
  std::shared_ptr<const AsNames> old;
  MutexLock lock(mutex_);
  old = std::exchange(
      names_, std::make_shared<const AsNames>(std::move(table), names_->shared_overrides()));
  version_.fetch_add(1, std::memory_order_release);
}

void PublishedNames::publish(std::shared_ptr<const Overrides> overrides) {
  std::shared_ptr<const AsNames> old;
  MutexLock lock(mutex_);
  old = std::exchange(
      names_, std::make_shared<const AsNames>(names_->shared_table(), std::move(overrides)));
  version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const AsNames> PublishedNames::current() const {
  MutexLock lock(mutex_);
  return names_;
}

}  // namespace flowbridge
