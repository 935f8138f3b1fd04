#pragma once
/// A RecordSink that remembers everything that poll() said.
///
/// Lifetime: owns copies of what it was given.
/// Threads:  one.
/// Fails:    never.
/// Units:    as RecordSink.
///
///   source.poll(sink, {});
///   EXPECT_EQ(sink.offsets({"flows", 0}), offsets_from(0, 10));

#include "port/record_source.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

struct RecordedRecord {
  Offset offset = 0;
  std::optional<UnixTime> timestamp;
  std::string payload;
};

class RecordingSink final : public RecordSink {
 public:
  void on_record(const TopicPartition& from, const SourceRecord& record) override;
  void on_position(const TopicPartition& from, Offset position) override;
  void on_out_of_range(const TopicPartition& from) override;
  void on_error(std::string_view code, const std::string& message) override;

  std::vector<Offset> offsets(const TopicPartition& from) const;
  bool has_error(const std::string& code) const;

  std::map<TopicPartition, std::vector<RecordedRecord>> records;
  std::map<TopicPartition, std::vector<Offset>> positions;
  std::vector<TopicPartition> out_of_range;
  std::vector<std::pair<std::string, std::string>> errors;
};

/// first, first + 1, … last − 1.
std::vector<Offset> offsets_from(Offset first, Offset last);

}  // namespace flowbridge
