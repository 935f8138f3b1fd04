#pragma once
/// Where a record is in Kafka, and which lane it came through.
///
/// A lane is (topic, partition, writer): the unit of offsets, watermark and batches. Within one
/// writer it is a topic and a partition, numbered in the order in which the journal first met them;
/// LaneId is that number and is never reused.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    an offset is Kafka's: the position of a record in its partition, from 0. "Next offset"
///           is the one to read next.
///
///   TopicPartition from{"pmacct.acct", 3};

#include "base/strong_id.h"

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace flowbridge {

using Offset = std::int64_t;
using LaneId = StrongId<struct LaneIdTag, std::uint32_t>;

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;

  auto operator<=>(const TopicPartition&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const TopicPartition& where) {
    return H::combine(std::move(state), where.topic, where.partition);
  }
};

/// "pmacct.acct[3]", for logs and errors.
std::string to_string(const TopicPartition& where);

}  // namespace flowbridge
