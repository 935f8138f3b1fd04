#include "support/recording_sink.h"

#include <algorithm>
#include <numeric>

namespace flowbridge {

void RecordingSink::on_record(const TopicPartition& from, const SourceRecord& record) {
  records[from].push_back({record.offset, record.timestamp, std::string(record.payload)});
}

void RecordingSink::on_position(const TopicPartition& from, Offset position) {
  positions[from].push_back(position);
}

void RecordingSink::on_out_of_range(const TopicPartition& from) {
  out_of_range.push_back(from);
}

void RecordingSink::on_error(std::string_view code, const std::string& message) {
  errors.emplace_back(code, message);
}

std::vector<Offset> RecordingSink::offsets(const TopicPartition& from) const {
  std::vector<Offset> offsets;
  const auto found = records.find(from);
  if (found == records.end()) return offsets;
  for (const RecordedRecord& each : found->second) offsets.push_back(each.offset);
  return offsets;
}

bool RecordingSink::has_error(const std::string& code) const {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const auto& each) { return each.first == code; });
}

std::vector<Offset> offsets_from(Offset first, Offset last) {
  std::vector<Offset> offsets(static_cast<std::size_t>(last - first));
  std::iota(offsets.begin(), offsets.end(), first);
  return offsets;
}

}  // namespace flowbridge
