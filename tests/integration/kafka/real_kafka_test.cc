// The contract and more against a real broker, which tests/e2e/run.sh contract starts and names in
// two variables:
//
//   FLOWBRIDGE_TEST_KAFKA=127.0.0.1:9092    a listener, as any client uses it
//   FLOWBRIDGE_TEST_KAFKA_GATE=9093:9094    another: where it tells clients to come, and where it
//   is
//
// Between the two ports of the second stands a gate of ours, so that the broker can be away.
#include "support/real_kafka.h"

#include "kafka/record_source.h"
#include "support/record_source_contract.h"
#include "support/tcp_gate.h"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Duration kTimeout = 10s;

struct Broker {
  std::string address;
  TcpGateOptions gate;
};

std::uint16_t port_of(std::string_view text) {
  std::uint16_t port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port;
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<Broker> broker_of_environment() {
  const std::string_view address = variable("FLOWBRIDGE_TEST_KAFKA");
  const std::string_view gate = variable("FLOWBRIDGE_TEST_KAFKA_GATE");
  const std::size_t colon = gate.find(':');
  if (address.empty() || colon == std::string_view::npos) return std::nullopt;
  return Broker{
      std::string(address),
      {.port = port_of(gate.substr(0, colon)), .server_port = port_of(gate.substr(colon + 1))}};
}

/// The broker outlives a test, so each test ends the names of its topics in its own way.
std::string own_ending() {
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return "." + test.substr(0, test.find('/')) + "." + std::to_string(now);
}

class RealWorld final : public RecordSourceWorld {
 public:
  RealWorld() : broker_(broker_of_environment()) {
    if (!broker_) return;
    kafka_.emplace(broker_->address);
    gate_.emplace(broker_->gate);
    gate_->open();
  }

  std::string absence() const override {
    return broker_ ? "" : "FLOWBRIDGE_TEST_KAFKA names no broker; tests/e2e/run.sh contract does";
  }
  std::string topic(const std::string& name) const override { return name + ending_; }
  RecordSource& source() override {
    if (source_ == nullptr) open();
    return *source_;
  }
  bool can(WorldAbility) const override { return true; }

  void add_partitions(const std::string& topic, std::int32_t count) override {
    if (topics_.insert(topic).second) return kafka().create_topic(topic, count);
    kafka().raise_partitions(topic, count);
  }
  void append(const TopicPartition& where, const WorldRecord& record) override {
    kafka().append(where, {.payload = record.payload,
                           .timestamp_ms = record.timestamp ? to_ms(*record.timestamp) : -1});
  }
  void append_numbers(const TopicPartition& where, int count) override {
    kafka().append_numbers(where, next_number_[where], count);
    next_number_[where] += count;
  }
  void make_missing(const std::string&) override {}  // Nothing is there unless it was added.
  void set_reachable(bool reachable) override { reachable ? gate_->open() : gate_->shut(); }
  // A group that has members takes no commits from others.
  void refuse_commits() override {
    kafka().join_group({.group_id = group_id(), .topic = *topics_.begin()});
  }
  void accept_commits() override { kafka().leave_group(); }
  void drop_before(const TopicPartition& where, Offset low) override {
    kafka().drop_before(where, low);
  }
  // The records of an aborted transaction, and its end.
  void skip_offsets(const TopicPartition& where, Offset count) override {
    const Offset before = source().offset_ranges({where}, kTimeout)->front().high;
    kafka().begin_transaction();
    kafka().append_numbers_in_transaction(where, 0, static_cast<int>(count) - 1);
    kafka().abort_transaction();
    kafka().await_end(where, before + count);
  }

  RealKafka& kafka() { return *kafka_; }

 private:
  std::string group_id() const { return topic("flowbridge"); }

  void open() {
    KafkaOptions options;
    options.brokers = "127.0.0.1:" + std::to_string(broker_->gate.port);
    options.topics = {topic("flows"), topic("more")};
    options.group_id = group_id();
    options.fetch_wait_max = 20ms;
    options.properties = {{"reconnect.backoff.ms", "10"}, {"reconnect.backoff.max.ms", "50"}};
    Result<std::unique_ptr<RecordSource>> opened = open_kafka(std::move(options));
    if (!opened) ADD_FAILURE() << opened.error().message();
    source_ = std::move(*opened);
  }

  const std::optional<Broker> broker_;
  const std::string ending_ = own_ending();
  std::optional<RealKafka> kafka_;
  std::optional<TcpGate> gate_;
  std::unique_ptr<RecordSource> source_;
  std::set<std::string> topics_;
  std::map<TopicPartition, int> next_number_;
};

std::unique_ptr<RecordSourceWorld> make_real_world() {
  return std::make_unique<RealWorld>();
}

INSTANTIATE_TEST_SUITE_P(Kafka, RecordSourceContract,
                         testing::Values(RecordSourceWorldFactory(&make_real_world)),
                         [](const auto&) { return "Real"; });

/// What only a real broker can show.
struct RealKafkaTest : testing::Test {
  void SetUp() override {
    if (!world.absence().empty()) GTEST_SKIP() << world.absence();
  }

  bool poll_until(const std::function<bool()>& done) {
    for (int polls = 0; polls < 600; ++polls) {
      if (done()) return true;
      source().poll(sink, {.records_max = 1000, .wait = 50ms});
    }
    return false;
  }
  bool poll_until_position(Offset position) {
    return poll_until([&] {
      const auto& positions = sink.positions[p0];
      return !positions.empty() && positions.back() == position;
    });
  }
  RecordSource& source() { return world.source(); }
  RealKafka& kafka() { return world.kafka(); }
  Offset end() { return source().offset_ranges({p0}, kTimeout)->front().high; }

  RealWorld world;
  RecordingSink sink;
  const std::string flows = world.topic("flows");
  const TopicPartition p0{flows, 0};
  const TopicPartition p1{flows, 1};
};

TEST_F(RealKafkaTest, ACommittedTransactionIsReadAndItsEndIsAnOffsetWithoutARecord) {
  world.add_partitions(flows, 1);
  world.append_numbers(p0, 2);
  kafka().begin_transaction();
  kafka().append_numbers_in_transaction(p0, 2, 3);
  kafka().commit_transaction();
  kafka().await_end(p0, 6);
  kafka().append_numbers(p0, 5, 1);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_position(7));
  EXPECT_THAT(sink.offsets(p0), ElementsAre(0, 1, 2, 3, 4, 6));
  EXPECT_EQ(sink.records[p0].back().payload, "5");
}

