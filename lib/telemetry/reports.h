#pragma once
/// What the loops say about themselves.
///
/// A loop keeps its tallies in plain fields and publishes all of them at once, after a step, as one
/// report. Every number in a report was true at the same instant, so the conservation law (design
/// §6) holds in every scrape. Metrics, status page and readiness are made from reports and nothing
/// else.
///
/// Lifetime: values; they own their text.
/// Threads:  as any value. The Hub hands them from the loops to whoever reads.
/// Fails:    never.
/// Units:    in the names. Whatever counts, counts since the process started; times are UnixTime.
///
/// Reasons, classes and codes come as NamedCounts. A closed set is always listed whole, zeros
/// included, so that a first rejection is a rise from 0 and not a new series. Names are unique
/// within a list, and are label values: lower case, underscores.
///
///   IngestReport report = tallies_;
///   report.lanes.push_back({.topic = "pmacct.acct", .partition = 3, .records_consumed = 4711});
///   hub.publish(std::move(report));

#include "base/time.h"
#include "telemetry/duration_histogram.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct NamedCount {
  std::string name;
  std::uint64_t count = 0;

  bool operator==(const NamedCount&) const = default;
};
using NamedCounts = std::vector<NamedCount>;

/// One topic and partition.
struct LaneReport {
  std::string topic;
  std::int32_t partition = 0;
  /// Messages taken into account, each offset once.
  std::uint64_t records_consumed = 0;
  std::uint64_t bytes_consumed = 0;
  /// Messages that were delivered again and left out.
  std::uint64_t duplicates_skipped = 0;
  /// Offsets that the broker passed over: compacted, or its own control records.
  std::uint64_t offsets_skipped = 0;
  std::int64_t next_offset = 0;
  std::optional<std::int64_t> high_watermark = {};
  std::optional<std::int64_t> committed_offset = {};
  std::optional<UnixTime> last_record = {};
  /// We do not poll it: quota, disk full, or far ahead of the others (R6).
  bool paused = false;
  /// It keeps the next tick from closing (R4).
  bool holding = false;
};

enum class IngestState {
  kConsuming,
  kHolding,        // reading, but a lane keeps the next tick from closing
  kPausedQuota,    // the journal is at its limit (R22)
  kPausedNoSpace,  // the disk is full
};
inline constexpr int kIngestStateCount = 4;

/// "consuming", "holding", "paused_quota", "paused_no_space".
const char* ingest_state_name(IngestState state);

/// From message to flow record to class.
struct DecodeReport {
  std::uint64_t entries_decoded = 0;
  NamedCounts entries_ignored = {};
  NamedCounts entries_rejected = {};
  std::uint64_t flow_bytes = 0;
  /// Their sum is flow_bytes.
  NamedCounts flow_bytes_by_class = {};
};

/// From flow record to tick.
struct WindowReport {
  std::uint64_t late_records = 0;
  std::uint64_t late_bytes = 0;
  std::uint64_t timestamps_clamped = 0;
  /// How often a lane was excluded (R5), and the records that arrived from excluded lanes.
  std::uint64_t stalls = 0;
  std::uint64_t excluded_records = 0;
  std::uint64_t ticks_closed = 0;
  std::uint64_t open_windows = 0;
  std::optional<UnixTime> newest_tick = {};
  std::optional<UnixTime> event_clock = {};
};

/// Of the consumer as a whole.
struct ConsumerReport {
  std::uint64_t commits = 0;
  std::uint64_t commits_failed = 0;
  /// What the broker had deleted before it was read.
  std::uint64_t offsets_lost = 0;
  /// Partitions that were found cut short or made anew.
  std::uint64_t logs_replaced = 0;
  NamedCounts errors_by_code = {};
};

struct SeriesReport {
  std::uint64_t live = 0;
  std::uint64_t limit = 0;
  std::uint64_t created = 0;
  std::uint64_t expired = 0;
  std::uint64_t forgotten = 0;
  /// Ended because an AS has another name (R11); not among the expired.
  std::uint64_t renamed = 0;
  /// Counted under `other` because the limit was reached (R13).
  std::uint64_t folded_records = 0;
  std::uint64_t folded_bytes = 0;
  std::uint64_t hosts = 0;
  /// Info gauges (R14), which are not among the series.
  std::uint64_t info_live = 0;
  std::uint64_t info_created = 0;
  /// Names asked for when a key began to feed a series, and those that nothing knew.
  std::uint64_t name_lookups = 0;
  std::uint64_t name_lookups_missed = 0;
  /// Of flows with an AS that had no name when they came.
  std::uint64_t unnamed_bytes = 0;
};

