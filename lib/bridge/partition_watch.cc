#include "bridge/partition_watch.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kLookEvery = 10s;
constexpr Duration kLookAgainAfterFailure = 1s;
constexpr Duration kBrokerTimeout = 2s;
/// How often the group's commits are read for another writer.
constexpr Duration kCheckEvery = 60s;
/// R26: a commit by another writer younger than this means that it is at work.
constexpr Duration kWriterAlive = 5min;
constexpr Duration kCommitEvery = 5s;
/// Without progress, so that our own commit stays younger than kWriterAlive.
constexpr Duration kCommitAnyway = 60s;

constexpr std::string_view kMetadataPrefix = "flowbridge/1 ";

std::string metadata(const std::string& writer_id, UnixTime time) {
  return std::string(kMetadataPrefix) + writer_id + " " + std::to_string(to_ms(time));
}

struct WriterMark {
  std::string writer_id;
  UnixTime time;
};

// Metadata that is not ours to read names no writer.
std::optional<WriterMark> read_metadata(std::string_view text) {
  if (text.substr(0, kMetadataPrefix.size()) != kMetadataPrefix) return std::nullopt;
  text.remove_prefix(kMetadataPrefix.size());
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  std::int64_t ms = 0;
  const std::string_view digits = text.substr(blank + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), ms);
  if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return WriterMark{std::string(text.substr(0, blank)), unix_ms(ms)};
}

bool is_due(const std::optional<MonotonicTime>& last, MonotonicTime now, Duration every) {
  return !last || now - *last >= every;
}

}  // namespace

bool PartitionWatch::topic_known(const std::string& topic) const {
  const std::vector<Lane>& lanes = ledger_.lanes();
  return std::any_of(lanes.begin(), lanes.end(),
                     [&](const Lane& lane) { return lane.identity.where.topic == topic; });
}

bool PartitionWatch::is_ours(const TopicPartition& where) const {
  const std::vector<std::int32_t>& ours = options_.partitions;
  const std::vector<std::string>& topics = options_.topics;
  const bool topic_is_ours =
      topics.empty() || std::find(topics.begin(), topics.end(), where.topic) != topics.end();
  return topic_is_ours &&
         (ours.empty() || std::find(ours.begin(), ours.end(), where.partition) != ours.end());
}

// Another bridge may have taken over what the options no longer name.
void PartitionWatch::leave_others() {
  for (const Lane& lane : ledger_.lanes()) {
    const TopicPartition& where = lane.identity.where;
    if (!lane.ours || is_ours(where)) continue;
    ledger_.disown(lane.identity.id);
    log_.write(LogLevel::kWarn, "partition is left, the options no longer name it",
               {{"topic", where.topic}, {"partition", where.partition}, {"offset", lane.next}});
  }
}

void PartitionWatch::doubt_unlisted(const std::vector<TopicPartition>& listed) {
  for (const Lane& lane : ledger_.lanes()) {
    const TopicPartition& where = lane.identity.where;
    const bool is_listed = std::find(listed.begin(), listed.end(), where) != listed.end();
    if (lane.ours && !is_listed) ledger_.doubt(lane.identity.id);
  }
}

Result<std::vector<LaneRecord>> PartitionWatch::look(const Now& now) {
  std::vector<LaneRecord> added;
  const Duration every = known_ && checked_ ? kLookEvery : kLookAgainAfterFailure;
  if (!is_due(looked_at_, now.monotonic, every)) return added;
  looked_at_ = now.monotonic;
  leave_others();
  Result<std::vector<TopicPartition>> partitions = source_.partitions(kBrokerTimeout);
  if (!partitions) return added;
  answered_at_ = now.monotonic;
  std::erase_if(*partitions, [this](const TopicPartition& where) { return !is_ours(where); });
  doubt_unlisted(*partitions);
  std::vector<TopicPartition> found;
  for (TopicPartition& where : *partitions) {
    if (!ledger_.find(where)) found.push_back(std::move(where));
  }
  if (!checked_ || !found.empty() || is_due(checked_at_, now.monotonic, kCheckEvery)) {
    if (Result<void> alone = check_writer(*partitions, now); !alone) {
      if (alone.error().code() == ErrorCode::kUnavailable) return added;
      return alone.error();
    }
  }
  // All or none: what a first start finds together begins together, and only what comes to a topic
  // that we know already is new from its first record on.
  std::vector<Offset> starts;
  for (const TopicPartition& where : found) {
    Result<Offset> start =
        topic_known(where.topic) ? Result<Offset>(Offset{0}) : begin_at(where, now);
    if (!start) {
      log_.write(LogLevel::kWarn, "cannot begin yet, a partition does not answer",
                 {{"partition", to_string(where)}, {"error", start.error().message()}});
      return added;
    }
    starts.push_back(*start);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    added.push_back(ledger_.add_lane(found[i], starts[i]));
    log_.write(
        LogLevel::kInfo, "partition found",
        {{"topic", found[i].topic}, {"partition", found[i].partition}, {"offset", starts[i]}});
  }
  known_ = known_ || !ledger_.lanes().empty();
  return added;
}

