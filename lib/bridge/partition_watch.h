#pragma once
/// Which partitions there are, where to begin, and whether another writer is at work (R26).
///
/// Asks the broker for the topics' partitions now and then. On a first start a partition begins
/// where the operator said; one that is added to a topic we know begins at its first record,
/// because all of it is new. Before taking a lane up, and while running, it reads the consumer
/// group's commit: the metadata says which writer made it, and when.
///
/// Lifetime: borrows source, ledger and log.      Threads: one, the ingest loop's.
/// Fails:    kInUse if another writer is at work on a partition: end this process. A broker that is
///           away is no failure.
/// Units:    times as in base/time.h.
///
///   Result<std::vector<LaneRecord>> found = watch.look(now);   // new lanes, to be journalled

#include "base/log.h"
#include "ledger/ledger.h"
#include "port/record_source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// Where a first start begins (`--kafka.start`).
struct StartPosition {
  enum class Kind { kEarliest, kLatest, kBack, kTime };
  Kind kind = Kind::kBack;
  /// kBack: this long before now.
  Duration back = 30min;
  /// kTime.
  UnixTime time{};
};

enum class Takeover { kRefuse, kAllow };

struct PartitionWatchOptions {
  StartPosition start{};
  /// Names this writer in commits; stable over restarts.
  std::string writer_id;
  /// Empty: all that the source tells of.
  std::vector<std::string> topics{};
  /// Of each topic; empty: all of them.
  std::vector<std::int32_t> partitions{};
  /// Whether an old commit by another writer may be taken over.
  Takeover takeover = Takeover::kRefuse;
};

class PartitionWatch {
 public:
  PartitionWatch(const PartitionWatchOptions& options, RecordSource& source, Ledger& ledger,
                 Log& log)
      : options_(options), source_(source), ledger_(ledger), log_(log) {}

  /// Looks for new partitions, and for another writer, when it is time to. Returns lanes that it
  /// added to the ledger.
  Result<std::vector<LaneRecord>> look(const Now& now);
  /// The broker has told our partitions at least once.
  bool known() const { return known_; }
  /// When it last answered the question for them.
  std::optional<MonotonicTime> answered_at() const { return answered_at_; }

  /// Tells the group how far the journal is. Advisory: for lag tools, and for a second writer to
  /// see.
  void commit(const Now& now);
  std::uint64_t commits() const { return commits_; }
  std::uint64_t commits_failed() const { return commits_failed_; }

 private:
  void leave_others();
  /// A partition that the broker does not list may come back as another.
  void doubt_unlisted(const std::vector<TopicPartition>& listed);
  Result<void> check_writer(const std::vector<TopicPartition>& where, const Now& now);
  Result<void> judge(const CommittedOffset& committed, const Now& now);
  Result<Offset> begin_at(const TopicPartition& where, const Now& now);
  bool topic_known(const std::string& topic) const;
  bool is_ours(const TopicPartition& where) const;

  PartitionWatchOptions options_;
  RecordSource& source_;
  Ledger& ledger_;
  Log& log_;

  bool known_ = false;
  // Lanes restored from the journal have not been checked for another writer yet.
  bool checked_ = false;
  std::optional<MonotonicTime> looked_at_;
  std::optional<MonotonicTime> answered_at_;
  std::optional<MonotonicTime> checked_at_;
  std::optional<MonotonicTime> committed_at_;
  std::vector<Offset> committed_;
  std::uint64_t commits_ = 0;
  std::uint64_t commits_failed_ = 0;
};

}  // namespace flowbridge
