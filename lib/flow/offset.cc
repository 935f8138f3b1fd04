#include "flow/offset.h"

namespace flowbridge {

std::string to_string(const TopicPartition& where) {
  return where.topic + "[" + std::to_string(where.partition) + "]";
}

}  // namespace flowbridge
