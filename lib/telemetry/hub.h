#pragma once
/// Where the loops publish their reports, and everybody else reads them.
///
/// One of the three objects that threads share. A report is published whole and never changed
/// afterwards; a snapshot is a handful of pointers to the newest ones. So a scrape costs the loops
/// nothing but the exchange of a pointer, and no scrape sees half a step.
///
/// Lifetime: must outlive the loops and the HTTP server. A Snapshot outlives the Hub.
/// Threads:  any, for all functions.
/// Fails:    never.
/// Units:    at most one report per destination name; retire() removes one that is gone.
///
///   Hub hub;
///   hub.publish(std::move(ingest_report));             // the ingest loop, after a step
///   std::string text = exposition({hub.snapshot(), self});

#include "base/mutex.h"
#include "telemetry/reports.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// The newest report of each loop; null or missing until the first. Destinations in the order of
/// their names.
struct Snapshot {
  std::shared_ptr<const IngestReport> ingest;
  std::vector<std::shared_ptr<const DeliveryReport>> deliveries;
  std::shared_ptr<const AsnDbReport> asn_db = {};
};

class Hub {
 public:
  void publish(IngestReport report);
  void publish(DeliveryReport report);
  void publish(AsnDbReport report);
  /// Forgets a destination that was removed from the configuration.
  void retire(std::string_view destination);
  /// Forgets all reports: their loops are gone.
  void clear();

  Snapshot snapshot() const;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const IngestReport> ingest_ FB_GUARDED_BY(mutex_);
  std::map<std::string, std::shared_ptr<const DeliveryReport>, std::less<>> deliveries_
      FB_GUARDED_BY(mutex_);
  std::shared_ptr<const AsnDbReport> asn_db_ FB_GUARDED_BY(mutex_);
};

/// A URL without what must not be shown: user and password, query, fragment.
std::string public_url(std::string_view url);

}  // namespace flowbridge