struct JournalReport {
  std::uint64_t bytes = 0;
  std::uint64_t bytes_limit = 0;
  std::uint64_t segments = 0;
  std::uint64_t appended_records = 0;
  std::uint64_t appended_bytes = 0;
  std::uint64_t commits = 0;
  std::optional<UnixTime> checkpoint_time = {};
  std::uint64_t checkpoint_bytes = 0;
  bool no_space = false;
  /// What was there has been read back; nothing is consumed before.
  bool recovered = false;
};

struct IngestReport {
  IngestState state = IngestState::kHolding;
  /// The broker has told us our partitions at least once.
  bool partitions_known = false;
  /// It has given records or answers lately.
  bool broker_answers = false;
  std::vector<LaneReport> lanes = {};
  ConsumerReport consumer;
  DecodeReport decode;
  WindowReport windows;
  SeriesReport series;
  JournalReport journal;
};

/// One destination. Enqueued = delivered + all rejected + all skipped + pending, where enqueued
/// begins with what recovery found pending.
struct DeliveryReport {
  std::string name;
  /// The Hub removes user, password, query and fragment.
  std::string url;
  /// "1.0" or "2.0"; empty until it is known.
  std::string protocol;

  std::uint64_t samples_enqueued = 0;
  std::uint64_t samples_delivered = 0;
  NamedCounts samples_rejected = {};
  NamedCounts samples_skipped = {};
  std::uint64_t samples_pending = 0;
  /// Since the destination began: ticks that it would not take any more (R20), or that the journal
  /// had no room for (R22), and the bytes that count in a later window for it.
  NamedCounts ticks_skipped = {};
  NamedCounts bytes_skipped = {};

  std::uint64_t samples_retried = 0;
  std::uint64_t requests_retried = 0;
  NamedCounts requests_by_code = {};
  /// R23: "accepted" and "failed".
  NamedCounts own_pushes = {};
  std::uint64_t bytes_sent = 0;
  DurationHistogram request_duration;
  std::uint64_t requests_in_flight = 0;
  Duration backoff{0};
  std::optional<UnixTime> last_success = {};

  std::uint64_t ticks_pending = 0;
  std::optional<UnixTime> highest_journaled = {};
  std::optional<UnixTime> highest_delivered = {};
  std::uint64_t series_quarantined = 0;
  /// R8: that wait for another series to end, whose labels they have.
  std::uint64_t series_colliding = 0;

  /// Set while nothing is sent and a person must act: "401 from the receiver".
  std::optional<std::string> held_because = {};
};

/// One source of AS names.
struct AsnSourceReport {
  std::string name;
  /// In the file in force: AS numbers, ranges or rows.
  std::uint64_t entries = 0;
  /// Attempts that ended with the newest file here, be it new or not.
  std::uint64_t refreshes = 0;
  NamedCounts failures = {};
  std::optional<UnixTime> checked_at = {};
  std::optional<UnixTime> fetched_at = {};
  /// An edition that would lose or change too many names waits beside it.
  bool held = false;
};

/// The cache of AS names.
struct AsnDbReport {
  std::vector<AsnSourceReport> sources = {};
  /// AS numbers with a name in the table in force.
  std::uint64_t names = 0;
  std::optional<UnixTime> built_at = {};
};

/// What only the process as a whole knows; the wiring fills it when it is asked.
struct BuildReport {
  std::string version;
  std::string revision;
  std::string compiler;
  std::string arch;
};

struct ProcessReport {
  double cpu_seconds = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;
  std::uint64_t threads = 0;
  UnixTime started;
};

struct HttpRequestCount {
  std::string handler;
  int code = 0;
  std::uint64_t count = 0;
};

/// The configuration that is in force.
struct ConfigReport {
  /// What was loaded last holds; otherwise the one before does.
  bool last_reload_successful = true;
  std::optional<UnixTime> last_reload_success = {};
};

struct SelfReport {
  BuildReport build;
  ConfigReport config = {};
  std::optional<ProcessReport> process = {};
  bool ready = false;
  NamedCounts log_messages = {};
  std::uint64_t log_messages_suppressed = 0;
  std::vector<HttpRequestCount> http_requests = {};
};

}  // namespace flowbridge
