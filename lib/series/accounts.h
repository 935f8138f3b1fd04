#pragma once
/// The value of every series, replayed from the journal: R7, R9, R12, R14.
///
/// Accounts is what the journal's records add up to at a point in it. Every delivery loop has its
/// own, at its own point; ingest has one too, at the end, to write checkpoints from. Applying a
/// tick tells what the tick changed; turning that into samples is tick_plan.h.
///
/// Lifetime: owns all its state.      Threads: one.
/// Fails:    kCorrupt for records that contradict each other; the journal is then unusable.
/// Units:    values are cumulative counts, whole numbers below 2^53; ticks are window ends.
///
///   Result<TickChanges> changes = accounts.apply(tick_record);

#include "base/result.h"
#include "base/time.h"
#include "record/records.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace flowbridge {

class ByteReader;

/// R9: the first tick that reaches it is the last before the counter begins again.
inline constexpr std::uint64_t kRolloverAt = std::uint64_t{1} << 52;

struct SeriesAccount {
  enum class State {
    kAbsent,   // no such series
    kUnborn,   // defined, none of its windows has closed; of a gauge: no tick since
    kLive,     // sent at ticks
    kExpired,  // ended by a stale marker, its value kept
  };

  std::variant<SeriesRecord, InfoRecord> definition{};
  State state = State::kAbsent;
  /// Of a counter.
  Counts value{};
  /// The tick at which it last rose, or a gauge began, and at which it last expired.
  UnixTime last_rise{};
  UnixTime expired_at{};
  /// The tick of a counter's zero, from which its value counts; absent if one is not known, or not
  /// the same for all of its measures, as after a rollover.
  std::optional<UnixTime> started{};

  /// What it counts, or nothing if it is a gauge.
  const SeriesRecord* counter() const { return std::get_if<SeriesRecord>(&definition); }
  /// R14: what it tells, or nothing if it is a counter.
  const InfoRecord* gauge() const { return std::get_if<InfoRecord>(&definition); }
  SeriesId id() const {
    return std::visit([](const auto& record) { return record.id; }, definition);
  }
  /// There is something to say of it: a gauge that has ended is not true any more.
  bool has_value() const {
    return state == State::kLive || (state == State::kExpired && counter() != nullptr);
  }
};

/// A series that rose at a tick, with the account as it was before.
struct Rise {
  SeriesId series;
  SeriesAccount::State state_before = SeriesAccount::State::kUnborn;
  Counts value_before{};
  UnixTime last_rise_before{};

  /// No receiver has a sample of what never had a value, whatever became of it.
  bool is_birth() const { return value_before == Counts{}; }
};

struct TickChanges {
  TickRecord record{};
  /// The width in force at record.previous.
  Duration previous_width{0};
  /// Sorted by series.
  std::vector<Rise> rises;
};

class Accounts {
 public:
  Result<void> apply(const SymbolRecord& record);
  Result<void> apply(const SeriesRecord& record);
  Result<void> apply(const InfoRecord& record);
  Result<void> apply(BatchRecord record);
  Result<TickChanges> apply(TickRecord record);

  /// By series id; absent ones are gaps.
  const std::vector<SeriesAccount>& accounts() const { return accounts_; }
  const SeriesAccount& account(SeriesId id) const { return accounts_[id.value()]; }
  const std::string& symbol(SymbolId id) const { return symbols_[id.value()]; }
  const std::vector<std::string>& symbols() const { return symbols_; }
  std::optional<UnixTime> last_tick() const { return last_tick_; }
  /// Contributions of windows that are still open.
  const std::map<UnixTime, std::vector<Contribution>>& open() const { return open_; }

  /// Counters that are not live and will be when the window that ends at `tick` closes.
  std::vector<SeriesId> coming_alive(UnixTime tick) const;

  std::string encode_state() const;
  /// Requires: nothing has been applied yet.
  Result<void> restore_state(std::string_view bytes);

 private:
  Result<void> restore_account(ByteReader& in, std::uint64_t index);
  Result<void> restore_definition(ByteReader& in, bool is_gauge);
  void restore_tick(ByteReader& in);
  bool is(SeriesId id, SeriesAccount::State state) const;
  bool is_counter(SeriesId id) const;
  bool knows_symbols(const SeriesRecord& record) const;
  bool knows_symbols(const InfoRecord& record) const;
  template <typename Record>
  Result<void> define(const Record& record);
  /// One of these that an open window holds.
  std::optional<SeriesId> find_open(const std::vector<SeriesId>& sorted) const;
  void roll_over();
  Result<void> end_series(const TickRecord& record);
  Result<void> rise(const std::vector<Contribution>& sums, const TickRecord& record,
                    TickChanges& changes);

  std::vector<std::string> symbols_{std::string()};
  std::vector<SeriesAccount> accounts_;
  std::map<UnixTime, std::vector<Contribution>> open_;
  std::optional<UnixTime> last_tick_;
  Duration last_width_{0};
  // Series with a counter that begins again at the next tick (R9).
  std::vector<SeriesId> rolling_over_;
  // Gauges that begin at the next tick (R14).
  std::vector<SeriesId> unborn_gauges_;
};

}  // namespace flowbridge