TEST_F(RealKafkaTest, AnOpenTransactionHoldsTheEndAndThePositionAlike) {
  world.add_partitions(flows, 1);
  world.append_numbers(p0, 3);
  kafka().begin_transaction();
  kafka().append_numbers_in_transaction(p0, 3, 2);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_position(3));
  EXPECT_EQ(end(), 3);
  EXPECT_THAT(sink.records[p0], SizeIs(3));
  kafka().commit_transaction();
  kafka().await_end(p0, 6);
  EXPECT_EQ(end(), 6);
  ASSERT_TRUE(poll_until_position(6));
  EXPECT_EQ(sink.offsets(p0), offsets_from(0, 5));
}

TEST_F(RealKafkaTest, AskingForAMissingTopicDoesNotMakeIt) {
  world.add_partitions(flows, 1);
  for (int round = 0; round < 3; ++round) EXPECT_THAT(*source().partitions(kTimeout), SizeIs(1));
  ASSERT_TRUE(poll_until([&] { return sink.has_error("unknown_topic"); }));
  EXPECT_EQ(kafka().partition_count(world.topic("more")), 0);
}

TEST_F(RealKafkaTest, AnAddedPartitionCanBeReadAsSoonAsItIsListed) {
  const TopicPartition other{world.topic("more"), 0};
  world.add_partitions(other.topic, 1);
  world.add_partitions(flows, 1);
  world.append_numbers(p0, 10);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_position(10));
  world.add_partitions(flows, 2);
  world.append_numbers(p1, 10);
  ASSERT_THAT(*source().partitions(kTimeout), ElementsAre(p0, p1, other));
  EXPECT_THAT(*source().offset_ranges({p0, p1}, kTimeout), SizeIs(2));
  source().assign(p1, 0);
  ASSERT_TRUE(poll_until([&] { return sink.records[p1].size() >= 10; }));
  EXPECT_THAT(sink.errors, IsEmpty());
}

TEST_F(RealKafkaTest, ATopicMadeAnewWithFewerRecordsIsOutOfRange) {
  world.add_partitions(flows, 1);
  world.append_numbers(p0, 100);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until_position(100));
  kafka().delete_topic(flows);
  kafka().create_topic(flows, 1);
  kafka().append_numbers(p0, 0, 10);
  ASSERT_TRUE(poll_until([&] { return !sink.out_of_range.empty(); }));
  EXPECT_EQ(end(), 10);
  source().assign(p0, 0);
  ASSERT_TRUE(poll_until([&] { return sink.records[p0].size() >= 110; }));
  EXPECT_EQ(sink.records[p0].back().offset, 9);
}

}  // namespace
}  // namespace flowbridge
