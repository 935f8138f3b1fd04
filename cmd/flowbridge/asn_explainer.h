#pragma once
/// Why an AS has the name that the running bridge gives it: `asn lookup --json`, over HTTP.
///
/// The name is the one in force in this process; the files of the cache are read again, so that
/// each source speaks for itself. That takes half a second and tens of megabytes, so one AS is
/// explained at a time, on the caller's thread, and whoever else asks is told to come back: ingest
/// waits for nothing here, and the other pages keep their workers.
///
/// Lifetime: borrows the published names.
/// Threads:  any.
/// Fails:    kInvalid: no AS number; kUnavailable: another one is being explained; what the disk
///           says of a cache that it does not let us read. Where there is no cache, the names in
///           force, the operator's and the special ranges are told.
/// Units:    as in asndb/explain_text.h.
///
///   AsnExplainer explainer(settings, names, read_now);
///   Result<std::string> json = explainer.explain("AS15169");

#include "asndb/source.h"
#include "base/result.h"
#include "base/time.h"
#include "config/settings.h"
#include "names/published_names.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class AsnExplainer final {
 public:
  AsnExplainer(const Settings& settings, const PublishedNames& names, std::function<Now()> now);

  /// A JSON object, as docs/as-names.md describes it.
  Result<std::string> explain(std::string_view number);

 private:
  // Constant after construction.
  const std::vector<AsnSource> sources_;
  const std::string path_;
  const std::string overrides_file_;
  const PublishedNames& names_;
  const std::function<Now()> now_;

  std::atomic<bool> busy_ = false;
};

}  // namespace flowbridge
