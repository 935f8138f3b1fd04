#pragma once
/// From Kafka to the journal: the first of the two kinds of loop.
///
/// A step polls the source, counts what came (Intake), asks the broker how far its log goes where a
/// tick waits for that, closes the windows that may close, and makes all of it durable in one
/// group: new series, a batch per lane with its next offset, ticks. Before the commit nothing has
/// happened, and Kafka still has it; after it nothing can be counted again. New AS names are taken
/// over between two polls.
///
/// When the journal is at its limit or the disk is full, consumption pauses and the rest goes on;
/// Kafka is the queue.
///
/// Lifetime: borrows all its ports and parts.      Threads: one.
/// Fails:    step: kInUse (another writer), kIo and kCorrupt: end the process. What passes by
///           itself is no failure.
/// Units:    as in base/time.h.
///
///   Result<std::unique_ptr<IngestLoop>> loop = IngestLoop::recover(ports, options, now);
///   Result<StepOutcome> step = (*loop)->step(now);
///   Result<void> stopped = (*loop)->stop(now);     // everything durable, no tick closed early

#include "bridge/intake.h"
#include "bridge/partition_watch.h"
#include "bridge/step.h"
#include "journal/journal.h"
#include "journal/reader.h"
#include "ledger/ledger.h"
#include "names/published_names.h"
#include "port/record_source.h"
#include "series/accounts.h"
#include "series/catalog.h"
#include "series/info_gauges.h"
#include "telemetry/hub.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

struct IngestOptions {
  LedgerOptions ledger{};
  CatalogOptions series{};
  InfoOptions info{};
  PartitionWatchOptions partitions{};
  /// R22: the journal's quota, but never less than four checkpoints take. Raising it rides out
  /// longer outages of a destination.
  std::uint64_t journal_bytes_max = std::uint64_t{10} << 30;
  /// Raising it makes restarts read more log and checkpoints rarer.
  Duration checkpoint_every = 10min;
  std::uint64_t checkpoint_after_bytes = std::uint64_t{64} << 20;
  /// How long a poll waits for the first record.
  Duration poll_wait = 100ms;
};

struct IngestPorts {
  RecordSource& source;
  Journal& journal;
  /// Where the journal's files are.
  Directory& journal_directory;
  Decoder& decoder;
  const Classifier& classifier;
  HostTable& hosts;
  const PublishedNames& names;
  Hub& hub;
  Log& log;
  /// Called after something became durable, on the ingest thread.
  std::function<void()> on_durable;
};

class IngestLoop final : private RecordSink {
 public:
  /// Reads the newest checkpoint and the journal after it.
  static Result<std::unique_ptr<IngestLoop>> recover(const IngestPorts& ports,
                                                     const IngestOptions& options);

  Result<StepOutcome> step(const Now& now);
  /// Makes everything that was counted durable and tells the group. The loop is finished then.
  Result<void> stop(const Now& now);

  const Ledger& ledger() const { return ledger_; }

 private:
  IngestLoop(const IngestPorts& ports, const IngestOptions& options);
  Result<void> replay_journal();
  void restore_catalog();
  void watch_names();

  void on_record(const TopicPartition& from, const SourceRecord& record) override;
  void on_position(const TopicPartition& from, Offset position) override;
  void on_out_of_range(const TopicPartition& from) override;
  void on_error(std::string_view code, const std::string& message) override;

  std::optional<LaneId> lane_of(const TopicPartition& where);
  void serve_broker(const Now& now);
  void watch_broker(const Now& now);
  /// The lane cannot go on at its next offset: finds out where it can.
  void place_anew(LaneId id, const Now& now);
  void place_later(LaneId id);
  void leave_replaced_log(LaneId id, const OffsetRange& range, const Now& now);
  void apply_actions();

  /// Closes what may close; appends batches and ticks to the journal's group.
  void close_ticks(const Now& now);
  void append_pending();
  void append_series();
  /// Appends what the tick begins, and gives its record.
  TickRecord decide_tick(const TickDecision& decision);
  void append(RecordType type, const std::string& payload);
  Result<void> make_durable();
  Result<void> trim_if_due(const Now& now);
  Result<void> checkpoint_if_due(const Now& now);
  /// What the journal may take: the option, or more if the state alone is of that size.
  std::uint64_t quota(const JournalSize& size) const;
  void want_room(const JournalSize& size);
  void watch_quota();

  void publish(const Now& now);
  IngestReport report(const Now& now) const;

  // Constant after construction.
  IngestPorts ports_;
  IngestOptions options_;

  Ledger ledger_;
  Catalog catalog_;
  InfoGauges gauges_;
  /// The state at the end of the journal's group: checkpoints are written from it.
  Accounts accounts_;
  Intake intake_;
  PartitionWatch watch_;

  // Of the names that the catalog uses; 0 is before the first.
  std::uint64_t names_version_ = 0;

  // The step's time, for the sink's calls.
  Now now_{};
  // The lane of the last record: they come in runs.
  std::pair<TopicPartition, LaneId> last_lane_;
  std::vector<LaneId> out_of_range_;
  std::uint64_t logs_replaced_ = 0;
  std::vector<OffsetRange> ranges_;

  // When a broker last gave us records or an answer, and whether that is recent.
  std::optional<MonotonicTime> heard_at_;
  bool broker_answers_ = false;

  // A commit found no space; nothing is appended until it succeeds.
  bool no_space_ = false;
  bool over_quota_ = false;
  bool wants_room_ = false;
  // Consumption has been stopped for one of the two.
  bool stopped_consuming_ = false;
  std::optional<MonotonicTime> flushed_at_;
  std::optional<MonotonicTime> trimmed_at_;
  std::optional<MonotonicTime> checkpointed_at_;
  std::optional<MonotonicTime> published_at_;
  std::uint64_t bytes_since_checkpoint_ = 0;
  bool checkpoint_found_no_space_ = false;

  std::map<std::string, std::uint64_t, std::less<>> errors_by_code_;
  std::vector<LaneReport> lane_tallies_;
  WindowReport window_tallies_;
  SeriesReport series_tallies_;
  JournalReport journal_tallies_;
};

}  // namespace flowbridge
