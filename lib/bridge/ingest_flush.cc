// The half of the ingest loop that writes: ticks, batches, checkpoints, reports.

#include "bridge/ingest_loop.h"
#include "bridge/replay.h"

#include <algorithm>
#include <iterator>

namespace flowbridge {

namespace {

/// A group beyond this is committed in the middle of a step.
constexpr std::size_t kGroupBytesSoftMax = std::size_t{16} << 20;
constexpr Duration kTrimEvery = 10s;
constexpr Duration kTrimForRoomEvery = 1s;
constexpr Duration kCheckpointOverQuotaEvery = 1min;
constexpr Duration kCheckpointNoSpaceEvery = 1min;
constexpr Duration kPublishEvery = 100ms;

/// Both are sorted.
std::vector<SeriesId> merged(const std::vector<SeriesId>& a, const std::vector<SeriesId>& b) {
  std::vector<SeriesId> all;
  all.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

}  // namespace

void IngestLoop::append(RecordType type, const std::string& payload) {
  ports_.journal.append(static_cast<std::uint8_t>(type), payload);
  ++journal_tallies_.appended_records;
  journal_tallies_.appended_bytes += payload.size();
  bytes_since_checkpoint_ += framed_bytes(payload);
}

// What is appended is applied to the accounts at once, so that they are always the state at the end
// of the group.
void IngestLoop::append_series() {
  NewSeries made = catalog_.take_new();
  for (const SymbolRecord& symbol : made.symbols) {
    append(RecordType::kSymbol, encode(symbol));
    const bool applied = accounts_.apply(symbol).has_value();
    FB_CHECK(applied);
  }
  for (const SeriesRecord& series : made.series) {
    append(RecordType::kSeries, encode(series));
    const bool applied = accounts_.apply(series).has_value();
    FB_CHECK(applied);
  }
}

void IngestLoop::append_pending() {
  append_series();
  for (BatchRecord& batch : ledger_.take_batches()) {
    append(RecordType::kBatch, encode(batch));
    const bool applied = accounts_.apply(std::move(batch)).has_value();
    FB_CHECK(applied);
  }
}

// What ends is told from what counts in the window, so all of that is appended before.
TickRecord IngestLoop::decide_tick(const TickDecision& decision) {
  const Expiry expiry = catalog_.close(decision.tick);
  const InfoChanges info = gauges_.close(accounts_, decision.tick, expiry.expired);
  append_series();
  for (const InfoRecord& gauge : info.begun) {
    append(RecordType::kInfo, encode(gauge));
    const bool applied = accounts_.apply(gauge).has_value();
    FB_CHECK(applied);
  }
  series_tallies_.expired += expiry.expired.size() - expiry.renamed;
  series_tallies_.renamed += expiry.renamed;
  series_tallies_.forgotten += expiry.forgotten.size();
  series_tallies_.info_created += info.begun.size();
  return {decision.tick,
          decision.previous,
          decision.width,
          decision.excluded,
          merged(expiry.expired, info.ended),
          merged(expiry.forgotten, info.forgotten)};
}

void IngestLoop::close_ticks(const Now& now) {
  while (!no_space_) {
    const SeriesLive live = catalog_.live_count() > 0 ? SeriesLive::kSome : SeriesLive::kNone;
    const std::optional<TickDecision> decision = ledger_.closable(now, live);
    if (!decision) return;
    append_pending();
    flushed_at_ = now.monotonic;
    TickRecord tick = decide_tick(*decision);
    append(RecordType::kTick, encode(tick));
    catalog_.release(tick.forgotten);
    ledger_.close(*decision);
    for (const LaneId lane : decision->excluded) {
      const TopicPartition& where = ledger_.lane(lane).identity.where;
      ports_.log.write(LogLevel::kError, "partition is left out, it holds ticks for too long",
                       {{"topic", where.topic}, {"partition", where.partition}});
    }
    ++window_tallies_.ticks_closed;
    window_tallies_.stalls += decision->excluded.size();
    const bool applied = accounts_.apply(std::move(tick)).has_value();
    FB_CHECK(applied);
    if (ports_.journal.pending_bytes() < kGroupBytesSoftMax) continue;
    // A failure shows itself again at the end of the step.
    if (Result<void> durable = make_durable(); !durable) return;
  }
}

Result<void> IngestLoop::make_durable() {
  if (ports_.journal.pending_bytes() == 0) return {};
  const Result<void> committed = ports_.journal.commit();
  if (!committed && committed.error().code() != ErrorCode::kNoSpace) return committed;
  const bool no_space = !committed;
  if (no_space != no_space_) {
    no_space_ = no_space;
    if (no_space) {
      ports_.log.write(LogLevel::kError, "disk is full, consumption pauses",
                       {{"error", committed.error().message()}});
    } else {
      ports_.log.write(LogLevel::kInfo, "disk has room again, consumption goes on", {});
    }
  }
  if (no_space) return {};
  ++journal_tallies_.commits;
  ports_.on_durable();
  return {};
}

// Destinations move on whether or not anything is appended, so this has a clock of its own.
Result<void> IngestLoop::trim_if_due(const Now& now) {
  const Duration every = over_quota_ || wants_room_ ? kTrimForRoomEvery : kTrimEvery;
  if (trimmed_at_ && now.monotonic - *trimmed_at_ < every) return {};
  trimmed_at_ = now.monotonic;
  return ports_.journal.trim();
}

Result<void> IngestLoop::checkpoint_if_due(const Now& now) {
  if (!checkpointed_at_) checkpointed_at_ = now.monotonic;
  const auto age = now.monotonic - *checkpointed_at_;
  // Over quota only a newer checkpoint lets old segments go.
  const bool due = bytes_since_checkpoint_ >= options_.checkpoint_after_bytes ||
                   age >= options_.checkpoint_every ||
                   (over_quota_ && age >= kCheckpointOverQuotaEvery);
  if (!due || no_space_ || bytes_since_checkpoint_ == 0) return {};
  // Each try makes the whole state anew.
  if (checkpoint_found_no_space_ && age < kCheckpointNoSpaceEvery) return {};
  append_pending();
  if (Result<void> durable = make_durable(); !durable || no_space_) return durable;
  const std::string state = encode_checkpoint(ledger_, accounts_);
  checkpointed_at_ = now.monotonic;
  const Result<void> written = ports_.journal.write_checkpoint(state);
  checkpoint_found_no_space_ = !written && written.error().code() == ErrorCode::kNoSpace;
  if (checkpoint_found_no_space_) {
    // The log alone holds everything, as before.
    ports_.log.write(LogLevel::kWarn, "no space for a checkpoint, the journal grows until there is",
                     {{"bytes", state.size()}, {"error", written.error().message()}});
    return {};
  }
  if (!written) return written;
  bytes_since_checkpoint_ = 0;
  journal_tallies_.checkpoint_time = now.wall;
  journal_tallies_.checkpoint_bytes = state.size();
  return {};
}

void IngestLoop::publish(const Now& now) {
  if (published_at_ && now.monotonic - *published_at_ < kPublishEvery) return;
  published_at_ = now.monotonic;
  ports_.hub.publish(report(now));
}

IngestReport IngestLoop::report(const Now& now) const {
  IngestReport report;
  report.partitions_known = watch_.known();
  report.broker_answers = broker_answers_;
  report.lanes = lane_tallies_;
  const std::vector<LaneId> holding = ledger_.holding(now);
  for (const LaneId lane : holding) report.lanes[lane.value()].holding = true;
  report.state = no_space_          ? IngestState::kPausedNoSpace
                 : over_quota_      ? IngestState::kPausedQuota
                 : !holding.empty() ? IngestState::kHolding
                                    : IngestState::kConsuming;
  for (std::size_t i = 0; i < report.lanes.size(); ++i) {
    const Lane& lane = ledger_.lanes()[i];
    LaneReport& out = report.lanes[i];
    out.topic = lane.identity.where.topic;
    out.partition = lane.identity.where.partition;
    out.duplicates_skipped = lane.duplicates;
    out.offsets_skipped = lane.totals.empty_offsets;
    out.next_offset = lane.next;
    out.committed_offset = lane.journalled_next;
    report.consumer.offsets_lost += lane.totals.lost_offsets;
  }
  report.consumer.logs_replaced = logs_replaced_;
  report.consumer.commits = watch_.commits();
  report.consumer.commits_failed = watch_.commits_failed();
  for (const auto& [code, count] : errors_by_code_) {
    report.consumer.errors_by_code.push_back({code, count});
  }
  report.decode = intake_.decode_report();
  report.windows = window_tallies_;
  report.windows.late_records = intake_.late_records();
  report.windows.late_bytes = intake_.late_bytes();
  report.windows.excluded_records = intake_.excluded_records();
  report.windows.timestamps_clamped = intake_.clamped();
  report.windows.open_windows = ledger_.open_windows();
  report.windows.newest_tick = ledger_.last_tick();
  report.windows.event_clock = ledger_.event_time(now);
  report.series = series_tallies_;
  report.series.live = catalog_.live_count();
  report.series.info_live = gauges_.live_count();
  report.series.limit = options_.series.limit;
  report.series.created = catalog_.created_count();
  report.series.folded_records = intake_.folded_records();
  report.series.folded_bytes = intake_.folded_bytes();
  report.series.hosts = ports_.hosts.size();
  report.series.name_lookups = catalog_.name_lookups().asked;
  report.series.name_lookups_missed = catalog_.name_lookups().missed;
  report.series.unnamed_bytes = intake_.unnamed_bytes();
  report.journal = journal_tallies_;
  const JournalSize size = ports_.journal.index().size();
  report.journal.bytes = size.bytes;
  report.journal.bytes_limit = quota(size);
  report.journal.segments = size.segments;
  report.journal.no_space = no_space_;
  return report;
}

}  // namespace flowbridge
