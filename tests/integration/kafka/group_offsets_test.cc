#include "kafka/group_offsets.h"

#include "kafka/configuration.h"
#include "kafka/record_source.h"
#include "support/mock_kafka.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

ConfigurationHandle configuration_for(const MockKafka& kafka) {
  KafkaOptions options;
  options.brokers = kafka.address();
  options.topics = {"flows"};
  options.properties = {{"reconnect.backoff.ms", "10"}, {"reconnect.backoff.max.ms", "50"}};
  Result<ConfigurationHandle> configuration = kafka_configuration(options);
  if (!configuration) ADD_FAILURE() << configuration.error().message();
  return *std::move(configuration);
}

TEST(GroupOffsets, WhatHasNoAnswerInTimeIsGivenUpWithItsClient) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:1"}});
  ConfigurationHandle own = configuration_for(kafka);
  const ClientHandle reader(rd_kafka_new(RD_KAFKA_CONSUMER, own.get(), nullptr, 0));
  ASSERT_NE(reader, nullptr);
  static_cast<void>(own.release());
  const TopicPartition p0{"flows", 0};
  GroupOffsets offsets(*reader, configuration_for(kafka),
                       {.group_id = "flowbridge", .answer_within = 1s});
  std::size_t failures = 0;
  const auto has_failed = [&] {
    offsets.serve();
    failures += offsets.take_failures();
    return failures > 0;
  };

  kafka.command("down");
  offsets.commit({{p0, 1, "writer"}});
  EXPECT_FALSE(wait_until(500ms, has_failed));
  EXPECT_TRUE(wait_until(10s, has_failed));
  EXPECT_EQ(failures, 1u);

  kafka.command("up");
  offsets.commit({{p0, 2, "writer"}});
  EXPECT_TRUE(wait_until(10s, [&] {
    offsets.serve();
    const auto committed = offsets.committed({p0}, 1s);
    return committed && committed->front().offset == 2;
  }));
}

}  // namespace
}  // namespace flowbridge
