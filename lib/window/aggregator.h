#pragma once
/// Contributions of one lane to event-time windows, until they are journalled.
///
/// The hot end of ingest: every flow record of a lane lands here, added up by window and series. A
/// flush drains it into a batch. Which window a record belongs to has been decided before it comes
/// here.
///
/// Lifetime: owns all its state; borrows nothing.      Threads: one; it has no locks.
/// Fails:    never; the caller bounds the number of windows (R6) and of series (R13).
/// Units:    a window is named by its tick, its exclusive end.
///
///   WindowAggregator pending;
///   pending.add(tick, series, record.counts);
///   batch.windows = pending.drain();

#include "base/hash_map.h"
#include "base/time.h"
#include "flow/flow_record.h"
#include "flow/series_id.h"
#include "record/records.h"

#include <cstddef>
#include <vector>

namespace flowbridge {

class WindowAggregator {
 public:
  void add(UnixTime tick, SeriesId series, const Counts& counts);

  bool empty() const { return windows_.empty(); }
  /// Distinct (window, series) pairs: what a flush would write.
  std::size_t sums_count() const;

  /// Takes everything out, sorted as a batch wants it.
  std::vector<WindowContributions> drain();

 private:
  struct Window {
    UnixTime tick;
    HashMap<SeriesId, Counts> sums;
  };

  Window& window(UnixTime tick);

  // Few (R6), unordered; the newest found is asked first.
  std::vector<Window> windows_;
  std::size_t newest_ = 0;
};

}  // namespace flowbridge
