#include "kafka/configuration.h"

#include "kafka/error_name.h"
#include "kafka/record_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

KafkaOptions with_properties(std::vector<KafkaProperty> properties) {
  KafkaOptions options;
  options.brokers = "127.0.0.1:9092";
  options.topics = {"flows"};
  options.properties = std::move(properties);
  return options;
}

std::string problem_of(const KafkaOptions& options) {
  const Result<void> checked = check_kafka(options);
  if (checked) return "none";
  EXPECT_EQ(checked.error().code(), ErrorCode::kInvalid);
  return checked.error().message();
}

std::string property_of(const KafkaOptions& options, const char* key) {
  const Result<ConfigurationHandle> configuration = kafka_configuration(options);
  char value[512] = {};
  std::size_t size = sizeof(value);
  const rd_kafka_conf_res_t found = rd_kafka_conf_get((*configuration).get(), key, value, &size);
  return found == RD_KAFKA_CONF_OK ? value : "unknown";
}

TEST(KafkaConfiguration, TakesTlsAndSaslProperties) {
  const KafkaOptions options = with_properties({
      {"security.protocol", "SASL_SSL"},
      {"sasl.mechanism", "SCRAM-SHA-512"},
      {"sasl.username", "bridge"},
      {"sasl.password", "hunter2"},
      {"ssl.ca.location", "/etc/ssl/certs/ca-certificates.crt"},
      {"ssl.endpoint.identification.algorithm", "https"},
  });
  EXPECT_EQ(problem_of(options), "none");
  EXPECT_EQ(property_of(options, "security.protocol"), "sasl_ssl");
  EXPECT_EQ(property_of(options, "sasl.mechanism"), "SCRAM-SHA-512");
}

TEST(KafkaConfiguration, ClientCertificatesAreOpenedWithTheSource) {
  const KafkaOptions options =
      with_properties({{"security.protocol", "ssl"}, {"ssl.ca.location", "/nonexistent/ca.pem"}});
  EXPECT_EQ(problem_of(options), "none");
  const Result<std::unique_ptr<RecordSource>> source = open_kafka(options);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(source.error().message(), HasSubstr("ssl.ca.location"));
}

TEST(KafkaConfiguration, NamesAnUnknownPropertyAndSaysWhatLibrdkafkaSays) {
  EXPECT_THAT(problem_of(with_properties({{"sasl.mechanims", "PLAIN"}})),
              AllOf(HasSubstr("property sasl.mechanims: "), HasSubstr("No such configuration")));
}

TEST(KafkaConfiguration, NamesAPropertyWithABadValue) {
  EXPECT_THAT(problem_of(with_properties({{"security.protocol", "TLS"}})),
              AllOf(HasSubstr("property security.protocol: "), HasSubstr("TLS")));
}

TEST(KafkaConfiguration, NamesEveryProblemAtOnce) {
  KafkaOptions options = with_properties({{"nothing.such", "1"}, {"socket.timeout.ms", "soon"}});
  options.brokers.clear();
  EXPECT_THAT(problem_of(options), AllOf(HasSubstr("no broker"), HasSubstr("nothing.such"),
                                         HasSubstr("socket.timeout.ms")));
}

TEST(KafkaConfiguration, NeverShowsTheValueOfASecret) {
  EXPECT_THAT(problem_of(with_properties({{"sasl.oauthbearer.method", "hunter2"}})),
              AllOf(HasSubstr("sasl.oauthbearer.method"), Not(HasSubstr("hunter2"))));
  EXPECT_THAT(problem_of(with_properties({{"sasl.passwort", "hunter2"}})),
              AllOf(HasSubstr("sasl.passwort"), Not(HasSubstr("hunter2"))));
}

TEST(KafkaConfiguration, RefusesPropertiesThatExactCountingRestsOn) {
  for (const char* key : {"enable.auto.commit", "auto.offset.reset", "isolation.level",
                          "enable.partition.eof", "group.id", "bootstrap.servers"}) {
    EXPECT_THAT(problem_of(with_properties({{key, "true"}})),
                AllOf(HasSubstr(key), HasSubstr("sets this one itself")));
  }
}

TEST(KafkaConfiguration, AnOperatorsPropertyWinsOverADefault) {
  EXPECT_EQ(property_of(with_properties({}), "fetch.wait.max.ms"), "100");
  EXPECT_EQ(property_of(with_properties({{"fetch.wait.max.ms", "20"}}), "fetch.wait.max.ms"), "20");
}

TEST(KafkaConfiguration, BoundsWhatIsFetchedAhead) {
  KafkaOptions options = with_properties({});
  options.prefetch_bytes_max = 5 << 20;
  EXPECT_EQ(property_of(options, "queued.max.messages.kbytes"), "5120");
  options.prefetch_bytes_max = 0;
  EXPECT_EQ(property_of(options, "queued.max.messages.kbytes"), "1");
}

TEST(KafkaConfiguration, NeedsABrokerATopicAndAGroup) {
  EXPECT_THAT(problem_of(KafkaOptions{}), AllOf(HasSubstr("broker"), HasSubstr("topic")));
  KafkaOptions options = with_properties({});
  options.topics = {""};
  options.group_id = "";
  EXPECT_THAT(problem_of(options), AllOf(HasSubstr("topic's name"), HasSubstr("group id")));
}

TEST(KafkaErrorName, IsOneOfAClosedSet) {
  EXPECT_EQ(kafka_error_name(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN), "all_brokers_down");
  EXPECT_EQ(kafka_error_name(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART), "unknown_topic");
  EXPECT_EQ(kafka_error_name(RD_KAFKA_RESP_ERR_STALE_BROKER_EPOCH), "other");
}

}  // namespace
}  // namespace flowbridge
