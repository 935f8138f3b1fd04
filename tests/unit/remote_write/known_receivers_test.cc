#include "support/known_receivers.h"

#include "remote_write/protocol.h"
#include "support/write_request_v2.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <snappy.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr UnixTime kBase = unix_ms(1'700'000'000'000);
constexpr const char* kTypeOfTwo = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
const LabelSet kSeries = make_label_set({{"__name__", "a"}});

std::string in_one(UnixTime timestamp, double value, const LabelSet& labels = kSeries) {
  return make_request_body({{labels, {{timestamp, value_bits(value)}}}});
}

std::string in_two(UnixTime timestamp, double value) {
  const std::string message = serialize_write_request_v2(
      {{.labels = kSeries,
        .family = {},
        .samples = {{.timestamp = timestamp, .value = value_bits(value)}}}});
  std::string body;
  snappy::Compress(message.data(), message.size(), &body);
  return body;
}

/// As flowbridge sends them.
WriteHeaders headers_of_two() {
  return write_headers(request_headers({.user_agent = "test", .protocol = WireProtocol::kV2}));
}

std::string header(const ReceiverAnswer& answer, const std::string& name) {
  for (const HttpHeader& each : answer.headers) {
    if (each.name == name) return each.value;
  }
  return "";
}

TEST(WriteHeaders, AreFoundWhateverTheirCase) {
  const WriteHeaders headers = write_headers({{"content-type", "text/plain"},
                                              {"X-PROMETHEUS-REMOTE-WRITE-VERSION", "2.0.0"},
                                              {"Retry-attempt", "3"}});
  EXPECT_EQ(headers.content_type, "text/plain");
  EXPECT_EQ(headers.version, "2.0.0");
  EXPECT_EQ(headers.retry_attempt, 3);
}

TEST(WriteHeaders, NameVersionTwoOnlyWithoutABlank) {
  const auto names = [](const std::string& type) {
    return names_version_two({.content_type = type});
  };
  EXPECT_TRUE(names(kTypeOfTwo));
  EXPECT_TRUE(names("application/x-protobuf;charset=utf-8;proto=io.prometheus.write.v2.Request"));
  EXPECT_FALSE(names("application/x-protobuf; proto=io.prometheus.write.v2.Request"));
  EXPECT_FALSE(names("application/x-protobuf ;proto=io.prometheus.write.v2.Request"));
  EXPECT_FALSE(names("application/x-protobuf;proto=prometheus.WriteRequest"));
  EXPECT_FALSE(names("application/x-protobuf"));
  EXPECT_FALSE(names(""));
}

TEST(WriteHeaders, OfOursAreExactlyVersionTwo) {
  EXPECT_TRUE(names_version_two(headers_of_two()));
  EXPECT_TRUE(are_exactly_version_two(headers_of_two()));
}

TEST(KnownReceivers, TakeTwoOrSayNothingOfWhatWasWritten) {
  for (const KnownReceiver& known : known_receivers()) {
    ReceiverModel receiver(known.options);
    const ReceiverAnswer answer = receiver.write(in_two(kBase, 1), kBase, headers_of_two());
    const bool is_taken = known.protocol == WireProtocol::kV2;
    EXPECT_EQ(receiver.samples(kSeries).size(), is_taken ? 1u : 0u) << known.name;
    EXPECT_EQ(header(answer, "x-prometheus-remote-write-samples-written"), is_taken ? "1" : "")
        << known.name;
    EXPECT_EQ(answer.status, known.options.version_two == VersionTwo::kUnsupported
                                 ? 415
                                 : known.options.accepted_status)
        << known.name;
  }
}

TEST(KnownReceivers, AllTakeOneAndSayNothingOfWhatWasWritten) {
  for (const KnownReceiver& known : known_receivers()) {
    ReceiverModel receiver(known.options);
    const ReceiverAnswer answer = receiver.write(in_one(kBase, 1), kBase);
    EXPECT_EQ(answer.status, known.options.accepted_status) << known.name;
    EXPECT_THAT(answer.headers, IsEmpty()) << known.name;
    EXPECT_EQ(receiver.samples(kSeries).size(), 1u) << known.name;
  }
}

TEST(KnownReceivers, ReadTwoAsAnEmptyOneIfABlankIsInItsType) {
  for (const KnownReceiver& known : known_receivers()) {
    ReceiverModel receiver(known.options);
    const ReceiverAnswer answer = receiver.write(
        in_two(kBase, 1), kBase,
        {.content_type = "application/x-protobuf; proto=io.prometheus.write.v2.Request",
         .version = "2.0.0"});
    EXPECT_EQ(answer.status, known.options.accepted_status) << known.name;
    EXPECT_THAT(receiver.series(), IsEmpty()) << known.name;
  }
}

