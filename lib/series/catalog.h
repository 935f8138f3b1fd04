#pragma once
/// Flow keys → series, as ingest sees them: R8, R11–R13.
///
/// The Catalog answers the hot question (which series does this key feed?), makes new series, folds
/// keys beyond the limit to `other`, and at each tick says which series have ended and which
/// expired ones are forgotten. Its decisions leave as records; it runs ahead of the journal only by
/// what a crash may lose with the rest of the pending batch.
///
/// A key may have had several names, or none, and has a series for each, of which it feeds the one
/// that bears its names of today. The others are let go: they end at the first tick at which they
/// no longer rise, as if they had fallen idle, and take up their counters when their names come
/// back.
///
/// Lifetime: owns all its state.      Threads: one, the ingest loop's.
/// Fails:    never. Requires: HostIds are those of the one HostTable that the keys were made with.
/// Units:    ticks are window ends.
/// Bounds:   live series: `limit`, plus folded ones and those that cannot fold, a few per router,
///           and what was let go and still rises; expired ones: 4 × limit.
///
///   catalog.use(names.current());
///   std::optional<SeriesId> series = catalog.find(key, tick);
///   if (!series) series = catalog.define(key, hosts.name(key.host), tick);
///   Expiry expiry = catalog.close(tick);
///   catalog.release(expiry.forgotten);   // when the tick's record is journalled

#include "base/hash_map.h"
#include "base/time.h"
#include "flow/flow_key.h"
#include "flow/series_id.h"
#include "names/as_names.h"
#include "record/records.h"

#include <memory>
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
  /// Another one than in the run before is another name for every series that has names (R11).
  NameLabels name_labels = NameLabels::kPresent;
};

struct Expiry {
  std::vector<SeriesId> expired;
  std::vector<SeriesId> forgotten;
  /// Of the expired ones, those that ended because they were let go (R11).
  std::size_t renamed = 0;
};

/// Of the AS of series, each time that a key begins to feed one.
struct NameLookups {
  std::uint64_t asked = 0;
  /// Those that only the number itself answers.
  std::uint64_t missed = 0;
};

/// Records to journal before any batch that uses them.
struct NewSeries {
  std::vector<SymbolRecord> symbols;
  std::vector<SeriesRecord> series;
};

class Catalog {
 public:
  /// Knows no names until use().
  explicit Catalog(const CatalogOptions& options);

  /// R11: from here on a key feeds the series that bears the names that it has there. One that is
  /// not journalled yet takes them over, unless there is another that bears them. Looks at every
  /// series.
  void use(std::shared_ptr<const AsNames> names);

  /// The series that counts for the key at `tick`, which keeps it from falling idle. Absent if one
  /// must be made first.
  std::optional<SeriesId> find(const FlowKey& key, UnixTime tick);
  /// Makes the series. Requires: find() has just returned nothing for the key.
  SeriesId define(const FlowKey& key, std::string_view host, UnixTime tick);
  /// Whether the key at the last find() or define() was folded (R13).
  bool folded() const { return folded_; }

  /// Whether an AS that labels the series has no name but its number, whether or not the labels say
  /// names. `other` is no AS.
  bool is_unnamed(SeriesId id) const { return states_[id.value()].unnamed; }

  /// What define() has made since the last call.
  NewSeries take_new() { return std::exchange(new_, {}); }
  /// R11 and R12 at `tick`: what to put into its record.
  Expiry close(UnixTime tick);
  /// The numbers of forgotten series may be given to others. Requires: what follows is journalled
  /// after the record that forgets them.
  void release(const std::vector<SeriesId>& forgotten);

  /// A number for a series that no key feeds.
  SeriesId take_number();
  /// Of a text; a new one is among what take_new() gives.
  SymbolId intern(std::string_view text);

  std::size_t live_count() const { return live_count_; }
  /// Of the live ones, those that were let go and have yet to end.
  std::size_t let_go_count() const { return let_go_count_; }
  std::size_t expired_count() const { return expired_order_.size(); }
  std::uint64_t created_count() const { return created_count_; }
  const NameLookups& name_lookups() const { return name_lookups_; }

  // --- Recovery: symbols first, then series in order of their ids, then use().

  void restore(const SymbolRecord& record);
  /// `expired_at` is absent for a live series.
  void restore(const SeriesRecord& record, HostId host, UnixTime last_rise,
               std::optional<UnixTime> expired_at);
  /// One that take_number() gave.
  void restore_number(SeriesId id);

 private:
  struct State {
    FlowKey key;
    SeriesKind kind = SeriesKind::kOwnKey;
    // Of what is labelled by a pair.
    NameLabels name_labels = NameLabels::kPresent;
    // Of an own key with names.
    SymbolId source_as_name{};
    SymbolId destination_as_name{};
    UnixTime last_rise{};
    // Absent: live.
    std::optional<UnixTime> expired_at;
    // It is what its key feeds; otherwise it was let go.
    bool bound = false;
    // Of a bound one: is_unnamed().
    bool unnamed = false;
    bool used = false;
  };
  using Index = HashMap<FlowKey, SeriesId>;
  /// What names are as symbols; absent where no series bears such a name.
  using NameSymbols = HashMap<Asn, std::optional<SymbolId>>;

  std::optional<SeriesId> find_in(Index& index, const FlowKey& key, UnixTime tick);
  /// R13: a key that is new must fold, if it can.
  bool is_full() const { return live_count_ - let_go_count_ >= options_.limit; }
  State& restore_state(SeriesId id);
  std::string text_of_name(Asn asn) const;
  void name(SeriesRecord& record);
  NameLookups look_up_names(const State& state) const;
  void count_lookups(State& state);
  std::optional<SymbolId> symbol_of_name(Asn asn, NameSymbols& symbols) const;
  bool bears_its_names(const State& state, NameSymbols& symbols) const;
  void bind(SeriesId id);
  void let_go(SeriesId id);
  void rename_unjournalled();
  bool has_ended(const State& state, UnixTime tick) const;
  void expire(SeriesId id, UnixTime tick, Expiry& expiry);
  Index& index_of(SeriesKind kind) {
    return kind == SeriesKind::kFolded ? folded_keys_ : own_keys_;
  }

  CatalogOptions options_;
  std::shared_ptr<const AsNames> names_;
  // Of bound series.
  Index own_keys_;
  Index folded_keys_;
  std::vector<State> states_;
  std::vector<SeriesId> free_;
  HashMap<std::string, SymbolId> symbols_;
  std::set<std::pair<UnixTime, SeriesId>> expired_order_;
  NewSeries new_;
  std::size_t live_count_ = 0;
  // Of the live ones, those that were let go.
  std::size_t let_go_count_ = 0;
  std::uint64_t created_count_ = 0;
  NameLookups name_lookups_;
  bool folded_ = false;
};

/// What `key` counts under beyond the limit, or nothing if it has no AS pair to give up.
std::optional<FlowKey> fold(const FlowKey& key);

}  // namespace flowbridge
