// The Ledger as the journal knows it: replayed from records, or restored from a checkpoint.

#include "base/coding.h"
#include "ledger/ledger.h"

namespace flowbridge {

namespace {

void put_optional_time(std::string& out, const std::optional<UnixTime>& time) {
  put_varint(out, time ? 1 : 0);
  if (time) put_time(out, *time);
}

std::optional<UnixTime> get_optional_time(ByteReader& in) {
  const std::uint64_t flag = in.varint();
  if (flag > 1) in.fail();
  if (flag == 0) return std::nullopt;
  return in.time();
}

}  // namespace

// A lane's state is written as the batch that would bring a new lane there.
std::string Ledger::encode_state() const {
  std::string out;
  put_varint(out, grid_recorded_ ? grid_.spans().size() : 0);
  if (grid_recorded_) {
    for (const GridRecord& span : grid_.spans()) put_string(out, encode(span));
  }
  put_optional_time(out, last_tick_);
  put_varint(out, open_.size());
  for (const UnixTime tick : open_) put_time(out, tick);
  put_varint(out, lanes_.size());
  for (const Lane& lane : lanes_) {
    FB_CHECK(lane.pending.empty() && lane.next == lane.journalled_next);
    put_string(out, encode(lane.identity));
    put_string(out, encode(BatchRecord{lane.identity.id,
                                       lane.identity.start,
                                       lane.next,
                                       lane.timestamp_max,
                                       lane.totals,
                                       {},
                                       lane.log_tail()}));
  }
  return out;
}

Result<void> Ledger::restore_state(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint64_t spans = in.varint();
  for (std::uint64_t i = 0; i < spans && in.ok(); ++i) {
    Result<GridRecord> span = decode_grid(in.string());
    if (!span) return span.error();
    if (Result<void> applied = apply(*span); !applied) return applied;
  }
  last_tick_ = get_optional_time(in);
  const std::uint64_t ticks = in.varint();
  for (std::uint64_t i = 0; i < ticks && in.ok(); ++i) open_.insert(in.time());
  const std::uint64_t lanes = in.varint();
  for (std::uint64_t i = 0; i < lanes && in.ok(); ++i) {
    Result<LaneRecord> identity = decode_lane(in.string());
    if (!identity) return identity.error();
    if (Result<void> applied = apply(*identity); !applied) return applied;
    Result<BatchRecord> reached = decode_batch(in.string());
    if (!reached) return reached.error();
    if (Result<void> applied = apply(*reached); !applied) return applied;
  }
  if (in.ok() && in.empty()) return {};
  return Error(ErrorCode::kCorrupt, "malformed ledger state in the checkpoint");
}

Result<void> Ledger::apply(const LaneRecord& record) {
  if (record.id.value() != lanes_.size() || find(record.where)) {
    return Error(ErrorCode::kCorrupt, "lane record out of order: " + to_string(record.where));
  }
  add_lane(record.where, record.start);
  return {};
}

Result<void> Ledger::apply(const GridRecord& record) {
  if (!grid_recorded_ || record.from == UnixTime::min()) {
    grid_ = TickGrid(record.width);
    grid_recorded_ = true;
    return {};
  }
  if (record.from < grid_.spans().back().from) {
    return Error(ErrorCode::kCorrupt, "grid record goes back in time");
  }
  grid_.change(record);
  return {};
}

Result<void> Ledger::apply(const BatchRecord& record) {
  if (record.lane.value() >= lanes_.size()) {
    return Error(ErrorCode::kCorrupt, "batch of an unknown lane");
  }
  Lane& lane = mutable_lane(record.lane);
  if (record.first != lane.journalled_next) {
    return Error(ErrorCode::kCorrupt, "batch of " + to_string(lane.identity.where) +
                                          " begins at offset " + std::to_string(record.first) +
                                          ", expected " + std::to_string(lane.journalled_next));
  }
  lane.next = lane.journalled_next = lane.position = record.next;
  lane.timestamp_max = record.timestamp_max;
  lane.tail.reset();
  if (record.tail) {
    lane.tail = record.tail->last;
    lane.claimed_max = record.tail->claimed_max;
  }
  lane.totals += record.totals;
  for (const WindowContributions& window : record.windows) open_.insert(window.tick);
  return {};
}

Result<void> Ledger::apply(const TickRecord& record) {
  for (const LaneId id : record.excluded) {
    if (id.value() >= lanes_.size()) {
      return Error(ErrorCode::kCorrupt, "tick leaves out an unknown lane");
    }
  }
  close({record.tick, record.previous, record.width, record.excluded});
  return {};
}

}  // namespace flowbridge
