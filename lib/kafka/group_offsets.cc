#include "kafka/group_offsets.h"

#include "base/check.h"
#include "kafka/error_name.h"

#include <cstring>
#include <utility>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

// The longest that librdkafka takes.
constexpr Duration kRequestTimeout = 1h;

struct DeleteRequest {
  void operator()(rd_kafka_AlterConsumerGroupOffsets_t* request) const {
    rd_kafka_AlterConsumerGroupOffsets_destroy(request);
  }
  void operator()(rd_kafka_AdminOptions_t* options) const {
    rd_kafka_AdminOptions_destroy(options);
  }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
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

GroupOffsets::GroupOffsets(rd_kafka_s& reader, ConfigurationHandle configuration,
                           GroupOffsetsOptions options)
    : reader_(reader), configuration_(std::move(configuration)), options_(std::move(options)) {
  FB_CHECK(options_.answer_within < kRequestTimeout);
  rd_kafka_conf_set_error_cb(configuration_.get(), [](rd_kafka_t*, int, const char*, void*) {});
  rd_kafka_conf_set_log_cb(configuration_.get(),
                           [](const rd_kafka_t*, int, const char*, const char*) {});
}

void GroupOffsets::commit(const std::vector<OffsetCommit>& commits) {
  for (const OffsetCommit& each : commits) waiting_.insert_or_assign(each.where, each);
  serve();
}

bool GroupOffsets::has_committer() {
  if (committer_ != nullptr) return true;
  ConfigurationHandle copy(rd_kafka_conf_dup(configuration_.get()));
  committer_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, copy.get(), nullptr, 0));
  if (committer_ == nullptr) return false;
  static_cast<void>(copy.release());  // The client owns it now.
  rd_kafka_poll_set_consumer(committer_.get());
  rd_kafka_set_log_queue(committer_.get(), nullptr);
  answers_.reset(rd_kafka_queue_new(committer_.get()));
  return true;
}

void GroupOffsets::hear_out() {
  if (committer_ == nullptr) return;
  using Message = std::unique_ptr<rd_kafka_message_t, DeleteRequest>;
  const Message said(rd_kafka_consumer_poll(committer_.get(), 0));
}

void GroupOffsets::serve() {
  hear_out();
  if (in_flight_ > 0) {
    const std::unique_ptr<rd_kafka_event_t, DeleteRequest> answer(
        rd_kafka_queue_poll(answers_.get(), 0));
    const bool is_overdue = answer == nullptr && answer_due_.left() == 0ms;
    if (answer == nullptr && !is_overdue) return;
    failures_ += is_overdue ? in_flight_ : failures_in(*answer);
    in_flight_ = 0;
    if (is_overdue) {
      answers_.reset();
      committer_.reset();
    }
  }
  if (!waiting_.empty()) send();
}

std::size_t GroupOffsets::take_failures() {
  return std::exchange(failures_, 0);
}

void GroupOffsets::send() {
  const std::size_t partitions = waiting_.size();
  const PartitionList list = commit_list(std::exchange(waiting_, {}));
  if (!has_committer()) {
    failures_ += partitions;
    return;
  }
  rd_kafka_t* client = committer_.get();
  const std::unique_ptr<rd_kafka_AdminOptions_t, DeleteRequest> options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), milliseconds_of(kRequestTimeout),
                                            nullptr, 0);
  const std::unique_ptr<rd_kafka_AlterConsumerGroupOffsets_t, DeleteRequest> request(
      rd_kafka_AlterConsumerGroupOffsets_new(options_.group_id.c_str(), list.get()));
  rd_kafka_AlterConsumerGroupOffsets_t* requests[] = {request.get()};
  rd_kafka_AlterConsumerGroupOffsets(client, requests, 1, options.get(), answers_.get());
  in_flight_ = partitions;
  answer_due_ = Deadline(options_.answer_within);
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
  const std::string doing = "read the committed offsets of group " + options_.group_id;
  const rd_kafka_resp_err_t code =
      rd_kafka_committed(&reader_, list.get(), milliseconds_of(timeout));
  if (is_failure(code)) return kafka_unavailable(doing, code);
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = list->elems[i];
    if (is_failure(entry.err)) return kafka_unavailable(doing, entry.err);
    committed.push_back(committed_of(entry));
  }
  return committed;
}

}  // namespace flowbridge
