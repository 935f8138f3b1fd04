#include "series/accounts.h"

#include "base/coding.h"
#include "base/utf8.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

Error corrupt(const std::string& what, std::uint64_t id) {
  return {ErrorCode::kCorrupt, what + " " + std::to_string(id)};
}

/// Sums what several lanes contributed, sorted by series.
std::vector<Contribution> merge(std::vector<Contribution> contributions) {
  std::sort(contributions.begin(), contributions.end(),
            [](const Contribution& a, const Contribution& b) { return a.series < b.series; });
  std::vector<Contribution> sums;
  sums.reserve(contributions.size());
  for (const Contribution& contribution : contributions) {
    if (!sums.empty() && sums.back().series == contribution.series) {
      sums.back().counts += contribution.counts;
    } else {
      sums.push_back(contribution);
    }
  }
  return sums;
}

bool reaches_rollover(const Counts& value) {
  return value.bytes >= kRolloverAt || value.packets >= kRolloverAt || value.flows >= kRolloverAt;
}

std::uint64_t rolled(std::uint64_t value) {
  return value >= kRolloverAt ? 0 : value;
}

/// Added to a state where it is written: it is that of a gauge; a counter's start stands behind.
constexpr std::uint64_t kGaugeState = 4;
constexpr std::uint64_t kStartKnown = 8;

std::uint64_t coded_state(const SeriesAccount& account) {
  const auto state = static_cast<std::uint64_t>(account.state);
  if (account.state == SeriesAccount::State::kAbsent) return state;
  if (account.gauge() != nullptr) return state + kGaugeState;
  return state + (account.started ? kStartKnown : 0);
}

/// What coded_state() made; absent if it makes no such number.
struct CodedState {
  SeriesAccount::State state = SeriesAccount::State::kAbsent;
  bool is_gauge = false;
  bool start_known = false;
};
std::optional<CodedState> state_of(std::uint64_t coded) {
  constexpr std::uint64_t kStates = 4;
  const bool is_gauge = coded / kGaugeState == 1;
  const bool start_known = coded / kGaugeState == 2;
  const auto state = static_cast<SeriesAccount::State>(coded % kStates);
  const bool is_plain = !is_gauge && !start_known;
  if (coded >= kStartKnown + kStates) return std::nullopt;
  if (state == SeriesAccount::State::kAbsent && !is_plain) return std::nullopt;
  if (state == SeriesAccount::State::kUnborn && start_known) return std::nullopt;
  return CodedState{state, is_gauge, start_known};
}

}  // namespace

Result<void> Accounts::apply(const SymbolRecord& record) {
  if (record.id.value() != symbols_.size())
    return corrupt("symbol out of order:", record.id.value());
  symbols_.push_back(record.text);
  return {};
}

bool Accounts::is(SeriesId id, SeriesAccount::State state) const {
  return id.value() < accounts_.size() && accounts_[id.value()].state == state;
}

bool Accounts::knows_symbols(const SeriesRecord& record) const {
  const std::size_t symbols = symbols_.size();
  return record.host.value() < symbols && record.source_as_name.value() < symbols &&
         record.destination_as_name.value() < symbols;
}

bool Accounts::knows_symbols(const InfoRecord& record) const {
  return std::all_of(record.values.begin(), record.values.end(),
                     [this](SymbolId value) { return value.value() < symbols_.size(); });
}

template <typename Record>
Result<void> Accounts::define(const Record& record) {
  const std::size_t index = record.id.value();
  // A new id is the next one, or that of a forgotten series.
  const bool id_free =
      index == accounts_.size() ||
      (index < accounts_.size() && accounts_[index].state == SeriesAccount::State::kAbsent);
  if (!knows_symbols(record) || !id_free) return corrupt("series record out of order:", index);
  if (index == accounts_.size()) accounts_.emplace_back();
  accounts_[index] = SeriesAccount{};
  accounts_[index].definition = record;
  accounts_[index].state = SeriesAccount::State::kUnborn;
  return {};
}

Result<void> Accounts::apply(const SeriesRecord& record) {
  return define(record);
}

Result<void> Accounts::apply(const InfoRecord& record) {
  if (Result<void> defined = define(record); !defined) return defined;
  unborn_gauges_.push_back(record.id);
  return {};
}

bool Accounts::is_counter(SeriesId id) const {
  return id.value() < accounts_.size() &&
         accounts_[id.value()].state != SeriesAccount::State::kAbsent &&
         accounts_[id.value()].counter() != nullptr;
}

