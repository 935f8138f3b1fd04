// A checkpoint and the records after it, as a start and a destination apply them: refused as
// damage, or a state that a new checkpoint holds.

#include "base/check.h"
#include "base/coding.h"
#include "bridge/replay.h"
#include "fuzz/targets.h"
#include "series/tick_plan.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::uint8_t kTypesTried = 8;  // the seven that there are, and one that there is not

bool is_damage(const Error& error) {
  return !error.message().empty() &&
         (error.code() == ErrorCode::kCorrupt || error.code() == ErrorCode::kUnsupported);
}

template <typename T>
bool is_taken(const Result<T>& result) {
  FB_CHECK(result.has_value() || is_damage(result.error()));
  return result.has_value();
}

/// What ingest keeps, and what a destination keeps beside it.
struct State {
  Ledger ledger{LedgerOptions{}};
  Accounts accounts;
  Accounts destination;
};

bool restore(std::string_view bytes, State& state) {
  const bool for_ingest = is_taken(restore_checkpoint(bytes, state.ledger, state.accounts));
  const bool for_destination = is_taken(restore_checkpoint(bytes, state.destination));
  FB_CHECK(!for_ingest || for_destination);
  return for_ingest;
}

bool in_order(const PlannedSample& a, const PlannedSample& b) {
  return a.series != b.series ? a.series < b.series : a.measure < b.measure;
}

void check_plan(const Accounts& accounts, const TickChanges& changes, MeasureSet first_contact) {
  const TickRecord& tick = changes.record;
  const PlanOptions options{.measures = MeasureSet::from_bits(0xf), .first_contact = first_contact};
  for (const Stage& stage : plan_tick(accounts, changes, options)) {
    FB_CHECK(!stage.samples.empty());
    FB_CHECK(std::is_sorted(stage.samples.begin(), stage.samples.end(), in_order));
    FB_CHECK(std::adjacent_find(stage.samples.begin(), stage.samples.end()) == stage.samples.end());
    FB_CHECK(stage.samples.back().series.value() < accounts.accounts().size());
    FB_CHECK(stage.timestamp >= tick.previous && stage.timestamp <= tick.tick);
  }
}

/// Whether all of them are taken; where one is not, the state is not used any more.
bool replay_all(ByteReader& in, State& state) {
  for (std::uint64_t sequence = 1; !in.empty(); ++sequence) {
    const std::uint8_t choice = in.u8();
    const auto type = static_cast<std::uint8_t>(choice % kTypesTried);
    const std::string_view payload = in.string();
    if (!in.ok()) return true;
    const JournalRecord record{
        .sequence = sequence, .type = type, .ends_group = true, .payload = payload};
    if (!is_taken(replay(record, state.ledger, state.accounts))) return false;
    const Result<std::optional<TickChanges>> changes = replay(record, state.destination);
    FB_CHECK(changes.has_value());
    if (!*changes) continue;
    check_plan(state.destination, **changes, MeasureSet::from_bits(choice / kTypesTried));
  }
  return true;
}

}  // namespace

// A flag whether there is a checkpoint, the checkpoint, and (type, payload) of each record.
void fuzz_checkpoint(std::string_view input) {
  ByteReader in(input);
  State state;
  if (in.u8() % 2 == 1 && !restore(in.string(), state)) return;
  if (!replay_all(in, state)) return;
  FB_CHECK(state.destination.encode_state() == state.accounts.encode_state());
  const std::string checkpoint = encode_checkpoint(state.ledger, state.accounts);
  State again;
  FB_CHECK(restore(checkpoint, again));
  FB_CHECK(encode_checkpoint(again.ledger, again.accounts) == checkpoint);
  FB_CHECK(again.ledger.take_batches().empty());
  // Where a start goes on from there.
  again.ledger.adopt_width();
  FB_CHECK(!again.ledger.adopt_width());
  static_cast<void>(again.ledger.closable({}, SeriesLive::kNone));
  static_cast<void>(again.ledger.take_actions());
}

}  // namespace flowbridge