Result<void> PartitionWatch::check_writer(const std::vector<TopicPartition>& where,
                                          const Now& now) {
  if (where.empty()) return {};
  Result<std::vector<CommittedOffset>> committed = source_.committed(where, kBrokerTimeout);
  if (!committed) return Error(ErrorCode::kUnavailable, committed.error().message());
  for (const CommittedOffset& commit : *committed) {
    if (Result<void> alone = judge(commit, now); !alone) return alone;
  }
  checked_ = true;
  checked_at_ = now.monotonic;
  return {};
}

Result<void> PartitionWatch::judge(const CommittedOffset& committed, const Now& now) {
  const std::optional<WriterMark> mark = read_metadata(committed.metadata);
  if (!mark || mark->writer_id == options_.writer_id) return {};
  const Duration age = now.wall - mark->time;
  const std::string who = "writer " + mark->writer_id + " committed " + to_string(committed.where) +
                          " " + std::to_string(age.count() / 1000) + " s ago";
  if (age < kWriterAlive) {
    return Error(ErrorCode::kInUse,
                 who +
                     ": two writers would count everything twice; end the other one, or give "
                     "this one a --kafka.group-id of its own");
  }
  if (options_.takeover == Takeover::kAllow || checked_) return {};
  return Error(ErrorCode::kInUse,
               who +
                   ": if it is gone for good, start once with --takeover; if it is to come back, "
                   "start with its state directory");
}

Result<Offset> PartitionWatch::begin_at(const TopicPartition& where, const Now& now) {
  UnixTime time = options_.start.time;
  switch (options_.start.kind) {
    case StartPosition::Kind::kBack:
      time = now.wall - options_.start.back;
      break;
    case StartPosition::Kind::kTime:
      break;
    case StartPosition::Kind::kEarliest:
    case StartPosition::Kind::kLatest: {
      Result<std::vector<OffsetRange>> ranges = source_.offset_ranges({where}, kBrokerTimeout);
      if (!ranges) return ranges.error();
      if (ranges->empty())
        return Error(ErrorCode::kUnavailable, "no answer for " + to_string(where));
      const bool earliest = options_.start.kind == StartPosition::Kind::kEarliest;
      return earliest ? ranges->front().low : ranges->front().high;
    }
  }
  Result<std::optional<Offset>> offset = source_.offset_at(where, time, kBrokerTimeout);
  if (!offset) return offset.error();
  if (*offset) return **offset;
  // No record is that new: begin at the end.
  Result<std::vector<OffsetRange>> ranges = source_.offset_ranges({where}, kBrokerTimeout);
  if (!ranges) return ranges.error();
  if (ranges->empty()) return Error(ErrorCode::kUnavailable, "no answer for " + to_string(where));
  log_.write(LogLevel::kInfo, "partition has no record since the start time",
             {{"topic", where.topic}, {"partition", where.partition}});
  return ranges->front().high;
}

void PartitionWatch::commit(const Now& now) {
  // Commit nothing before we know that we are alone.
  if (!checked_ || !is_due(committed_at_, now.monotonic, kCommitEvery)) return;
  const bool anyway = is_due(committed_at_, now.monotonic, kCommitAnyway);
  std::vector<OffsetCommit> commits;
  const std::vector<Lane>& lanes = ledger_.lanes();
  committed_.resize(lanes.size(), -1);
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    if (!lanes[i].ours) continue;
    if (!anyway && lanes[i].journalled_next == committed_[i]) continue;
    committed_[i] = lanes[i].journalled_next;
    commits.push_back(
        {lanes[i].identity.where, committed_[i], metadata(options_.writer_id, now.wall)});
  }
  if (commits.empty()) return;
  committed_at_ = now.monotonic;
  commits_ += commits.size();
  commits_failed_ += source_.commit(commits);
}

}  // namespace flowbridge
