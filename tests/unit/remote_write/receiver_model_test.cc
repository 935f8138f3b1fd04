#include "support/receiver_model.h"

#include "support/receiver_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UnixTime kBase = unix_ms(1'700'000'000'000);

LabelSet series_named(const std::string& name) {
  return make_label_set({{"__name__", name}});
}

std::string one_sample(const std::string& name, UnixTime timestamp, double value) {
  return make_request_body({{series_named(name), {{timestamp, value_bits(value)}}}});
}

FactOutcome stored_of(const ReceiverModel& receiver, const ReceiverFact& fact) {
  FactOutcome stored;
  for (const auto& [labels, samples] : receiver.series()) {
    if (labels[1].value == fact.name) stored[labels] = samples;
  }
  return stored;
}

TEST(ReceiverModel, HoldsEveryFactOfPrometheus) {
  ReceiverModel receiver;
  for (const ReceiverFact& fact : prometheus_facts()) {
    for (const FactStep& step : fact.steps) {
      const std::string body = make_request_body(fact_request(fact, step, kBase));
      const ReceiverAnswer answer = receiver.write(body, kBase);
      EXPECT_EQ(answer.status, step.status) << fact.name << ": " << answer.text;
    }
    EXPECT_EQ(stored_of(receiver, fact), fact_outcome(fact, kBase)) << fact.name;
  }
}

TEST(ReceiverModel, CountsRequestsAnswersAndVerdicts) {
  ReceiverModel receiver;
  receiver.write(one_sample("a", kBase, 1), kBase);
  receiver.write(one_sample("a", kBase, 1), kBase);
  receiver.write(one_sample("a", kBase, 2), kBase);
  receiver.write("not snappy", kBase);
  EXPECT_EQ(receiver.requests(), 4u);
  EXPECT_EQ(receiver.answers(204), 2u);
  EXPECT_EQ(receiver.answers(400), 2u);
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kStored), 1u);
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kEqualDuplicate), 1u);
  EXPECT_EQ(receiver.verdicts(SampleVerdict::kOtherValue), 1u);
}

TEST(ReceiverModel, StoresTheGoodPartIfItIsNotPrometheus) {
  ReceiverModel receiver({.refusal_rule = RefusalRule::kBadSamplesOnly,
                          .accepted_status = 200,
                          .refused_status = 409});
  EXPECT_EQ(receiver.write(one_sample("bad", kBase, 1), kBase).status, 200);
  const std::string mixed = make_request_body({
      {series_named("before"), {{kBase, value_bits(1)}}},
      {series_named("bad"), {{kBase, value_bits(2)}}},
      {series_named("after"), {{kBase, value_bits(3)}}},
  });
  EXPECT_EQ(receiver.write(mixed, kBase).status, 409);
  EXPECT_THAT(receiver.samples(series_named("before")),
              ElementsAre(WrittenSample{kBase, value_bits(1)}));
  EXPECT_THAT(receiver.samples(series_named("bad")),
              ElementsAre(WrittenSample{kBase, value_bits(1)}));
  EXPECT_THAT(receiver.samples(series_named("after")),
              ElementsAre(WrittenSample{kBase, value_bits(3)}));
}

TEST(ReceiverModel, RefusesTheSeriesThatItIsToldTo) {
  ReceiverModel receiver;
  receiver.refuse_series([](const LabelSet& labels) { return labels[0].value == "cursed"; });
  EXPECT_EQ(receiver.write(one_sample("cursed", kBase, 1), kBase).status, 400);
  EXPECT_EQ(receiver.write(one_sample("blessed", kBase, 1), kBase).status, 204);
  EXPECT_THAT(receiver.samples(series_named("cursed")), IsEmpty());
  receiver.refuse_series(nullptr);
  EXPECT_EQ(receiver.write(one_sample("cursed", kBase, 1), kBase).status, 204);
}

TEST(ReceiverModel, TakesAnyFutureUnlessLimited) {
  ReceiverModel old_release;
  EXPECT_EQ(old_release.write(one_sample("a", kBase + 11min, 1), kBase).status, 204);
  ReceiverModel receiver({.future_limit = 10min});
  EXPECT_EQ(receiver.write(one_sample("a", kBase + 10min, 1), kBase).status, 204);
  EXPECT_EQ(receiver.write(one_sample("b", kBase + 10min + 1ms, 1), kBase).status, 400);
}

TEST(ReceiverModel, ASampleFromTheFutureMakesThePresentOutOfBounds) {
  ReceiverModel receiver;
  EXPECT_EQ(receiver.write(one_sample("a", kBase + 2h, 1), kBase).status, 204);
  EXPECT_EQ(receiver.write(one_sample("b", kBase, 1), kBase).status, 400);
  EXPECT_EQ(receiver.newest(), kBase + 2h);
}

TEST(ReceiverModel, AgeIsJudgedByTheStoreAsItWasBeforeTheRequest) {
  ReceiverModel receiver;
  EXPECT_EQ(receiver.write(one_sample("a", kBase, 1), kBase).status, 204);
  const std::string leap = make_request_body({
      {series_named("b"), {{kBase + 3h, value_bits(1)}}},
      {series_named("c"), {{kBase, value_bits(1)}}},
  });
  EXPECT_EQ(receiver.write(leap, kBase).status, 204);
}

TEST(ReceiverModel, RefusesABodyThatIsTooLarge) {
  const std::string body = one_sample("a", kBase, 1);
  ReceiverModel receiver({.body_bytes_max = body.size()});
  EXPECT_EQ(receiver.write(body, kBase).status, 204);
  EXPECT_EQ(receiver.write(one_sample("a longer name", kBase, 1), kBase).status, 413);
}

}  // namespace
}  // namespace flowbridge
