#pragma once
/// What Prometheus 2.42 answers to which sequence of requests: the contract of its fake.
///
/// One table for two tests: the unit test plays it to ReceiverModel, the integration test to a real
/// Prometheus. A row that holds for one only is a bug of the model.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    times are offsets from a base that the test chooses, 0 or earlier; the first request
///           of the first fact must come first, since it sets the receiver's newest time.
///
///   for (const ReceiverFact& fact : prometheus_facts())
///     for (const FactStep& step : fact.steps)
///       EXPECT_EQ(receiver.write(fact_body(fact, step, base), base).status, step.status);

#include "support/write_request.h"

#include <map>
#include <string>
#include <vector>

namespace flowbridge {

struct FactSample {
  /// Tells series of one fact apart; facts never share a series. Empty: no labels at all.
  std::string series;
  Duration at{0};
  ValueBits value = 0;
};

struct FactStep {
  std::vector<FactSample> samples = {};
  int status = 204;
};

struct ReceiverFact {
  std::string name;
  std::vector<FactStep> steps;
  /// What is stored in the end, series by series.
  std::vector<FactSample> stored = {};
};

std::vector<ReceiverFact> prometheus_facts();

/// `{__name__="fact", fact="<name>", series="<series>"}`.
LabelSet fact_labels(const std::string& fact, const std::string& series);

using FactOutcome = std::map<LabelSet, std::vector<WrittenSample>>;

/// What must be stored of the fact's series, and nothing else.
FactOutcome fact_outcome(const ReceiverFact& fact, UnixTime base);

std::vector<WrittenSeries> fact_request(const ReceiverFact& fact, const FactStep& step,
                                        UnixTime base);

}  // namespace flowbridge
