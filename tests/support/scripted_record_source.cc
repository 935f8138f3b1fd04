#include "support/scripted_record_source.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

void ScriptedBroker::add_partitions(const std::string& topic, std::int32_t count) {
  for (std::int32_t partition = 0; partition < count; ++partition) logs_[{topic, partition}];
}

ScriptedBroker::Log& ScriptedBroker::log(const TopicPartition& where) {
  const auto found = logs_.find(where);
  FB_CHECK(found != logs_.end());
  return found->second;
}

const ScriptedBroker::Log* ScriptedBroker::answering(const TopicPartition& where) const {
  const auto found = logs_.find(where);
  const bool answers = reachable_ && found != logs_.end() && found->second.reachable;
  return answers ? &found->second : nullptr;
}

void ScriptedBroker::append(const TopicPartition& where, ScriptedRecord record) {
  Log& to = log(where);
  to.entries.push_back({to.end, std::move(record)});
  ++to.end;
}

void ScriptedBroker::skip_offsets(const TopicPartition& where, Offset count) {
  FB_CHECK(count >= 0);
  log(where).end += count;
}

void ScriptedBroker::drop_before(const TopicPartition& where, Offset low) {
  Log& from = log(where);
  FB_CHECK(low >= from.low && low <= from.end);
  from.low = low;
  while (!from.entries.empty() && from.entries.front().offset < low) from.entries.pop_front();
}

void ScriptedBroker::cut_from(const TopicPartition& where, Offset end) {
  Log& from = log(where);
  FB_CHECK(end >= from.low && end <= from.end);
  from.end = end;
  while (!from.entries.empty() && from.entries.back().offset >= end) from.entries.pop_back();
}

void ScriptedBroker::make_anew(const TopicPartition& where) {
  Log& anew = log(where);
  anew.entries.clear();
  anew.low = anew.end = 0;
}

void ScriptedBroker::set_reachable(const TopicPartition& where, bool reachable) {
  log(where).reachable = reachable;
}

std::size_t ScriptedRecordSource::poll(RecordSink& sink, const PollLimits& limits) {
  for (const std::string& topic : std::exchange(missing_topics_, {})) {
    sink.on_error("unknown_topic", "topic " + topic + " does not exist");
  }
  if (!broker_.reachable_) {
    if (!std::exchange(told_unreachable_, true)) {
      sink.on_error("all_brokers_down", "no broker answers");
    }
    return 0;
  }
  told_unreachable_ = false;
  std::size_t records = 0;
  // Ends after one round in which no partition had anything.
  for (std::size_t idle = 0; idle < lanes_.size() && records < limits.records_max;) {
    const auto lane = next_lane();
    const std::size_t most = std::min(options_.run_length, limits.records_max - records);
    const std::size_t delivered = poll_one(lane->first, lane->second, most, sink);
    idle = delivered == 0 ? idle + 1 : 0;
    records += delivered;
  }
  return records;
}

std::map<TopicPartition, ScriptedRecordSource::Lane>::iterator ScriptedRecordSource::next_lane() {
  auto next = last_served_ ? lanes_.upper_bound(*last_served_) : lanes_.begin();
  if (next == lanes_.end()) next = lanes_.begin();
  last_served_ = next->first;
  return next;
}

std::size_t ScriptedRecordSource::poll_one(const TopicPartition& where, Lane& lane,
                                           std::size_t records_max, RecordSink& sink) {
  const ScriptedBroker::Log* log = broker_.answering(where);
  if (log == nullptr || lane.paused || lane.out_of_range) return 0;
  if (lane.position < log->low || lane.position > log->end) {
    lane.out_of_range = true;
    sink.on_out_of_range(where);
    return 0;
  }
  auto entry = std::lower_bound(log->entries.begin(), log->entries.end(), lane.position,
                                [](const auto& each, Offset at) { return each.offset < at; });
  std::size_t records = 0;
  for (; entry != log->entries.end() && records < records_max; ++entry, ++records) {
    lane.position = entry->offset + 1;
    const std::string_view payload =
        entry->record.payload ? std::string_view(*entry->record.payload) : std::string_view();
    sink.on_record(where, {entry->offset, entry->record.timestamp, payload, broker_.read_at_});
  }
  if (entry == log->entries.end() && lane.end_told != log->end) {
    lane.position = log->end;
    lane.end_told = log->end;
    sink.on_position(where, log->end);
  }
  return records;
}