Result<void> Accounts::apply(BatchRecord record) {
  for (WindowContributions& window : record.windows) {
    if (last_tick_ && window.tick <= *last_tick_) {
      return Error(ErrorCode::kCorrupt, "batch contributes to a closed window");
    }
    for (const Contribution& contribution : window.contributions) {
      if (is_counter(contribution.series)) continue;
      return corrupt("batch contributes to an unknown series:", contribution.series.value());
    }
    std::vector<Contribution>& open = open_[window.tick];
    if (open.empty()) {
      open = std::move(window.contributions);
    } else {
      open.insert(open.end(), window.contributions.begin(), window.contributions.end());
    }
  }
  return {};
}

std::optional<SeriesId> Accounts::find_open(const std::vector<SeriesId>& sorted) const {
  if (sorted.empty()) return std::nullopt;
  for (const auto& [tick, contributions] : open_) {
    for (const Contribution& contribution : contributions) {
      if (std::binary_search(sorted.begin(), sorted.end(), contribution.series)) {
        return contribution.series;
      }
    }
  }
  return std::nullopt;
}

void Accounts::roll_over() {
  for (const SeriesId id : rolling_over_) {
    accounts_[id.value()].started.reset();
    Counts& value = accounts_[id.value()].value;
    value = {rolled(value.bytes), rolled(value.packets), rolled(value.flows)};
  }
  rolling_over_.clear();
}

Result<void> Accounts::rise(const std::vector<Contribution>& sums, const TickRecord& record,
                            TickChanges& changes) {
  changes.rises.reserve(sums.size());
  for (const Contribution& sum : sums) {
    SeriesAccount& account = accounts_[sum.series.value()];
    if (!is_counter(sum.series)) {
      return corrupt("a forgotten series rises:", sum.series.value());
    }
    changes.rises.push_back({sum.series, account.state, account.value, account.last_rise});
    if (account.state == SeriesAccount::State::kUnborn) account.started = record.previous;
    account.value += sum.counts;
    account.last_rise = record.tick;
    account.state = SeriesAccount::State::kLive;
    if (reaches_rollover(account.value)) rolling_over_.push_back(sum.series);
  }
  return {};
}

Result<void> Accounts::end_series(const TickRecord& record) {
  for (const SeriesId id : record.expired) {
    // An unborn one too: its definition may be all that a crash left of it.
    const bool ends = is(id, SeriesAccount::State::kLive) || is(id, SeriesAccount::State::kUnborn);
    if (!ends) return corrupt("a series expires that is not live:", id.value());
    accounts_[id.value()].state = SeriesAccount::State::kExpired;
    accounts_[id.value()].expired_at = record.tick;
  }
  std::vector<SeriesId> counters;
  for (const SeriesId id : record.forgotten) {
    if (!is(id, SeriesAccount::State::kExpired) ||
        accounts_[id.value()].expired_at == record.tick) {
      return corrupt("a series is forgotten that had not expired:", id.value());
    }
    if (is_counter(id)) counters.push_back(id);
    accounts_[id.value()].state = SeriesAccount::State::kAbsent;
  }
  if (const std::optional<SeriesId> open = find_open(counters)) {
    return corrupt("a series is forgotten that has yet to rise:", open->value());
  }
  return {};
}

std::vector<SeriesId> Accounts::coming_alive(UnixTime tick) const {
  std::vector<SeriesId> coming;
  const auto window = open_.find(tick);
  if (window == open_.end()) return coming;
  for (const Contribution& contribution : window->second) {
    if (!is(contribution.series, SeriesAccount::State::kLive))
      coming.push_back(contribution.series);
  }
  std::sort(coming.begin(), coming.end());
  coming.erase(std::unique(coming.begin(), coming.end()), coming.end());
  return coming;
}

Result<TickChanges> Accounts::apply(TickRecord record) {
  if (last_tick_ && record.tick <= *last_tick_) {
    return Error(ErrorCode::kCorrupt, "ticks go back in time");
  }
  TickChanges changes;
  changes.previous_width = last_tick_ == record.previous ? last_width_ : record.width;
  roll_over();
  if (const auto window = open_.find(record.tick); window != open_.end()) {
    const std::vector<Contribution> sums = merge(std::move(window->second));
    open_.erase(window);
    if (Result<void> rose = rise(sums, record, changes); !rose) return rose.error();
  }
  if (!open_.empty() && open_.begin()->first <= record.tick) {
    return Error(ErrorCode::kCorrupt, "a tick leaves an older window open");
  }
  for (const SeriesId id : std::exchange(unborn_gauges_, {})) {
    accounts_[id.value()].state = SeriesAccount::State::kLive;
    accounts_[id.value()].last_rise = record.tick;
  }
  if (Result<void> ended = end_series(record); !ended) return ended.error();
  last_tick_ = record.tick;
  last_width_ = record.width;
  changes.record = std::move(record);
  return changes;
}

