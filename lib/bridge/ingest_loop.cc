#include "bridge/ingest_loop.h"

#include "base/crc32c.h"
#include "bridge/replay.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr Duration kBrokerTimeout = 1s;
constexpr std::size_t kRecordsPerPoll = 2000;
/// A flush is forced when so many sums are pending, or after so long without a tick.
constexpr std::size_t kPendingSumsMax = 1'000'000;
constexpr Duration kFlushEvery = 15s;
constexpr Duration kRetryNoSpaceEvery = 1s;
/// A broker is asked at least every 10 s: two questions have no answer then.
constexpr Duration kBrokerSilentAfter = 20s;
/// R24 keeps up to three checkpoints when all is delivered. A quota without room for them and the
/// log between them would be exceeded for ever.
constexpr std::uint64_t kCheckpointsInQuotaMin = 4;
/// R22: who gives up what is oldest is asked to before anyone has to wait, in percent of the quota;
/// and is asked for more than a moment's room.
constexpr std::uint64_t kRoomWantedAbove = 95;
constexpr std::uint64_t kRoomEnoughBelow = 90;
/// Of the quota: about how much of the log is given up at once.
constexpr std::uint64_t kSteppingStones = 16;

}  // namespace

IngestLoop::IngestLoop(const IngestPorts& ports, const IngestOptions& options)
    : ports_(ports),
      options_(options),
      ledger_(options.ledger),
      catalog_(options.series),
      gauges_(options.info, catalog_),
      intake_({ports.decoder, ports.classifier, ports.hosts, catalog_, ledger_, ports.log}),
      watch_(options.partitions, ports.source, ledger_, ports.log) {}

Result<std::unique_ptr<IngestLoop>> IngestLoop::recover(const IngestPorts& ports,
                                                        const IngestOptions& options) {
  std::unique_ptr<IngestLoop> loop(new IngestLoop(ports, options));
  if (Result<void> replayed = loop->replay_journal(); !replayed) return replayed.error();
  loop->restore_catalog();
  // A stop may come before the first step, and publishes a report.
  loop->lane_tallies_.resize(loop->ledger_.lanes().size());
  loop->watch_names();
  if (const std::optional<GridRecord> grid = loop->ledger_.adopt_width()) {
    loop->append(RecordType::kGrid, encode(*grid));
  }
  loop->journal_tallies_.recovered = true;
  return loop;
}

Result<void> IngestLoop::replay_journal() {
  JournalReader reader(ports_.journal_directory, ports_.journal.index());
  const Sequence end = ports_.journal.recovery().next;
  Result<std::optional<Checkpoint>> checkpoint = reader.newest_checkpoint_at_or_before(end);
  if (!checkpoint) return checkpoint.error();
  if (*checkpoint) {
    if (Result<void> restored = restore_checkpoint((*checkpoint)->state, ledger_, accounts_);
        !restored) {
      return restored;
    }
    if (Result<void> found = reader.seek((*checkpoint)->sequence); !found) return found;
  }
  while (true) {
    Result<std::optional<JournalRecord>> record = reader.next();
    if (!record) return record.error();
    if (!*record) return {};
    // A restart at the journal's limit must be able to write the checkpoint that makes room.
    bytes_since_checkpoint_ += framed_bytes((*record)->payload);
    if (Result<void> applied = replay(**record, ledger_, accounts_); !applied) return applied;
  }
}