void ScriptedRecordSource::assign(const TopicPartition& where, Offset offset) {
  FB_CHECK(offset >= 0);
  lanes_.insert_or_assign(where, Lane{.position = offset, .end_told = std::nullopt});
}

void ScriptedRecordSource::pause(const TopicPartition& where) {
  const auto lane = lanes_.find(where);
  FB_CHECK(lane != lanes_.end());
  lane->second.paused = true;
}

void ScriptedRecordSource::resume(const TopicPartition& where) {
  const auto lane = lanes_.find(where);
  FB_CHECK(lane != lanes_.end());
  if (std::exchange(lane->second.paused, false)) lane->second.end_told.reset();
}

Result<std::vector<TopicPartition>> ScriptedRecordSource::partitions(Duration) {
  if (!broker_.reachable_) return Error(ErrorCode::kUnavailable, "no broker answers");
  std::vector<TopicPartition> partitions;
  const std::set<std::string> topics(options_.topics.begin(), options_.topics.end());
  for (const std::string& topic : topics) {
    auto log = broker_.logs_.lower_bound({topic, 0});
    if (log == broker_.logs_.end() || log->first.topic != topic) missing_topics_.insert(topic);
    for (; log != broker_.logs_.end() && log->first.topic == topic; ++log) {
      partitions.push_back(log->first);
    }
  }
  return partitions;
}

Result<std::vector<OffsetRange>> ScriptedRecordSource::offset_ranges(
    const std::vector<TopicPartition>& where, Duration) {
  std::vector<OffsetRange> ranges;
  if (where.empty()) return ranges;
  if (!broker_.reachable_) return Error(ErrorCode::kUnavailable, "no broker answers");
  for (const TopicPartition& each : where) {
    const ScriptedBroker::Log* log = broker_.answering(each);
    if (log != nullptr) ranges.push_back({each, log->low, log->end});
  }
  return ranges;
}

Result<std::optional<Offset>> ScriptedRecordSource::offset_at(const TopicPartition& where,
                                                              UnixTime time, Duration) {
  const ScriptedBroker::Log* log = broker_.answering(where);
  if (log == nullptr) return Error(ErrorCode::kUnavailable, to_string(where) + " does not answer");
  for (const auto& entry : log->entries) {
    if (entry.record.timestamp && *entry.record.timestamp >= time) {
      return std::optional<Offset>(entry.offset);
    }
  }
  return std::optional<Offset>();
}

Result<std::vector<CommittedOffset>> ScriptedRecordSource::committed(
    const std::vector<TopicPartition>& where, Duration) {
  std::vector<CommittedOffset> committed;
  if (where.empty()) return committed;
  if (!broker_.reachable_) return Error(ErrorCode::kUnavailable, "no broker answers");
  const auto& group = broker_.committed_[options_.group_id];
  for (const TopicPartition& each : where) {
    const auto found = group.find(each);
    committed.push_back(found != group.end() ? found->second
                                             : CommittedOffset{each, std::nullopt, ""});
  }
  return committed;
}

std::size_t ScriptedRecordSource::commit(const std::vector<OffsetCommit>& commits) {
  const std::size_t failed_before = std::exchange(failed_commits_, 0);
  if (commits.empty()) return failed_before;
  const bool refused = !broker_.reachable_ || broker_.commits_to_fail_ > 0;
  if (broker_.reachable_ && broker_.commits_to_fail_ > 0) --broker_.commits_to_fail_;
  if (refused) {
    failed_commits_ = commits.size();
    return failed_before;
  }
  auto& group = broker_.committed_[options_.group_id];
  for (const OffsetCommit& each : commits) {
    group[each.where] = {each.where, each.offset, each.metadata};
  }
  return failed_before;
}

}  // namespace flowbridge
