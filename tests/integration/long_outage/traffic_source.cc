#include "integration/long_outage/traffic_source.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

#include <poll.h>

namespace flowbridge {

namespace {

/// What one fetch brings of a lane before the next one has its turn.
constexpr std::size_t kRunLength = 500;

}  // namespace

TrafficSource::TrafficSource(const Traffic& traffic, std::string topic, TrafficProgress& progress)
    : traffic_(traffic), progress_(progress) {
  for (std::int32_t i = 0; i < traffic.options().lanes; ++i) lanes_.push_back({{topic, i}});
}

TrafficSource::Lane& TrafficSource::lane(const TopicPartition& where) {
  Lane& found = lanes_.at(static_cast<std::size_t>(where.partition));
  FB_CHECK(found.where == where);
  return found;
}

std::size_t TrafficSource::poll(RecordSink& sink, const PollLimits& limits) {
  std::size_t records = 0;
  std::size_t idle = 0;
  while (records < limits.records_max && idle < lanes_.size()) {
    Lane& next = lanes_[turn_];
    turn_ = (turn_ + 1) % lanes_.size();
    const std::size_t more =
        poll_lane(next, std::min(kRunLength, limits.records_max - records), sink);
    idle = more == 0 ? idle + 1 : 0;
    records += more;
  }
  if (records == 0) ::poll(nullptr, 0, static_cast<int>(limits.wait.count()));
  return records;
}

std::size_t TrafficSource::poll_lane(Lane& lane, std::size_t records_max, RecordSink& sink) {
  std::size_t records = 0;
  const Offset end = released();
  while (lane.reading && records < records_max && lane.position < end) {
    const Offset offset = lane.position++;
    traffic_.render(lane.where.partition, offset, payload_);
    sink.on_record(lane.where, {offset, traffic_.stamp(lane.where.partition, offset), payload_});
    ++records;
  }
  if (lane.reading && lane.position == traffic_.end() && !std::exchange(lane.end_told, true)) {
    sink.on_position(lane.where, lane.position);
  }
  return records;
}

Offset TrafficSource::released() const {
  return traffic_.begin(std::min(progress_.windows_released.load(), traffic_.options().windows));
}

void TrafficSource::assign(const TopicPartition& where, Offset offset) {
  Lane& found = lane(where);
  found.position = offset;
  found.reading = true;
  found.end_told = false;
}

void TrafficSource::pause(const TopicPartition& where) {
  lane(where).reading = false;
}

void TrafficSource::resume(const TopicPartition& where) {
  lane(where).reading = true;
}

Result<std::vector<TopicPartition>> TrafficSource::partitions(Duration) {
  std::vector<TopicPartition> all;
  for (const Lane& each : lanes_) all.push_back(each.where);
  return all;
}

Result<std::vector<OffsetRange>> TrafficSource::offset_ranges(
    const std::vector<TopicPartition>& where, Duration) {
  std::vector<OffsetRange> ranges;
  for (const TopicPartition& each : where) ranges.push_back({each, 0, traffic_.end()});
  return ranges;
}

Result<std::optional<Offset>> TrafficSource::offset_at(const TopicPartition&, UnixTime, Duration) {
  return std::optional<Offset>(0);
}

Result<std::vector<CommittedOffset>> TrafficSource::committed(
    const std::vector<TopicPartition>& where, Duration) {
  std::vector<CommittedOffset> none;
  for (const TopicPartition& each : where) none.push_back({each, std::nullopt, {}});
  return none;
}

std::size_t TrafficSource::commit(const std::vector<OffsetCommit>& commits) {
  for (const OffsetCommit& each : commits) {
    Lane& of = lane(each.where);
    progress_.committed += each.offset - std::exchange(of.committed, each.offset);
  }
  return 0;
}

}  // namespace flowbridge
