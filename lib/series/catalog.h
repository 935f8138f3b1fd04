#pragma once
/// Flow keys → series, as ingest sees them: R8, R12, R13.
///
/// The Catalog answers the hot question (which series does this key feed?), makes new series, folds
/// keys beyond the limit to `other`, and at each tick says which series have fallen idle and which
/// expired ones are forgotten. Its decisions leave as records; it runs ahead of the journal only by
/// what a crash may lose with the rest of the pending batch.
///
/// Lifetime: owns all its state.      Threads: one, the ingest loop's.
/// Fails:    never. Requires: HostIds are those of the one HostTable that the keys were made with.
/// Units:    ticks are window ends.
/// Bounds:   live series: `limit`, plus folded ones and those that cannot fold, a few per router;
///           expired ones: 4 × limit.
///
///   std::optional<SeriesId> series = catalog.find(key, tick);
///   if (!series) series = catalog.define(key, texts, tick);

#include "base/hash_map.h"
#include "base/time.h"
#include "flow/flow_key.h"
#include "flow/series_id.h"
#include "record/records.h"

#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace flowbridge {

struct CatalogOptions {
  /// R13: live series. Raising it costs memory here and money at a hosted store.
  std::size_t limit = 100'000;
  /// R12. Raising it keeps quiet series in every destination for longer.
  Duration idle_timeout = 1h;
};

/// The texts behind a key, asked for only when a series is made.
struct KeyTexts {
  std::string_view host;
  std::string_view source_as_name;
  std::string_view destination_as_name;
};

struct Expiry {
  std::vector<SeriesId> expired;
  std::vector<SeriesId> forgotten;
};

/// Records to journal before any batch that uses them.
struct NewSeries {
  std::vector<SymbolRecord> symbols;
  std::vector<SeriesRecord> series;
};

class Catalog {
 public:
  explicit Catalog(const CatalogOptions& options);

  /// The series that counts for the key at `tick`, which keeps it from falling idle. Absent if one
  /// must be made first.
  std::optional<SeriesId> find(const FlowKey& key, UnixTime tick);
  /// Makes the series. Requires: find() has just returned nothing for the key.
  SeriesId define(const FlowKey& key, const KeyTexts& texts, UnixTime tick);
  /// Whether the key at the last find() or define() was folded (R13).
  bool folded() const { return folded_; }

  /// What define() has made since the last call.
  NewSeries take_new() { return std::exchange(new_, {}); }
  /// R12 at `tick`: what to put into its record.
  Expiry close(UnixTime tick);

  std::size_t live_count() const { return live_count_; }
  std::size_t expired_count() const { return expired_order_.size(); }
  std::uint64_t created_count() const { return created_count_; }

  // --- Recovery: symbols first, then series in order of their ids.

  void restore(const SymbolRecord& record);
  /// `expired_at` is absent for a live series.
  void restore(const SeriesRecord& record, HostId host, UnixTime last_rise,
               std::optional<UnixTime> expired_at);

 private:
  struct State {
    FlowKey key;
    SeriesKind kind = SeriesKind::kOwnKey;
    UnixTime last_rise{};
    // Absent: live.
    std::optional<UnixTime> expired_at;
    bool used = false;
  };
  using Index = HashMap<FlowKey, SeriesId>;

  std::optional<SeriesId> find_in(Index& index, const FlowKey& key, UnixTime tick);
  SeriesId allocate();
  SymbolId intern(std::string_view text);
  SymbolId intern_name(Asn asn, std::string_view name);
  Index& index_of(SeriesKind kind) {
    return kind == SeriesKind::kFolded ? folded_keys_ : own_keys_;
  }

  CatalogOptions options_;
  Index own_keys_;
  Index folded_keys_;
  std::vector<State> states_;
  std::vector<SeriesId> free_;
  HashMap<std::string, SymbolId> symbols_;
  std::set<std::pair<UnixTime, SeriesId>> expired_order_;
  NewSeries new_;
  std::size_t live_count_ = 0;
  std::uint64_t created_count_ = 0;
  bool folded_ = false;
};

/// What `key` counts under beyond the limit, or nothing if it has no AS pair to give up.
std::optional<FlowKey> fold(const FlowKey& key);

}  // namespace flowbridge
