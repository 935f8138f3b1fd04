#pragma once
/// Which info gauges there are, as ingest sees them: R14.
///
/// An AS that a live series has as its source or destination is in use, and has a gauge of each
/// metric that is enabled and has something to say of it (series/as_facts.h): a series that is
/// always 1 and says in its labels what is known of the AS. At each tick InfoGauges says which ones
/// begin and which end: because an AS came into use or fell out of it, because something else is
/// known of it, or because a metric was enabled or is no longer. Its decisions leave as records,
/// and what a destination is sent follows from these alone.
///
/// Lifetime: borrows the catalog, which gives numbers and symbols.
/// Threads:  one, the ingest loop's.
/// Fails:    never.
/// Units:    ticks are window ends.
/// Bounds:   two gauges of a metric per AS in use: one may have just ended.
///
///   gauges.use(names.current());
///   InfoChanges changes = gauges.close(accounts, tick, expiry.expired);

#include "base/hash_map.h"
#include "record/records.h"
#include "series/accounts.h"
#include "series/as_facts.h"
#include "series/catalog.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace flowbridge {

struct InfoOptions {
  /// A metric that is not here has no gauges; those that it had in the run before end.
  std::vector<InfoMetric> metrics{};
  /// Our AS numbers: with whom others may share exchanges and facilities.
  std::vector<Asn> own{};
};

/// What to journal with a tick.
struct InfoChanges {
  /// Before its record, after the symbols that the catalog has made for them.
  std::vector<InfoRecord> begun;
  /// In its record; both sorted.
  std::vector<SeriesId> ended;
  std::vector<SeriesId> forgotten;
};

class InfoGauges {
 public:
  InfoGauges(InfoOptions options, Catalog& catalog);

  /// What gauges say from the next tick on. Makes that tick look at every AS in use.
  void use(std::shared_ptr<const AsNames> names);

  /// The gauges of `tick`, at which `expired` series end. Requires: `accounts` know everything
  /// that counts in the window it closes.
  InfoChanges close(const Accounts& accounts, UnixTime tick, const std::vector<SeriesId>& expired);

  std::size_t live_count() const;

  /// Recovery: what the journal says. The catalog knows the gauges' numbers.
  void restore(const Accounts& accounts);

 private:
  using ByAsn = HashMap<Asn, SeriesId>;

  ByAsn& gauges_of(InfoMetric metric) { return gauges_[static_cast<std::size_t>(metric)]; }
  bool is_enabled(InfoMetric metric) const;
  void count_uses(const SeriesAccount& account, int step);
  std::vector<Asn> take_changed();
  void decide(InfoMetric metric, Asn asn, const Accounts& accounts, InfoChanges& changes);
  std::optional<InfoRecord> wanted_gauge(InfoMetric metric, Asn asn);

  InfoOptions options_;
  Catalog& catalog_;
  AsFacts facts_;
  // Live ones, by metric.
  std::array<ByAsn, kInfoMetrics.size()> gauges_;
  // How many live series have the AS on a side; only where that is not 0.
  HashMap<Asn, std::uint32_t> uses_;
  // AS whose gauges the next tick looks at; all of them if something else may be known of any.
  std::vector<Asn> changed_;
  bool all_changed_ = true;
  // What the next tick forgets: its marker is sent by the one at which it ended.
  std::vector<SeriesId> ended_;
};

}  // namespace flowbridge
