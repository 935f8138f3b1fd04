#include "port/record_source.h"

#include "support/record_source_contract.h"
#include "support/scripted_record_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ScriptedWorld final : public RecordSourceWorld {
 public:
  RecordSource& source() override { return source_; }
  bool can(WorldAbility) const override { return true; }

  void add_partitions(const std::string& topic, std::int32_t count) override {
    broker_.add_partitions(topic, count);
  }
  void append(const TopicPartition& where, const WorldRecord& record) override {
    broker_.append(where, {record.payload, record.timestamp});
  }
  void append_numbers(const TopicPartition& where, int count) override {
    int& next = next_number_[where];
    for (int i = 0; i < count; ++i) {
      broker_.append(where, {std::to_string(next++), unix_ms(1'700'000'000'000)});
    }
  }
  void make_missing(const std::string&) override {}  // Nothing is there unless it was added.
  void set_reachable(bool reachable) override { broker_.set_reachable(reachable); }
  void refuse_commits() override { broker_.fail_next_commits(1); }
  void accept_commits() override { broker_.fail_next_commits(0); }
  void drop_before(const TopicPartition& where, Offset low) override {
    broker_.drop_before(where, low);
  }
  void skip_offsets(const TopicPartition& where, Offset count) override {
    broker_.skip_offsets(where, count);
  }

 private:
  ScriptedBroker broker_;
  ScriptedRecordSource source_{broker_, {.topics = {"flows", "more"}}};
  std::map<TopicPartition, int> next_number_;
};

std::unique_ptr<RecordSourceWorld> make_scripted_world() {
  return std::make_unique<ScriptedWorld>();
}

INSTANTIATE_TEST_SUITE_P(Scripted, RecordSourceContract,
                         testing::Values(RecordSourceWorldFactory(&make_scripted_world)),
                         [](const auto&) { return "Memory"; });

struct ScriptedRecordSourceTest : testing::Test {
  ScriptedRecordSourceTest() { broker.add_partitions("flows", 2); }

  void append(const TopicPartition& where, int count) {
    for (int i = 0; i < count; ++i) broker.append(where, {.payload = "x", .timestamp = {}});
  }

  ScriptedBroker broker;
  RecordingSink sink;
  const TopicPartition p0{"flows", 0};
  const TopicPartition p1{"flows", 1};
};

TEST_F(ScriptedRecordSourceTest, AnotherSourceOnTheSameBrokerSeesLogsAndCommits) {
  append(p0, 3);
  {
    ScriptedRecordSource before_the_crash(broker, {.topics = {"flows"}});
    before_the_crash.commit({{p0, 2, "writer"}});
  }
  ScriptedRecordSource after(broker, {.topics = {"flows"}});
  const CommittedOffset committed = after.committed({p0}, 1s)->front();
  EXPECT_EQ(committed.metadata, "writer");
  after.assign(p0, *committed.offset);
  EXPECT_EQ(after.poll(sink, {}), 1U);
  EXPECT_THAT(sink.offsets(p0), ElementsAre(2));
}

TEST_F(ScriptedRecordSourceTest, PartitionsTakeTurnsSoThatNoneWaitsForAnother) {
  append(p0, 100);
  append(p1, 100);
  ScriptedRecordSource source(broker, {.topics = {"flows"}, .run_length = 10});
  source.assign(p0, 0);
  source.assign(p1, 0);
  EXPECT_EQ(source.poll(sink, {.records_max = 35}), 35U);
  EXPECT_EQ(sink.records[p0].size(), 20U);
  EXPECT_EQ(sink.records[p1].size(), 15U);
  EXPECT_EQ(source.poll(sink, {.records_max = 10}), 10U);
  EXPECT_EQ(sink.records[p0].size(), 30U);
}

TEST_F(ScriptedRecordSourceTest, APartitionWithoutALeaderIsSilentWhileOthersFlow) {
  append(p0, 5);
  append(p1, 5);
  ScriptedRecordSource source(broker, {.topics = {"flows"}});
  source.assign(p0, 0);
  source.assign(p1, 0);
  broker.set_reachable(p0, false);
  EXPECT_EQ(source.poll(sink, {}), 5U);
  EXPECT_THAT(sink.records[p0], IsEmpty());
  EXPECT_EQ(source.offset_ranges({p0, p1}, 1s)->size(), 1U);
  EXPECT_EQ(source.offset_at(p0, unix_ms(0), 1s).error().code(), ErrorCode::kUnavailable);
  broker.set_reachable(p0, true);
  EXPECT_EQ(source.poll(sink, {}), 5U);
}

TEST_F(ScriptedRecordSourceTest, ATruncatedLogLeavesItsReaderOutOfRange) {
  append(p0, 10);
  ScriptedRecordSource source(broker, {.topics = {"flows"}});
  source.assign(p0, 0);
  source.poll(sink, {});
  broker.cut_from(p0, 6);
  source.poll(sink, {});
  EXPECT_THAT(sink.out_of_range, ElementsAre(p0));
  append(p0, 1);
  EXPECT_EQ(source.offset_ranges({p0}, 1s)->front().high, 7);
}

TEST_F(ScriptedRecordSourceTest, CommitsWhileTheBrokerIsAwayAreLostAndCounted) {
  ScriptedRecordSource source(broker, {.topics = {"flows"}});
  broker.set_reachable(false);
  source.commit({{p0, 1, ""}, {p1, 1, ""}});
  broker.set_reachable(true);
  EXPECT_EQ(source.commit({{p0, 2, ""}}), 2U);
  EXPECT_THAT(broker.committed("flowbridge"), testing::SizeIs(1));
}

}  // namespace
}  // namespace flowbridge