std::string Accounts::encode_state() const {
  std::string out;
  put_varint(out, symbols_.size() - 1);
  for (std::size_t i = 1; i < symbols_.size(); ++i) put_string(out, symbols_[i]);
  put_varint(out, accounts_.size());
  for (const SeriesAccount& account : accounts_) {
    put_varint(out, coded_state(account));
    if (account.state == SeriesAccount::State::kAbsent) continue;
    put_string(out,
               std::visit([](const auto& record) { return encode(record); }, account.definition));
    if (account.counter() != nullptr) {
      put_varint(out, account.value.bytes);
      put_varint(out, account.value.packets);
      put_varint(out, account.value.flows);
    }
    put_time(out, account.last_rise);
    put_time(out, account.expired_at);
    if (account.started) put_time(out, *account.started);
  }
  // Open windows, the last tick and the rollovers due are written as the batch and ids they are.
  BatchRecord open;
  for (const auto& [tick, contributions] : open_) {
    open.windows.push_back({tick, merge(contributions)});
  }
  put_string(out, encode(open));
  put_varint(out, last_tick_ ? 1 : 0);
  put_time(out, last_tick_.value_or(UnixTime{}));
  put_signed(out, last_width_.count());
  put_varint(out, rolling_over_.size());
  for (const SeriesId id : rolling_over_) put_varint(out, id.value());
  return out;
}

void Accounts::restore_tick(ByteReader& in) {
  const std::uint64_t has_tick = in.varint();
  const UnixTime tick = in.time();
  last_width_ = Duration(in.signed_varint());
  if (has_tick == 1) {
    last_tick_ = tick;
    if (last_width_ <= 0ms || last_width_ > kCodedTimeMax) in.fail();
  } else if (has_tick > 1 || tick != UnixTime{} || last_width_ != 0ms) {
    in.fail();
  }
}

Result<void> Accounts::restore_definition(ByteReader& in, bool is_gauge) {
  SeriesAccount& account = accounts_.back();
  if (is_gauge) {
    const Result<InfoRecord> info = decode_info(in.string());
    if (!info) return info.error();
    if (!knows_symbols(*info)) in.fail();
    account.definition = *info;
    if (account.state == SeriesAccount::State::kUnborn) unborn_gauges_.push_back(info->id);
  } else {
    const Result<SeriesRecord> series = decode_series(in.string());
    if (!series) return series.error();
    if (!knows_symbols(*series)) in.fail();
    account.definition = *series;
    account.value.bytes = in.varint();
    account.value.packets = in.varint();
    account.value.flows = in.varint();
  }
  return {};
}

Result<void> Accounts::restore_account(ByteReader& in, std::uint64_t index) {
  SeriesAccount& account = accounts_.emplace_back();
  const std::optional<CodedState> coded = state_of(in.varint());
  if (!coded) return corrupt("the checkpoint has a series in an unknown state:", index);
  account.state = coded->state;
  if (account.state == SeriesAccount::State::kAbsent) return {};
  if (Result<void> defined = restore_definition(in, coded->is_gauge); !defined) return defined;
  account.last_rise = in.time();
  account.expired_at = in.time();
  if (coded->start_known) account.started = in.time();
  const bool is_here = in.ok() && account.id().value() == index;
  return is_here ? Result<void>{}
                 : corrupt("the checkpoint contradicts itself about series", index);
}

Result<void> Accounts::restore_state(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint64_t symbols = in.varint();
  for (std::uint64_t i = 0; i < symbols && in.ok(); ++i) {
    symbols_.emplace_back(in.string());
    if (!is_utf8(symbols_.back())) in.fail();
  }
  const std::uint64_t series = in.varint();
  for (std::uint64_t i = 0; i < series && in.ok(); ++i) {
    if (Result<void> restored = restore_account(in, i); !restored) return restored;
  }
  Result<BatchRecord> open = decode_batch(in.string());
  if (!open) return open.error();
  restore_tick(in);
  if (Result<void> applied = apply(std::move(*open)); !applied) return applied;
  const std::uint64_t rolling = in.varint();
  for (std::uint64_t i = 0; i < rolling && in.ok(); ++i) {
    const std::uint64_t id = in.varint();
    if (id >= accounts_.size()) return corrupt("unknown series rolls over:", id);
    rolling_over_.push_back(SeriesId(static_cast<std::uint32_t>(id)));
  }
  if (in.ok() && in.empty()) return {};
  return Error(ErrorCode::kCorrupt, "malformed accounts in the checkpoint");
}

}  // namespace flowbridge
