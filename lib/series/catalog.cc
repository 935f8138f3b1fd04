#include "series/catalog.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// R12: expired series kept, as a multiple of the limit.
constexpr std::size_t kExpiredPerLimit = 4;

/// Names are labels where the AS pair is, which is where there is a pair to give up, or it was
/// given up.
bool has_names(SeriesKind kind, const FlowKey& key) {
  return kind == SeriesKind::kFolded || fold(key).has_value();
}

}  // namespace

std::optional<FlowKey> fold(const FlowKey& key) {
  const bool has_pair = key.source_as.value() != 0 || key.destination_as.value() != 0;
  FlowKey folded = key;
  switch (key.flow_class) {
    case FlowClass::kReceive:
      folded.source_as = Asn(0);
      return folded;
    case FlowClass::kTransmit:
      folded.destination_as = Asn(0);
      return folded;
    case FlowClass::kTransit:
      if (!has_pair) return std::nullopt;
      folded.source_as = folded.destination_as = Asn(0);
      return folded;
    case FlowClass::kInternal:
    case FlowClass::kUnclassified:
      return std::nullopt;
  }
  FB_CHECK(false);
}

Catalog::Catalog(const CatalogOptions& options)
    : options_(options), names_(std::make_shared<const AsNames>()) {
  FB_CHECK(options.limit > 0);
  symbols_.emplace("", SymbolId(0));
}

std::optional<SeriesId> Catalog::find_in(Index& index, const FlowKey& key, UnixTime tick) {
  const auto found = index.find(key);
  if (found == index.end()) return std::nullopt;
  State& state = states_[found->second.value()];
  if (state.expired_at) {
    if (is_full() && state.kind == SeriesKind::kOwnKey && fold(key)) return std::nullopt;
    expired_order_.erase({*state.expired_at, found->second});
    state.expired_at.reset();
    ++live_count_;
  }
  state.last_rise = std::max(state.last_rise, tick);
  return found->second;
}

std::optional<SeriesId> Catalog::find(const FlowKey& key, UnixTime tick) {
  folded_ = false;
  if (std::optional<SeriesId> own = find_in(own_keys_, key, tick)) return own;
  if (!is_full()) return std::nullopt;
  const std::optional<FlowKey> folded = fold(key);
  if (!folded) return std::nullopt;
  folded_ = true;
  return find_in(folded_keys_, *folded, tick);
}

SeriesId Catalog::take_number() {
  if (free_.empty()) {
    states_.emplace_back();
    return SeriesId(static_cast<std::uint32_t>(states_.size() - 1));
  }
  const SeriesId id = free_.back();
  free_.pop_back();
  return id;
}

SymbolId Catalog::intern(std::string_view text) {
  const auto found = symbols_.find(text);
  if (found != symbols_.end()) return found->second;
  const SymbolId id(static_cast<std::uint32_t>(symbols_.size()));
  symbols_.emplace(std::string(text), id);
  new_.symbols.push_back({id, std::string(text)});
  return id;
}

// The number says a nameless AS's name by itself; random AS numbers must not fill the symbols.
std::string Catalog::text_of_name(Asn asn) const {
  const AsName name = names_->name(asn);
  return name.source() == NameSource::kFallback ? std::string() : std::string(name.text());
}

void Catalog::name(SeriesRecord& record) {
  record.source_as_name = intern(text_of_name(record.source_as));
  record.destination_as_name = intern(text_of_name(record.destination_as));
}

NameLookups Catalog::look_up_names(const State& state) const {
  NameLookups lookups;
  if (state.kind == SeriesKind::kFolded || !has_names(state.kind, state.key)) return lookups;
  for (const Asn asn : {state.key.source_as, state.key.destination_as}) {
    ++lookups.asked;
    if (names_->name(asn).source() == NameSource::kFallback) ++lookups.missed;
  }
  return lookups;
}

void Catalog::count_lookups(State& state) {
  const NameLookups lookups = look_up_names(state);
  state.unnamed = lookups.missed > 0;
  name_lookups_.asked += lookups.asked;
  name_lookups_.missed += lookups.missed;
}

SeriesId Catalog::define(const FlowKey& key, std::string_view host, UnixTime tick) {
  const std::optional<FlowKey> folded = is_full() ? fold(key) : std::nullopt;
  folded_ = folded.has_value();
  const SeriesKind kind = folded ? SeriesKind::kFolded : SeriesKind::kOwnKey;
  const FlowKey counted = folded.value_or(key);

  SeriesRecord record;
  record.id = take_number();
  record.kind = kind;
  record.flow_class = counted.flow_class;
  record.reason = counted.reason;
  record.source_as = counted.source_as;
  record.destination_as = counted.destination_as;
  record.host = intern(host);
  if (has_names(kind, counted)) {
    record.name_labels = options_.name_labels;
    if (!folded && record.name_labels == NameLabels::kPresent) name(record);
  }
  new_.series.push_back(record);

  states_[record.id.value()] = State{.key = counted,
                                     .kind = kind,
                                     .name_labels = record.name_labels,
                                     .source_as_name = record.source_as_name,
                                     .destination_as_name = record.destination_as_name,
                                     .last_rise = tick,
                                     .expired_at = std::nullopt,
                                     .bound = true,
                                     .used = true};
  const bool inserted = index_of(kind).emplace(counted, record.id).second;
  FB_CHECK(inserted);
  count_lookups(states_[record.id.value()]);
  ++live_count_;
  ++created_count_;
  return record.id;
}

