#include "support/receiver_facts.h"

namespace flowbridge {

namespace {

FactSample at(Duration time, double value) {
  return {.series = "a", .at = time, .value = value_bits(value)};
}

FactSample at(std::string series, Duration time, double value) {
  return {.series = std::move(series), .at = time, .value = value_bits(value)};
}

FactSample stale_at(Duration time) {
  return {.series = "a", .at = time, .value = kStaleMarkerBits};
}

constexpr ValueBits kOrdinaryNan = 0x7ff8000000000001;

std::vector<ReceiverFact> order_facts() {
  return {
      {"a rising series is stored",
       {{{at(-30s, 0)}, 204}, {{at(-15s, 500)}, 204}, {{at(0s, 900)}, 204}},
       {at(-30s, 0), at(-15s, 500), at(0s, 900)}},
      {"an equal duplicate of the newest sample is accepted",
       {{{at(-30s, 1)}, 204}, {{at(-15s, 2)}, 204}, {{at(-15s, 2)}, 204}},
       {at(-30s, 1), at(-15s, 2)}},
      {"an equal duplicate of an older sample is refused",
       {{{at(-30s, 1)}, 204}, {{at(-15s, 2)}, 204}, {{at(-30s, 1)}, 400}},
       {at(-30s, 1), at(-15s, 2)}},
      {"the same time with another value is refused",
       {{{at(-30s, 1)}, 204}, {{at(-30s, 2)}, 400}},
       {at(-30s, 1)}},
      {"an older sample is refused", {{{at(-15s, 1)}, 204}, {{at(-30s, 1)}, 400}}, {at(-15s, 1)}},
      {"a falling value is accepted",
       {{{at(-30s, 9)}, 204}, {{at(-15s, 1)}, 204}},
       {at(-30s, 9), at(-15s, 1)}},
      {"minus zero is another value than zero",
       {{{at(0s, 0.0)}, 204}, {{at(0s, -0.0)}, 400}},
       {at(0s, 0.0)}},
  };
}

std::vector<ReceiverFact> stale_facts() {
  return {
      {"a stale marker is accepted and counts for order",
       {{{at(-30s, 1)}, 204}, {{stale_at(-15s)}, 204}, {{at(-20s, 2)}, 400}},
       {at(-30s, 1), stale_at(-15s)}},
      {"a stale marker may be repeated",
       {{{stale_at(-15s)}, 204}, {{stale_at(-15s)}, 204}},
       {stale_at(-15s)}},
      {"a stale marker at the time of a value is refused",
       {{{at(-15s, 1)}, 204}, {{stale_at(-15s)}, 400}},
       {at(-15s, 1)}},
      {"a stale marker differs from an ordinary NaN",
       {{{stale_at(-15s)}, 204}, {{{"a", -15s, kOrdinaryNan}}, 400}},
       {stale_at(-15s)}},
      {"a series returns after its stale marker",
       {{{stale_at(-15s)}, 204}, {{at(-14s, 7)}, 204}},
       {stale_at(-15s), at(-14s, 7)}},
  };
}

std::vector<ReceiverFact> age_facts() {
  return {
      {"forty minutes old is accepted", {{{at(-40min, 1)}, 204}}, {at(-40min, 1)}},
      {"exactly an hour old is accepted", {{{at(-60min, 1)}, 204}}, {at(-60min, 1)}},
      {"an hour and a millisecond is out of bounds", {{{at(-60min - 1ms, 1)}, 400}}, {}},
      {"seventy minutes old is out of bounds", {{{at(-70min, 1)}, 400}}, {}},
  };
}

std::vector<ReceiverFact> request_facts() {
  return {
      {"one bad sample rolls the whole request back",
       {{{at("bad", -15s, 1)}, 204},
        {{at("before", -15s, 1), at("bad", -30s, 1), at("after", -15s, 1)}, 400}},
       {at("bad", -15s, 1)}},
      {"a series of a rolled back request is as if never seen",
       {{{at("bad", -15s, 1)}, 204},
        {{at("new", -15s, 1), at("bad", -30s, 1)}, 400},
        {{at("new", -30s, 5)}, 204}},
       {at("bad", -15s, 1), at("new", -30s, 5)}},
      {"a time twice in one request keeps the first, silently",
       {{{at(-15s, 1), at(-15s, 2)}, 204}},
       {at(-15s, 1)}},
      {"an older sample later in one request is dropped, silently",
       {{{at(-15s, 1), at(-30s, 2)}, 204}},
       {at(-15s, 1)}},
      {"an empty request is accepted", {{{}, 204}}, {}},
      {"a series without labels fails the receiver", {{{at("", -15s, 1)}, 500}}, {}},
  };
}

}  // namespace

std::vector<ReceiverFact> prometheus_facts() {
  std::vector<ReceiverFact> facts = order_facts();
  for (const auto& more : {stale_facts(), age_facts(), request_facts()}) {
    facts.insert(facts.end(), more.begin(), more.end());
  }
  return facts;
}

LabelSet fact_labels(const std::string& fact, const std::string& series) {
  if (series.empty()) return {};
  return make_label_set({{"__name__", "fact"}, {"fact", fact}, {"series", series}});
}

FactOutcome fact_outcome(const ReceiverFact& fact, UnixTime base) {
  FactOutcome outcome;
  for (const FactSample& sample : fact.stored) {
    outcome[fact_labels(fact.name, sample.series)].push_back({base + sample.at, sample.value});
  }
  return outcome;
}

std::vector<WrittenSeries> fact_request(const ReceiverFact& fact, const FactStep& step,
                                        UnixTime base) {
  std::vector<WrittenSeries> request;
  for (const FactSample& sample : step.samples) {
    request.push_back({fact_labels(fact.name, sample.series), {{base + sample.at, sample.value}}});
  }
  return request;
}

}  // namespace flowbridge