// The catalog is an index over the accounts; a series is as young as its newest window, closed or
// open.
void IngestLoop::restore_catalog() {
  const std::vector<SeriesAccount>& accounts = accounts_.accounts();
  std::vector<UnixTime> last_rise(accounts.size());
  for (std::size_t i = 0; i < accounts.size(); ++i) last_rise[i] = accounts[i].last_rise;
  std::vector<bool> open(accounts.size(), false);
  for (const auto& [tick, contributions] : accounts_.open()) {
    for (const Contribution& contribution : contributions) {
      last_rise[contribution.series.value()] = tick;
      open[contribution.series.value()] = true;
    }
  }
  for (std::size_t i = 1; i < accounts_.symbols().size(); ++i) {
    catalog_.restore(SymbolRecord{SymbolId(static_cast<std::uint32_t>(i)), accounts_.symbols()[i]});
  }
  HashMap<std::uint32_t, HostId> hosts;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const SeriesAccount& account = accounts[i];
    if (account.state == SeriesAccount::State::kAbsent) continue;
    const SeriesRecord* series = account.counter();
    if (series == nullptr) {
      catalog_.restore_number(account.id());
      continue;
    }
    const SymbolId symbol = series->host;
    auto host = hosts.find(symbol.value());
    if (host == hosts.end()) {
      host = hosts.emplace(symbol.value(), ports_.hosts.restore(accounts_.symbol(symbol))).first;
    }
    const bool expired = account.state == SeriesAccount::State::kExpired && !open[i];
    catalog_.restore(*series, host->second, last_rise[i],
                     expired ? std::optional(account.expired_at) : std::nullopt);
  }
  gauges_.restore(accounts_);
}

// R11: what is read from here on counts for the series of these names. R14: the next tick says
// them.
void IngestLoop::watch_names() {
  const std::uint64_t version = ports_.names.version();
  if (version == std::exchange(names_version_, version)) return;
  const std::shared_ptr<const AsNames> names = ports_.names.current();
  catalog_.use(names);
  gauges_.use(names);
  if (catalog_.let_go_count() == 0) return;
  ports_.log.write(LogLevel::kInfo, "AS names have changed, series end and others begin",
                   {{"series", catalog_.let_go_count()}});
}

Result<StepOutcome> IngestLoop::step(const Now& now) {
  now_ = now;
  watch_names();
  if (!no_space_) {
    Result<std::vector<LaneRecord>> lanes = watch_.look(now);
    if (!lanes) return lanes.error();
    for (const LaneRecord& lane : *lanes) append(RecordType::kLane, encode(lane));
  }
  lane_tallies_.resize(ledger_.lanes().size());

  watch_quota();
  apply_actions();
  const PollLimits limits{.records_max = kRecordsPerPoll, .wait = options_.poll_wait};
  const std::size_t records = ports_.source.poll(*this, limits);
  if (records > 0) heard_at_ = now.monotonic;
  ledger_.served(now);
  serve_broker(now);
  watch_broker(now);
  close_ticks(now);
  const bool flush_due = !flushed_at_ || now.monotonic - *flushed_at_ >= kFlushEvery ||
                         ledger_.pending_sums() >= kPendingSumsMax;
  if (flush_due && !no_space_) {
    flushed_at_ = now.monotonic;
    append_pending();
  }
  if (Result<void> durable = make_durable(); !durable) return durable.error();
  if (Result<void> written = checkpoint_if_due(now); !written) return written.error();
  if (Result<void> trimmed = trim_if_due(now); !trimmed) return trimmed.error();
  watch_.commit(now);
  publish(now);
  if (no_space_ && records == 0) return StepOutcome{StepOutcome::Next::kWait, kRetryNoSpaceEvery};
  return StepOutcome{StepOutcome::Next::kAgain, 0ms};
}

Result<void> IngestLoop::stop(const Now& now) {
  now_ = now;
  if (!no_space_) append_pending();
  if (Result<void> durable = make_durable(); !durable) return durable;
  watch_.commit(now);
  publish(now);
  return {};
}

std::optional<LaneId> IngestLoop::lane_of(const TopicPartition& where) {
  if (last_lane_.first == where) return last_lane_.second;
  const std::optional<LaneId> lane = ledger_.find(where);
  if (lane) last_lane_ = {where, *lane};
  return lane;
}

