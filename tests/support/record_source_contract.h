#pragma once
/// What every RecordSource must do, as tests.
///
/// The simulation trusts the scripted source to behave as Kafka does; this suite is why it may. A
/// world is a source and the means to change what it reads; each test gets a new one.
///
/// Lifetime: the world owns its source.
/// Threads:  one.
/// Fails:    a test of an ability that a world does not have is skipped by name, and so is every
///           test of a world that is absent.
/// Units:    as RecordSource.
///
///   INSTANTIATE_TEST_SUITE_P(Scripted, RecordSourceContract,
///                            testing::Values(RecordSourceWorldFactory(&make_scripted_world)));

#include "port/record_source.h"
#include "support/recording_sink.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {

/// What a world may be unable to do to its broker.
enum class WorldAbility {
  kRetention,
  kTimeLookup,
  kAddedPartitions,
  kSkippedOffsets,
};

struct WorldRecord {
  /// Absent: a tombstone.
  std::optional<std::string> payload;
  std::optional<UnixTime> timestamp;
};

class RecordSourceWorld {
 public:
  virtual ~RecordSourceWorld() = default;

  /// Why no test can run in this world; empty if they can.
  virtual std::string absence() const { return {}; }
  /// What this world calls a topic of the tests, in the same order; a broker that outlives a test
  /// needs new names for each.
  virtual std::string topic(const std::string& name) const { return name; }

  /// Opens the source under test; it reads the topics "flows" and "more".
  virtual RecordSource& source() = 0;
  virtual bool can(WorldAbility ability) const = 0;

  /// Creates the topic, or (kAddedPartitions) raises its partitions.
  virtual void add_partitions(const std::string& topic, std::int32_t count) = 0;
  virtual void append(const TopicPartition& where, const WorldRecord& record) = 0;
  /// Records "0", "1", … counted on from the partition's last such record.
  virtual void append_numbers(const TopicPartition& where, int count) = 0;
  /// Sees to it that a topic that was not added is not there.
  virtual void make_missing(const std::string& topic) = 0;
  virtual void set_reachable(bool reachable) = 0;
  /// The broker refuses the next commit, and may refuse those after it until accept_commits().
  virtual void refuse_commits() = 0;
  virtual void accept_commits() = 0;
  /// Requires: kRetention.
  virtual void drop_before(const TopicPartition& where, Offset low) = 0;
  /// The partition gets `count` offsets that no record has. Requires: kSkippedOffsets, count > 1.
  virtual void skip_offsets(const TopicPartition& where, Offset count) = 0;
};

using RecordSourceWorldFactory = std::unique_ptr<RecordSourceWorld> (*)();

class RecordSourceContract : public testing::TestWithParam<RecordSourceWorldFactory> {
 protected:
  RecordSourceContract() : world(GetParam()()) {}
  void SetUp() override;

  RecordSource& source() { return world->source(); }
  /// Polls until `done`; false if that took too many polls.
  bool poll_until(const std::function<bool()>& done);
  bool poll_until_records(const TopicPartition& from, std::size_t count);
  /// Polls until there was at least one record, and stops there.
  bool poll_a_few(std::size_t records_max);
  /// Polls for a while in which something unwanted would have come.
  void poll_a_while();

  std::unique_ptr<RecordSourceWorld> world;
  const std::string flows = world->topic("flows");
  const std::string more = world->topic("more");
  const TopicPartition p0{flows, 0};
  const TopicPartition p1{flows, 1};
  const TopicPartition p2{flows, 2};
  RecordingSink sink;
};

}  // namespace flowbridge
