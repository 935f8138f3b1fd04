#include "flowbridge/translate.h"

#include "process/whole_file.h"
#include "support/result_matchers.h"
#include "support/temporary_directory.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::FieldsAre;
using ::testing::IsEmpty;

InfoOptions info_options_of(const AsNameSettings& names) {
  Settings settings;
  settings.as_names = names;
  settings.flows.own_asns = {64496, 64497};
  return ingest_options(settings, 1).info;
}

TEST(IngestOptions, AskForTheGaugesOfNamesWhereNamesStandBesideTheSeries) {
  EXPECT_THAT(info_options_of({}).metrics, IsEmpty());
  EXPECT_THAT(info_options_of({.where = AsNamesSetting::kInfo}).metrics,
              ElementsAre(InfoMetric::kAsInfo));
  EXPECT_THAT(info_options_of({.where = AsNamesSetting::kBoth}).metrics,
              ElementsAre(InfoMetric::kAsInfo));
}

TEST(IngestOptions, AskForTheGaugesOfPeeringWithPeeringdbWhereverNamesAre) {
  EXPECT_THAT(info_options_of({.peeringdb = true}).metrics,
              ElementsAre(InfoMetric::kAsPeeringInfo));
  EXPECT_THAT(info_options_of({.peeringdb = true, .where = AsNamesSetting::kInfo}).metrics,
              ElementsAre(InfoMetric::kAsInfo, InfoMetric::kAsPeeringInfo));
  EXPECT_THAT(info_options_of({.peeringdb = true}).own, ElementsAre(Asn(64496), Asn(64497)));
}

class KafkaPropertyFile : public ::testing::Test {
 protected:
  Result<KafkaOptions> options_with(const std::string& content) {
    EXPECT_THAT(write_file(files_.file("password"), content), IsOk());
    return options();
  }
  Result<KafkaOptions> options() {
    Settings settings;
    settings.kafka.properties = {{"sasl.username", "bridge"}};
    settings.kafka.property_files = {{"sasl.password", files_.file("password")}};
    return kafka_options(settings);
  }

  TemporaryDirectory files_;
};

TEST_F(KafkaPropertyFile, GivesThePropertyItsValue) {
  const Result<KafkaOptions> options = options_with("my hunter2\n");
  ASSERT_THAT(options, IsOk());
  EXPECT_THAT(options->properties, ElementsAre(FieldsAre("sasl.username", "bridge"),
                                               FieldsAre("sasl.password", "my hunter2")));
}

TEST_F(KafkaPropertyFile, ThatIsNotThereIsNamedWithItsProperty) {
  EXPECT_THAT(options(), FailsWith(ErrorCode::kNotFound));
  EXPECT_EQ(options().error().message(),
            "kafka.property_file sasl.password: " + files_.file("password") +
                ": No such file or directory");
}

TEST_F(KafkaPropertyFile, HoldsOneLine) {
  const Result<KafkaOptions> options = options_with("hunter2\nhunter3\n");
  ASSERT_THAT(options, FailsWith(ErrorCode::kInvalid));
  EXPECT_THAT(options.error().message(),
              EndsWith("has more than one line; a secret is the whole file"));
}

TEST(CurlOptions, AreThoseOfTheDestination) {
  DestinationSettings settings;
  settings.connections = 32;
  settings.tls = {.authorities_file = "/ca",
                  .certificate_file = "/cert",
                  .key_file = "/key",
                  .server_name = "push.example",
                  .verify = false,
                  .version_min = TlsVersionSetting::k13};
  settings.proxy = {.url = "http://proxy:3128", .exceptions = "10.0.0.0/8"};
  settings.follow_redirects = false;
  settings.http2 = false;
  settings.unix_socket = "/run/push.sock";
  settings.rate_limit = 1'000'000;
  const CurlOptions options = curl_options(settings);
  EXPECT_EQ(options.tls.ca_file, "/ca");
  EXPECT_EQ(options.tls.cert_file, "/cert");
  EXPECT_EQ(options.tls.key_file, "/key");
  EXPECT_EQ(options.tls.server_name, "push.example");
  EXPECT_TRUE(options.tls.insecure_skip_verify);
  EXPECT_EQ(options.tls.min_version, TlsVersion::kTls13);
  EXPECT_EQ(options.proxy.url, "http://proxy:3128");
  EXPECT_EQ(options.proxy.no_proxy, "10.0.0.0/8");
  EXPECT_FALSE(options.proxy.from_environment);
  EXPECT_FALSE(options.follow_redirects);
  EXPECT_FALSE(options.enable_http2);
  EXPECT_EQ(options.unix_socket, "/run/push.sock");
  EXPECT_EQ(options.rate_limit, 1'000'000u);
  EXPECT_EQ(options.idle_connections_max, 32u);
}

TEST(CurlOptions, AreCarefulByDefault) {
  const CurlOptions options = curl_options({});
  EXPECT_FALSE(options.tls.insecure_skip_verify);
  EXPECT_EQ(options.tls.min_version, TlsVersion::kTls12);
  EXPECT_TRUE(options.follow_redirects);
  EXPECT_EQ(options.rate_limit, 0u);
}

TEST(DeliveryOptions, AreThoseOfTheDestination) {
  DestinationSettings settings;
  settings.name = "thanos";
  settings.url = "http://thanos/api/v1/receive";
  settings.timeout = 20s;
  settings.connections = 8;
  settings.samples_max = 500;
  settings.version = VersionSetting::kV1;
  settings.backoff = {.first = 50ms, .last = 10s};
  settings.auth = BasicAuth{.user = "17"};
  settings.relabel = {.external_labels = {{"cluster", "fra1"}},
                      .rules = {{.action = RelabelAction::kLabelDrop, .regex = "job"}}};
  settings.receiver = ReceiverProfile::kThanos;
  settings.when_full = FullSetting::kDropOldest;
  const DeliveryOptions options = delivery_options(settings, {.bytes = true, .flows = true});
  EXPECT_EQ(options.name, "thanos");
  EXPECT_EQ(options.url, "http://thanos/api/v1/receive");
  EXPECT_EQ(options.request_timeout, 20s);
  EXPECT_EQ(options.sender.in_flight_max, 8u);
  EXPECT_EQ(options.sender.samples_per_request_max, 500u);
  EXPECT_EQ(options.protocol, ProtocolSetting::kV1);
  EXPECT_EQ(options.relabel, settings.relabel);
  EXPECT_EQ(options.sender.backoff.first, 50ms);
  EXPECT_EQ(options.sender.backoff.last, 10s);
  EXPECT_EQ(std::get<BasicAuth>(options.auth.auth).user, "17");
  EXPECT_EQ(options.measures, (MeasureSet{Measure::kBytes, Measure::kFlows}));
  EXPECT_EQ(options.receiver, ReceiverProfile::kThanos);
  EXPECT_EQ(options.when_full, WhenFull::kDropOldest);
}

}  // namespace
}  // namespace flowbridge