void IngestLoop::on_record(const TopicPartition& from, const SourceRecord& record) {
  const std::optional<LaneId> lane = lane_of(from);
  if (!lane) return;
  const Now now = record.read.value_or(now_);
  const LoggedRecord logged{record.offset, {record.timestamp, crc32c(record.payload)}};
  Arrival arrival = ledger_.arrive(*lane, logged, now);
  if (arrival.verdict == Verdict::kNotNow && ledger_.lane(*lane).flow == LaneFlow::kWaiting) {
    // A long gap in the log: close what it passes, then the same record may count.
    close_ticks(now);
    if (ledger_.stop_waiting(*lane, record.offset)) {
      arrival = ledger_.arrive(*lane, logged, now);
    }
  }
  if (arrival.verdict != Verdict::kCount) return;
  LaneReport& tally = lane_tallies_[lane->value()];
  ++tally.records_consumed;
  tally.bytes_consumed += record.payload.size();
  tally.last_record = arrival.timestamp;
  intake_.take(ledger_.lane(*lane).identity.where, *lane, arrival, record);
}

void IngestLoop::on_position(const TopicPartition& from, Offset position) {
  if (const std::optional<LaneId> lane = lane_of(from)) ledger_.reach(*lane, position);
}

void IngestLoop::on_out_of_range(const TopicPartition& from) {
  const std::optional<LaneId> lane = lane_of(from);
  // Still to be dealt with from the last time, if no broker answered then.
  const bool is_known = lane && std::count(out_of_range_.begin(), out_of_range_.end(), *lane) > 0;
  if (lane && !is_known) out_of_range_.push_back(*lane);
}

void IngestLoop::on_error(std::string_view code, const std::string& message) {
  auto found = errors_by_code_.find(code);
  if (found == errors_by_code_.end()) found = errors_by_code_.emplace(std::string(code), 0).first;
  ++found->second;
  ports_.log.write(LogLevel::kWarn, "kafka reports an error", {{"code", code}, {"error", message}});
}

void IngestLoop::serve_broker(const Now& now) {
  for (const LaneId lane : std::exchange(out_of_range_, {})) place_anew(lane, now);
  for (const Lane& lane : ledger_.lanes()) {
    if (lane.flow == LaneFlow::kReplaced) place_anew(lane.identity.id, now);
  }
  if (!ledger_.ask(now)) return;
  std::vector<TopicPartition> where;
  for (const Lane& lane : ledger_.lanes()) {
    if (lane.ours) where.push_back(lane.identity.where);
  }
  Result<std::vector<OffsetRange>> ranges = ports_.source.offset_ranges(where, kBrokerTimeout);
  if (!ranges) return;
  heard_at_ = now.monotonic;
  for (const OffsetRange& range : *ranges) {
    const std::optional<LaneId> lane = lane_of(range.where);
    if (!lane) continue;
    ledger_.answer(*lane, range.high, now);
    lane_tallies_[lane->value()].high_watermark = range.high;
  }
  ledger_.answered(now);
}

void IngestLoop::watch_broker(const Now& now) {
  // Absent is less than any time.
  heard_at_ = std::max(heard_at_, watch_.answered_at());
  const bool answers = heard_at_ && now.monotonic - *heard_at_ <= kBrokerSilentAfter;
  if (answers == broker_answers_) return;
  broker_answers_ = answers;
  if (answers) {
    ports_.log.write(LogLevel::kInfo, "a broker answers", {});
  } else {
    ports_.log.write(LogLevel::kError, "no broker answers, flows wait in kafka", {});
  }
}