TEST(Thanos, ReadsTwoAsAnEmptyOneIfItsVersionIsWrittenOtherwise) {
  ReceiverModel receiver(thanos());
  const ReceiverAnswer answer =
      receiver.write(in_two(kBase, 1), kBase, {.content_type = kTypeOfTwo, .version = "2.0"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.headers, IsEmpty());
  EXPECT_THAT(receiver.series(), IsEmpty());
}

TEST(Thanos, RefusesWith409AndCountsWhatItRefused) {
  ReceiverModel receiver(thanos());
  receiver.write(in_two(kBase, 1), kBase, headers_of_two());
  const ReceiverAnswer answer = receiver.write(in_two(kBase, 2), kBase, headers_of_two());
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(header(answer, "x-prometheus-remote-write-samples-written"), "1");
}

TEST(Prometheus3, RefusesWith400AndSaysThatNothingWasWritten) {
  ReceiverModel receiver(prometheus_3());
  receiver.write(in_two(kBase, 1), kBase, headers_of_two());
  const ReceiverAnswer answer = receiver.write(in_two(kBase, 2), kBase, headers_of_two());
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(header(answer, "x-prometheus-remote-write-samples-written"), "0");
}

TEST(Mimir, SaysToWaitLongerWithEachAttempt) {
  ReceiverModel receiver(mimir());
  const auto wait = [&receiver](int attempt) {
    return header(receiver.throttle({.retry_attempt = attempt}), "retry-after");
  };
  EXPECT_EQ(wait(0), "6");
  EXPECT_EQ(wait(1), "6");
  EXPECT_EQ(wait(2), "12");
  EXPECT_EQ(wait(5), "96");
  EXPECT_EQ(wait(50), "96");
}

TEST(MimirIngestStorage, DoesNotSayWhatItRefuses) {
  ReceiverModel receiver(mimir_ingest_storage());
  EXPECT_EQ(receiver.write(in_one(kBase, 1), kBase).status, 200);
  EXPECT_EQ(receiver.write(in_one(kBase, 2), kBase).status, 200);
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kOtherValue), 1u);
}

TEST(VictoriaMetrics, StoresInAnyOrderAndAnEqualSampleOnce) {
  ReceiverModel receiver(victoria_metrics());
  for (const Duration at : {2s, 0s, 1s, 1s}) {
    const double value = static_cast<double>(at.count());
    EXPECT_EQ(receiver.write(in_one(kBase + at, value), kBase).status, 204);
  }
  EXPECT_THAT(receiver.samples(kSeries), ElementsAre(WrittenSample{kBase, value_bits(0)},
                                                     WrittenSample{kBase + 1s, value_bits(1000)},
                                                     WrittenSample{kBase + 2s, value_bits(2000)}));
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kOutOfOrder), 3u);
}

TEST(VictoriaMetrics, IgnoresWhatIsBeyondItsLimitsWithoutAWord) {
  ReceiverModel receiver(victoria_metrics());
  std::vector<Label> many = {{"__name__", "many"}};
  for (int i = 0; i < 40; ++i) many.push_back({"label_" + std::to_string(i), "x"});
  const LabelSet long_name = make_label_set({{"__name__", "b"}, {std::string(257, 'n'), "x"}});
  const LabelSet long_value = make_label_set({{"__name__", std::string(4097, 'v')}});
  EXPECT_EQ(receiver.write(in_one(kBase, 1, make_label_set(many)), kBase).status, 204);
  EXPECT_EQ(receiver.write(in_one(kBase, 1, long_name), kBase).status, 204);
  EXPECT_EQ(receiver.write(in_one(kBase, 1, long_value), kBase).status, 204);
  EXPECT_EQ(receiver.write(in_one(kBase - 32 * 24h, 1), kBase).status, 204);
  EXPECT_EQ(receiver.write(in_one(kBase + 49h, 1), kBase).status, 204);
  EXPECT_THAT(receiver.series(), IsEmpty());
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kIgnored), 5u);
}

// Tried on 1.79.5.
TEST(VictoriaMetrics, OfBeforeCutsWhatIsBeyondItsLimitsWithoutAWord) {
  ReceiverModel receiver(old_victoria_metrics());
  const auto with_labels = [](int count) {
    std::vector<Label> labels = {{"__name__", "many"}};
    for (int i = 1; i < count; ++i) labels.push_back({"label_" + std::to_string(100 + i), "x"});
    return make_label_set(labels);
  };
  const auto with_name = [](std::size_t size) {
    return make_label_set({{"__name__", "b"}, {std::string(size, 'n'), "x"}});
  };
  const auto with_value = [](std::size_t size) {
    return make_label_set({{"__name__", "c"}, {"a", std::string(size, 'v')}});
  };
  for (const LabelSet& labels : {with_labels(31), with_name(257), with_value(16385)}) {
    EXPECT_EQ(receiver.write(in_one(kBase, 1, labels), kBase).status, 204);
  }
  EXPECT_THAT(receiver.series(), SizeIs(3));
  for (const LabelSet& labels : {with_labels(30), with_name(256), with_value(16384)}) {
    EXPECT_THAT(receiver.samples(labels), SizeIs(1)) << to_string(labels);
  }
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kCut), 3u);
}

}  // namespace
}  // namespace flowbridge
