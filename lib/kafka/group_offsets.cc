#include "kafka/group_offsets.h"

#include "kafka/error_name.h"

#include <cstring>
#include <utility>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

// Long enough for a coordinator that moves; an answer later than this is of no use to anyone.
constexpr Duration kCommitTimeout = 10s;

struct DeleteRequest {
  void operator()(rd_kafka_AlterConsumerGroupOffsets_t* request) const {
    rd_kafka_AlterConsumerGroupOffsets_destroy(request);
  }
  void operator()(rd_kafka_AdminOptions_t* options) const {
    rd_kafka_AdminOptions_destroy(options);
  }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};

PartitionList commit_list(const std::map<TopicPartition, OffsetCommit>& commits) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(commits.size())));
  for (const auto& [where, commit] : commits) {
    rd_kafka_topic_partition_t* entry =
        rd_kafka_topic_partition_list_add(list.get(), where.topic.c_str(), where.partition);
    entry->offset = commit.offset;
    if (commit.metadata.empty()) continue;
    // The list frees it with librdkafka's own allocator.
    entry->metadata = rd_kafka_mem_malloc(nullptr, commit.metadata.size());
    entry->metadata_size = commit.metadata.size();
    std::memcpy(entry->metadata, commit.metadata.data(), commit.metadata.size());
  }
  return list;
}

CommittedOffset committed_of(const rd_kafka_topic_partition_t& entry) {
  CommittedOffset committed;
  committed.where = {entry.topic, entry.partition};
  if (entry.offset >= 0) committed.offset = entry.offset;
  if (entry.metadata_size > 0) {
    committed.metadata.assign(static_cast<const char*>(entry.metadata), entry.metadata_size);
  }
  return committed;
}

/// A partition that the broker does not know has nothing committed; that is an answer.
bool is_failure(rd_kafka_resp_err_t code) {
  return code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

}  // namespace

GroupOffsets::GroupOffsets(rd_kafka_s& client, std::string group_id)
    : client_(client), group_id_(std::move(group_id)), answers_(rd_kafka_queue_new(&client)) {}

void GroupOffsets::commit(const std::vector<OffsetCommit>& commits) {
  for (const OffsetCommit& each : commits) waiting_.insert_or_assign(each.where, each);
  serve();
}

void GroupOffsets::serve() {
  if (in_flight_ > 0) {
    const std::unique_ptr<rd_kafka_event_t, DeleteRequest> answer(
        rd_kafka_queue_poll(answers_.get(), 0));
    if (answer == nullptr) return;
    failures_ += failures_in(*answer);
    in_flight_ = 0;
  }
  if (!waiting_.empty()) send();
}

std::size_t GroupOffsets::take_failures() {
  return std::exchange(failures_, 0);
}

void GroupOffsets::send() {
  const std::unique_ptr<rd_kafka_AdminOptions_t, DeleteRequest> options(
      rd_kafka_AdminOptions_new(&client_, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), milliseconds_of(kCommitTimeout), nullptr,
                                            0);
  const std::unique_ptr<rd_kafka_AlterConsumerGroupOffsets_t, DeleteRequest> request(
      rd_kafka_AlterConsumerGroupOffsets_new(group_id_.c_str(), commit_list(waiting_).get()));
  rd_kafka_AlterConsumerGroupOffsets_t* requests[] = {request.get()};
  rd_kafka_AlterConsumerGroupOffsets(&client_, requests, 1, options.get(), answers_.get());
  in_flight_ = waiting_.size();
  waiting_.clear();
}

std::size_t GroupOffsets::failures_in(rd_kafka_op_s& event) const {
  if (rd_kafka_event_error(&event) != RD_KAFKA_RESP_ERR_NO_ERROR) return in_flight_;
  std::size_t group_count = 0;
  const rd_kafka_group_result_t** groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(
      rd_kafka_event_AlterConsumerGroupOffsets_result(&event), &group_count);
  std::size_t failures = 0;
  for (std::size_t group = 0; group < group_count; ++group) {
    if (rd_kafka_group_result_error(groups[group]) != nullptr) return in_flight_;
    const rd_kafka_topic_partition_list_t* list = rd_kafka_group_result_partitions(groups[group]);
    for (int i = 0; list != nullptr && i < list->cnt; ++i) {
      if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) ++failures;
    }
  }
  return failures;
}

Result<std::vector<CommittedOffset>> GroupOffsets::committed(
    const std::vector<TopicPartition>& where, Duration timeout) {
  std::vector<CommittedOffset> committed;
  if (where.empty()) return committed;
  const PartitionList list = partition_list(where, RD_KAFKA_OFFSET_INVALID);
  const std::string doing = "read the committed offsets of group " + group_id_;
  const rd_kafka_resp_err_t code =
      rd_kafka_committed(&client_, list.get(), milliseconds_of(timeout));
  if (is_failure(code)) return kafka_unavailable(doing, code);
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = list->elems[i];
    if (is_failure(entry.err)) return kafka_unavailable(doing, entry.err);
    committed.push_back(committed_of(entry));
  }
  return committed;
}

}  // namespace flowbridge
