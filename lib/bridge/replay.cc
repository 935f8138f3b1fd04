#include "bridge/replay.h"

#include "base/coding.h"

#include <utility>

namespace flowbridge {

namespace {

/// Varint version, ledger state, accounts. Version 2 adds info gauges and series without names to
/// the accounts of version 1; version 3 the starts of counters.
constexpr std::uint64_t kCheckpointVersion = 3;

struct CheckpointParts {
  std::string_view ledger;
  std::string_view accounts;
};

Result<CheckpointParts> split(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint64_t version = in.varint();
  if (in.ok() && version > kCheckpointVersion) {
    return Error(ErrorCode::kUnsupported, "the checkpoint was written by a newer version");
  }
  CheckpointParts parts;
  parts.ledger = in.string();
  parts.accounts = in.string();
  if (in.ok() && in.empty()) return parts;
  return Error(ErrorCode::kCorrupt, "malformed checkpoint");
}

Error unknown_type(const JournalRecord& record) {
  return {ErrorCode::kUnsupported,
          "record " + std::to_string(record.sequence) +
              " is of a kind that only a newer version knows: " + std::to_string(record.type)};
}

template <typename Record, typename Target>
Result<void> apply_to(Target& target, Result<Record> record) {
  if (!record) return record.error();
  return target.apply(*std::move(record));
}

}  // namespace

Result<std::optional<TickChanges>> replay(const JournalRecord& record, Accounts& accounts) {
  const auto done = [](Result<void> applied) -> Result<std::optional<TickChanges>> {
    if (!applied) return applied.error();
    return std::optional<TickChanges>();
  };
  switch (static_cast<RecordType>(record.type)) {
    case RecordType::kSymbol:
      return done(apply_to(accounts, decode_symbol(record.payload)));
    case RecordType::kSeries:
      return done(apply_to(accounts, decode_series(record.payload)));
    case RecordType::kInfo:
      return done(apply_to(accounts, decode_info(record.payload)));
    case RecordType::kBatch:
      return done(apply_to(accounts, decode_batch(record.payload)));
    case RecordType::kLane:
    case RecordType::kGrid:
      return std::optional<TickChanges>();
    case RecordType::kTick: {
      Result<TickRecord> tick = decode_tick(record.payload);
      if (!tick) return tick.error();
      Result<TickChanges> changes = accounts.apply(*std::move(tick));
      if (!changes) return changes.error();
      return std::optional<TickChanges>(*std::move(changes));
    }
  }
  return unknown_type(record);
}

Result<void> replay(const JournalRecord& record, Ledger& ledger, Accounts& accounts) {
  if (auto applied = replay(record, accounts); !applied) return applied.error();
  switch (static_cast<RecordType>(record.type)) {
    case RecordType::kSymbol:
    case RecordType::kSeries:
    case RecordType::kInfo:
      return {};
    case RecordType::kLane:
      return apply_to(ledger, decode_lane(record.payload));
    case RecordType::kGrid:
      return apply_to(ledger, decode_grid(record.payload));
    case RecordType::kBatch:
      return apply_to(ledger, decode_batch(record.payload));
    case RecordType::kTick:
      return apply_to(ledger, decode_tick(record.payload));
  }
  return unknown_type(record);
}

std::string encode_checkpoint(const Ledger& ledger, const Accounts& accounts) {
  std::string out;
  put_varint(out, kCheckpointVersion);
  put_string(out, ledger.encode_state());
  put_string(out, accounts.encode_state());
  return out;
}

Result<void> restore_checkpoint(std::string_view bytes, Ledger& ledger, Accounts& accounts) {
  Result<CheckpointParts> parts = split(bytes);
  if (!parts) return parts.error();
  if (Result<void> restored = ledger.restore_state(parts->ledger); !restored) return restored;
  if (Result<void> restored = accounts.restore_state(parts->accounts); !restored) return restored;
  if (ledger.last_tick() == accounts.last_tick()) return {};
  return Error(ErrorCode::kCorrupt,
               "the checkpoint's lanes and its series are those of different ticks");
}

Result<void> restore_checkpoint(std::string_view bytes, Accounts& accounts) {
  Result<CheckpointParts> parts = split(bytes);
  if (!parts) return parts.error();
  return accounts.restore_state(parts->accounts);
}

}  // namespace flowbridge