std::optional<SymbolId> Catalog::symbol_of_name(Asn asn, NameSymbols& symbols) const {
  const auto [entry, is_new] = symbols.try_emplace(asn);
  if (is_new) {
    const auto known = symbols_.find(text_of_name(asn));
    if (known != symbols_.end()) entry->second = known->second;
  }
  return entry->second;
}

bool Catalog::bears_its_names(const State& state, NameSymbols& symbols) const {
  if (!has_names(state.kind, state.key)) return true;
  if (state.name_labels != options_.name_labels) return false;
  // Neither says anything that could change.
  const bool unnamed = state.name_labels == NameLabels::kAbsent;
  if (unnamed || state.kind == SeriesKind::kFolded) return true;
  return symbol_of_name(state.key.source_as, symbols) == state.source_as_name &&
         symbol_of_name(state.key.destination_as, symbols) == state.destination_as_name;
}

void Catalog::let_go(SeriesId id) {
  State& state = states_[id.value()];
  index_of(state.kind).erase(state.key);
  state.bound = false;
  if (!state.expired_at) ++let_go_count_;
}

void Catalog::bind(SeriesId id) {
  State& state = states_[id.value()];
  state.bound = index_of(state.kind).emplace(state.key, id).second;
  if (!state.bound) return;
  count_lookups(state);
  if (!state.expired_at) --let_go_count_;
}

// No destination has heard of it, so that it needs no end.
void Catalog::rename_unjournalled() {
  for (SeriesRecord& record : new_.series) {
    State& state = states_[record.id.value()];
    if (state.bound || own_keys_.contains(state.key)) continue;
    name(record);
    state.source_as_name = record.source_as_name;
    state.destination_as_name = record.destination_as_name;
    bind(record.id);
  }
}

void Catalog::use(std::shared_ptr<const AsNames> names) {
  names_ = std::move(names);
  NameSymbols symbols;
  std::vector<SeriesId> named_today;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    State& state = states_[i];
    if (!state.used) continue;
    const SeriesId id(static_cast<std::uint32_t>(i));
    const bool bears = bears_its_names(state, symbols);
    if (state.bound && !bears) let_go(id);
    // One without name labels stays what its key feeds.
    if (state.bound) state.unnamed = look_up_names(state).missed > 0;
    if (!state.bound && bears) named_today.push_back(id);
  }
  // When all that had the keys before are gone.
  for (const SeriesId id : named_today) bind(id);
  rename_unjournalled();
}

// What was let go ends at the first tick that it does not rise at: its last value must have been
// sent before its stale marker.
bool Catalog::has_ended(const State& state, UnixTime tick) const {
  if (!state.bound) return state.last_rise < tick;
  return state.last_rise + options_.idle_timeout <= tick;
}

void Catalog::expire(SeriesId id, UnixTime tick, Expiry& expiry) {
  State& state = states_[id.value()];
  state.expired_at = tick;
  expired_order_.insert({tick, id});
  expiry.expired.push_back(id);
  --live_count_;
  if (state.bound) return;
  --let_go_count_;
  ++expiry.renamed;
}

Expiry Catalog::close(UnixTime tick) {
  Expiry expiry;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const State& state = states_[i];
    if (!state.used || state.expired_at || !has_ended(state, tick)) continue;
    expire(SeriesId(static_cast<std::uint32_t>(i)), tick, expiry);
  }
  while (expired_order_.size() > kExpiredPerLimit * options_.limit) {
    const SeriesId id = expired_order_.begin()->second;
    // What expires at this very tick still owes its stale marker.
    if (expired_order_.begin()->first == tick) break;
    expired_order_.erase(expired_order_.begin());
    State& state = states_[id.value()];
    if (state.bound) index_of(state.kind).erase(state.key);
    state.used = false;
    expiry.forgotten.push_back(id);
  }
  std::sort(expiry.forgotten.begin(), expiry.forgotten.end());
  return expiry;
}

void Catalog::release(const std::vector<SeriesId>& forgotten) {
  free_.insert(free_.end(), forgotten.rbegin(), forgotten.rend());
}

void Catalog::restore(const SymbolRecord& record) {
  symbols_.insert_or_assign(record.text, record.id);
}

Catalog::State& Catalog::restore_state(SeriesId id) {
  // Series come in order of their ids; what is skipped over is free.
  FB_CHECK(id.value() >= states_.size());
  while (states_.size() < id.value()) {
    free_.push_back(SeriesId(static_cast<std::uint32_t>(states_.size())));
    states_.emplace_back();
  }
  return states_.emplace_back();
}

void Catalog::restore_number(SeriesId id) {
  restore_state(id);
}

void Catalog::restore(const SeriesRecord& record, HostId host, UnixTime last_rise,
                      std::optional<UnixTime> expired_at) {
  State& state = restore_state(record.id);
  state.key = {record.flow_class, record.reason, host, record.source_as, record.destination_as};
  state.kind = record.kind;
  state.name_labels = record.name_labels;
  state.source_as_name = record.source_as_name;
  state.destination_as_name = record.destination_as_name;
  state.last_rise = last_rise;
  state.expired_at = expired_at;
  state.used = true;
  // Which of a key's series bears its names of today, use() will say.
  if (expired_at) {
    expired_order_.insert({*expired_at, record.id});
    return;
  }
  ++live_count_;
  ++let_go_count_;
}

}  // namespace flowbridge
