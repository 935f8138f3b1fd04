#include "series/catalog.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// R12: expired series kept, as a multiple of the limit.
constexpr std::size_t kExpiredPerLimit = 4;

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

Catalog::Catalog(const CatalogOptions& options) : options_(options) {
  FB_CHECK(options.limit > 0);
  symbols_.emplace("", SymbolId(0));
}

std::optional<SeriesId> Catalog::find_in(Index& index, const FlowKey& key, UnixTime tick) {
  const auto found = index.find(key);
  if (found == index.end()) return std::nullopt;
  State& state = states_[found->second.value()];
  if (state.expired_at) {
    if (live_count_ >= options_.limit && state.kind == SeriesKind::kOwnKey && fold(key)) {
      return std::nullopt;
    }
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
  if (live_count_ < options_.limit) return std::nullopt;
  const std::optional<FlowKey> folded = fold(key);
  if (!folded) return std::nullopt;
  folded_ = true;
  return find_in(folded_keys_, *folded, tick);
}

SeriesId Catalog::allocate() {
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
SymbolId Catalog::intern_name(Asn asn, std::string_view name) {
  const bool nameless = name == "AS" + std::to_string(asn.value());
  return nameless ? SymbolId(0) : intern(name);
}

SeriesId Catalog::define(const FlowKey& key, const KeyTexts& texts, UnixTime tick) {
  const std::optional<FlowKey> folded = live_count_ < options_.limit ? std::nullopt : fold(key);
  folded_ = folded.has_value();
  const SeriesKind kind = folded ? SeriesKind::kFolded : SeriesKind::kOwnKey;
  const FlowKey counted = folded.value_or(key);

  SeriesRecord record;
  record.id = allocate();
  record.kind = kind;
  record.flow_class = counted.flow_class;
  record.reason = counted.reason;
  record.source_as = counted.source_as;
  record.destination_as = counted.destination_as;
  record.host = intern(texts.host);
  if (!folded) {
    record.source_as_name = intern_name(key.source_as, texts.source_as_name);
    record.destination_as_name = intern_name(key.destination_as, texts.destination_as_name);
  }
  new_.series.push_back(record);

  states_[record.id.value()] = State{counted, kind, tick, std::nullopt, true};
  const bool inserted = index_of(kind).emplace(counted, record.id).second;
  FB_CHECK(inserted);
  ++live_count_;
  ++created_count_;
  return record.id;
}

Expiry Catalog::close(UnixTime tick) {
  Expiry expiry;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    State& state = states_[i];
    if (!state.used || state.expired_at || state.last_rise + options_.idle_timeout > tick) continue;
    const SeriesId id(static_cast<std::uint32_t>(i));
    state.expired_at = tick;
    expired_order_.insert({tick, id});
    expiry.expired.push_back(id);
    --live_count_;
  }
  while (expired_order_.size() > kExpiredPerLimit * options_.limit) {
    const SeriesId id = expired_order_.begin()->second;
    // What expires at this very tick still owes its stale marker.
    if (expired_order_.begin()->first == tick) break;
    expired_order_.erase(expired_order_.begin());
    State& state = states_[id.value()];
    index_of(state.kind).erase(state.key);
    state.used = false;
    expiry.forgotten.push_back(id);
  }
  std::sort(expiry.forgotten.begin(), expiry.forgotten.end());
  free_.insert(free_.end(), expiry.forgotten.rbegin(), expiry.forgotten.rend());
  return expiry;
}

void Catalog::restore(const SymbolRecord& record) {
  symbols_.insert_or_assign(record.text, record.id);
}

void Catalog::restore(const SeriesRecord& record, HostId host, UnixTime last_rise,
                      std::optional<UnixTime> expired_at) {
  const FlowKey key{record.flow_class, record.reason, host, record.source_as,
                    record.destination_as};
  const std::size_t index = record.id.value();
  // Series come in order of their ids; what is skipped over is free.
  FB_CHECK(index >= states_.size());
  while (states_.size() < index) {
    free_.push_back(SeriesId(static_cast<std::uint32_t>(states_.size())));
    states_.emplace_back();
  }
  states_.push_back(State{key, record.kind, last_rise, expired_at, true});
  index_of(record.kind).emplace(key, record.id);
  if (expired_at) {
    expired_order_.insert({*expired_at, record.id});
  } else {
    ++live_count_;
  }
}

}  // namespace flowbridge