void IngestLoop::place_anew(LaneId id, const Now& now) {
  const Lane& lane = ledger_.lane(id);
  const TopicPartition& where = lane.identity.where;
  const Result<std::vector<OffsetRange>> ranges =
      ports_.source.offset_ranges({where}, kBrokerTimeout);
  if (!ranges || ranges->empty()) return place_later(id);
  const OffsetRange range = ranges->front();
  if (lane.flow == LaneFlow::kReplaced || range.high < lane.next) {
    return leave_replaced_log(id, range, now);
  }
  if (range.low <= lane.next) return ledger_.read_again(id, range.low);
  ports_.log.write(LogLevel::kError, "records were deleted before they were read",
                   {{"topic", where.topic},
                    {"partition", where.partition},
                    {"offset", lane.next},
                    {"lost_offsets", range.low - lane.next}});
  ledger_.jump(id, range.low);
}

// Without an answer the broker is asked again at the next step; until then the lane holds.
void IngestLoop::place_later(LaneId id) {
  if (ledger_.lane(id).flow != LaneFlow::kReplaced) out_of_range_.push_back(id);
}

// Go on with what is newer than all we know, because counting twice is worse than missing some.
void IngestLoop::leave_replaced_log(LaneId id, const OffsetRange& range, const Now& now) {
  const Lane& lane = ledger_.lane(id);
  const TopicPartition& where = lane.identity.where;
  const UnixTime known = lane.claimed_max.value_or(lane.timestamp_max.value_or(now.wall));
  const Result<std::optional<Offset>> newer =
      ports_.source.offset_at(where, known + 1ms, kBrokerTimeout);
  if (!newer) return place_later(id);
  const Offset next = newer->value_or(range.high);
  ++logs_replaced_;
  ports_.log.write(LogLevel::kError, "the partition was cut short or made anew",
                   {{"topic", where.topic},
                    {"partition", where.partition},
                    {"offset", lane.next},
                    {"low", range.low},
                    {"high", range.high},
                    {"continued_at", next}});
  ledger_.jump(id, next);
}

void IngestLoop::apply_actions() {
  for (const LaneAction& action : ledger_.take_actions()) {
    const TopicPartition& where = ledger_.lane(action.lane).identity.where;
    lane_tallies_[action.lane.value()].paused = action.kind == LaneAction::Kind::kPause;
    switch (action.kind) {
      case LaneAction::Kind::kAssign:
        ports_.source.assign(where, action.offset);
        break;
      case LaneAction::Kind::kPause:
        ports_.source.pause(where);
        break;
    }
  }
}

// To wait for what nobody holds would be to wait for ever: only what is read on lets it go.
std::uint64_t IngestLoop::quota(const JournalSize& size) const {
  return std::max({options_.journal_bytes_max,
                   kCheckpointsInQuotaMin * size.newest_checkpoint_bytes, size.bytes_kept_anyway});
}

// R22: the loops of those destinations move by themselves; here is only said what is wanted.
void IngestLoop::want_room(const JournalSize& size) {
  const std::uint64_t percent = quota(size) / 100;
  const std::uint64_t enough = percent * kRoomEnoughBelow;
  wants_room_ = size.bytes > (wants_room_ ? enough : percent * kRoomWantedAbove);
  RoomWanted wanted;
  if (wants_room_) wanted.bytes_max = enough;
  wanted.spacing = std::max(quota(size) / kSteppingStones, size.newest_checkpoint_bytes);
  ports_.journal.index().want_room(wanted);
}

void IngestLoop::watch_quota() {
  const JournalSize size = ports_.journal.index().size();
  want_room(size);
  const bool over = size.bytes > quota(size);
  if (over != over_quota_) {
    over_quota_ = over;
    if (over) {
      ports_.log.write(LogLevel::kError, "journal is at its limit, consumption pauses",
                       {{"bytes", size.bytes}, {"limit", quota(size)}});
    } else {
      ports_.log.write(LogLevel::kInfo, "journal has room again, consumption goes on", {});
    }
  }
  const bool stop = over_quota_ || no_space_;
  if (stop == stopped_consuming_) return;
  stopped_consuming_ = stop;
  ledger_.set_consuming(!stop);
}

}  // namespace flowbridge
