#include "kafka/offset_queries.h"

#include "kafka/error_name.h"
#include "kafka/topic_metadata.h"

#include <algorithm>
#include <set>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

Duration share_of(const Deadline& deadline, std::size_t parts) {
  return deadline.left() / static_cast<Duration::rep>(std::max<std::size_t>(parts, 1));
}

/// librdkafka leaves the question, a negative number, in place of an answer that did not come.
bool is_answer(const rd_kafka_topic_partition_t& entry) {
  return entry.err == RD_KAFKA_RESP_ERR_NO_ERROR && entry.offset >= 0;
}

}  // namespace

Result<std::vector<OffsetRange>> OffsetQueries::ranges(const std::vector<TopicPartition>& where,
                                                       Duration timeout) {
  const Deadline deadline(timeout);
  std::vector<OffsetRange> ranges;
  if (where.empty()) return ranges;
  if (!ask_leaders_alone_) {
    // Half the time, so that there is some left to find out whose answer was missing.
    if (ask(where, share_of(deadline, 2), ranges) == RD_KAFKA_RESP_ERR_NO_ERROR) return ranges;
  }
  const int code = ask_each_leader(where, deadline, ranges);
  ask_leaders_alone_ = code != RD_KAFKA_RESP_ERR_NO_ERROR;
  if (ranges.empty() && ask_leaders_alone_) {
    return kafka_unavailable(
        "ask for the first and last offsets of " + std::to_string(where.size()) + " partitions",
        code);
  }
  return ranges;
}

int OffsetQueries::ask(const std::vector<TopicPartition>& where, Duration timeout,
                       std::vector<OffsetRange>& ranges) const {
  const Deadline deadline(timeout);
  const PartitionList low = partition_list(where, RD_KAFKA_OFFSET_BEGINNING);
  const PartitionList high = partition_list(where, RD_KAFKA_OFFSET_END);
  // The end is asked last, so that it is the newer answer of the two and never below the other.
  for (rd_kafka_topic_partition_list_t* list : {low.get(), high.get()}) {
    const rd_kafka_resp_err_t code =
        rd_kafka_offsets_for_times(&client_, list, milliseconds_of(deadline.left()));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  }
  for (int i = 0; i < high->cnt; ++i) {
    const rd_kafka_topic_partition_t& first = low->elems[i];
    const rd_kafka_topic_partition_t& last = high->elems[i];
    if (is_answer(first) && is_answer(last)) {
      ranges.push_back({{last.topic, last.partition}, first.offset, last.offset});
    }
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

int OffsetQueries::ask_each_leader(const std::vector<TopicPartition>& where,
                                   const Deadline& deadline, std::vector<OffsetRange>& ranges) {
  const std::map<LeaderId, std::vector<TopicPartition>> groups = by_leader(where, deadline);
  if (groups.empty()) return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
  int last_code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::size_t groups_left = groups.size();
  for (const auto& [leader, partitions] : groups) {
    const int code = ask(partitions, share_of(deadline, groups_left), ranges);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) last_code = code;
    --groups_left;
  }
  return last_code;
}

std::map<OffsetQueries::LeaderId, std::vector<TopicPartition>> OffsetQueries::by_leader(
    const std::vector<TopicPartition>& where, const Deadline& deadline) {
  std::set<std::string> topics;
  for (const TopicPartition& each : where) topics.insert(each.topic);
  // A part of the time for each topic's metadata, and as much again for the questions themselves.
  std::size_t parts = 2 * topics.size();
  for (const std::string& topic : topics) {
    const Result<TopicMetadata> metadata =
        ask_topic_metadata(client_, topic, share_of(deadline, parts));
    // The broker that hangs may be the one that was asked here; then what it knew before will do.
    if (metadata) learn(topic, *metadata);
    --parts;
  }
  std::map<LeaderId, std::vector<TopicPartition>> groups;
  for (const TopicPartition& each : where) {
    if (auto found = leaders_.find(each); found != leaders_.end()) {
      groups[found->second].push_back(each);
    }
  }
  return groups;
}

void OffsetQueries::learn(const std::string& topic, const TopicMetadata& metadata) {
  for (const PartitionLeader& each : metadata.partitions) {
    const TopicPartition where{topic, each.partition};
    if (each.leader >= 0) {
      leaders_[where] = each.leader;
    } else {
      leaders_.erase(where);
    }
  }
}

Result<std::optional<Offset>> OffsetQueries::at(const TopicPartition& where, UnixTime time,
                                                Duration timeout) {
  // Negative times are questions of another kind (beginning, end).
  const PartitionList list = partition_list({where}, std::max<std::int64_t>(to_ms(time), 0));
  const std::string doing = "ask for the offset of a time in " + to_string(where);
  const rd_kafka_resp_err_t code =
      rd_kafka_offsets_for_times(&client_, list.get(), milliseconds_of(timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return kafka_unavailable(doing, code);
  const rd_kafka_topic_partition_t& answer = list->elems[0];
  if (answer.err != RD_KAFKA_RESP_ERR_NO_ERROR) return kafka_unavailable(doing, answer.err);
  if (answer.offset < 0) return std::optional<Offset>();
  return std::optional<Offset>(answer.offset);
}

}  // namespace flowbridge
