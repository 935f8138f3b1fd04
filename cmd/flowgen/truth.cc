#include "flowgen/truth.h"

#include "base/check.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::ordered_json;

void add_to(Counts& sum, const Counts& counts) {
  sum += counts;
}
void take_from(Counts& sum, const Counts& counts) {
  FB_CHECK(sum.bytes >= counts.bytes && sum.packets >= counts.packets && sum.flows >= counts.flows);
  sum.bytes -= counts.bytes;
  sum.packets -= counts.packets;
  sum.flows -= counts.flows;
}

/// Calls `change` with every sum that the record is a part of, and `change_number` likewise.
template <typename ChangeCounts, typename ChangeNumber>
void change(TruthTotals& totals, const RecordPlan& plan, const ChangeCounts& change_counts,
            const ChangeNumber& change_number) {
  change_number(totals.messages);
  for (const GeneratedEntry& entry : plan.entries) {
    switch (outcome_of(entry.form)) {
      case EntryOutcome::kIgnored:
        change_number(totals.ignored_entries);
        break;
      case EntryOutcome::kRejected:
        change_number(totals.rejected_entries);
        break;
      case EntryOutcome::kCounted:
        change_counts(totals.by_class.at(static_cast<std::size_t>(entry.flow_class)), entry.counts);
        if (entry.flow_class == FlowClass::kUnclassified) {
          change_counts(totals.by_reason.at(static_cast<std::size_t>(entry.reason)), entry.counts);
        }
        if (plan.late) change_counts(totals.late, entry.counts);
        break;
    }
  }
}

Json to_json(const Counts& counts) {
  return {{"bytes", counts.bytes}, {"packets", counts.packets}, {"flows", counts.flows}};
}

Counts counts_from(const Json& json) {
  return {.bytes = json.at("bytes").get<std::uint64_t>(),
          .packets = json.at("packets").get<std::uint64_t>(),
          .flows = json.at("flows").get<std::uint64_t>()};
}

Json to_json(const GeneratorOptions& options) {
  Json weights = Json::object();
  for (std::size_t i = 0; i < options.traffic_weights.size(); ++i) {
    weights[traffic_kind_name(static_cast<TrafficKind>(i))] = options.traffic_weights.at(i);
  }
  return {{"seed", options.seed},
          {"start_ms", to_ms(options.start)},
          {"partitions", options.partitions},
          {"event_rate", options.event_rate},
          {"own_asn", options.own_asn.value()},
          {"as_count", options.as_count},
          {"routers", options.routers},
          {"class_weights", weights},
          {"malformed_per_million", options.malformed_per_million},
          {"late_per_million", options.late_per_million},
          {"multi_values_per_million", options.multi_values_per_million}};
}

GeneratorOptions generator_from(const Json& json) {
  GeneratorOptions options;
  options.seed = json.at("seed").get<std::uint64_t>();
  options.start = unix_ms(json.at("start_ms").get<std::int64_t>());
  options.partitions = json.at("partitions").get<std::int32_t>();
  options.event_rate = json.at("event_rate").get<std::int64_t>();
  options.own_asn = Asn(json.at("own_asn").get<std::uint32_t>());
  options.as_count = json.at("as_count").get<std::uint32_t>();
  options.routers = json.at("routers").get<std::vector<std::string>>();
  for (std::size_t i = 0; i < options.traffic_weights.size(); ++i) {
    options.traffic_weights.at(i) = json.at("class_weights")
                                        .at(traffic_kind_name(static_cast<TrafficKind>(i)))
                                        .get<std::uint32_t>();
  }
  options.malformed_per_million = json.at("malformed_per_million").get<std::uint32_t>();
  options.late_per_million = json.at("late_per_million").get<std::uint32_t>();
  options.multi_values_per_million = json.at("multi_values_per_million").get<std::uint32_t>();
  return options;
}

Json to_json(const TruthTotals& totals) {
  Json classes = Json::object();
  for (std::size_t i = 0; i < totals.by_class.size(); ++i) {
    classes[flow_class_name(static_cast<FlowClass>(i))] = to_json(totals.by_class.at(i));
  }
  Json reasons = Json::object();
  for (std::size_t i = 1; i < totals.by_reason.size(); ++i) {
    reasons[unclassified_reason_name(static_cast<UnclassifiedReason>(i))] =
        to_json(totals.by_reason.at(i));
  }
  return {{"messages", totals.messages},
          {"ignored_entries", totals.ignored_entries},
          {"rejected_entries", totals.rejected_entries},
          {"classes", classes},
          {"unclassified_reasons", reasons},
          {"late", to_json(totals.late)}};
}

TruthTotals totals_from(const Json& json) {
  TruthTotals totals;
  totals.messages = json.at("messages").get<std::uint64_t>();
  totals.ignored_entries = json.at("ignored_entries").get<std::uint64_t>();
  totals.rejected_entries = json.at("rejected_entries").get<std::uint64_t>();
  for (std::size_t i = 0; i < totals.by_class.size(); ++i) {
    totals.by_class.at(i) =
        counts_from(json.at("classes").at(flow_class_name(static_cast<FlowClass>(i))));
  }
  for (std::size_t i = 1; i < totals.by_reason.size(); ++i) {
    totals.by_reason.at(i) =
        counts_from(json.at("unclassified_reasons")
                        .at(unclassified_reason_name(static_cast<UnclassifiedReason>(i))));
  }
  totals.late = counts_from(json.at("late"));
  return totals;
}

Error invalid(const std::string& what) {
  return {ErrorCode::kInvalid, "truth file: " + what};
}

Result<void> check_ranges(const Truth& truth) {
  if (truth.ranges.size() != static_cast<std::size_t>(truth.generator.partitions)) {
    return invalid("there must be one range per partition");
  }
  for (std::size_t i = 0; i < truth.ranges.size(); ++i) {
    const PartitionRange& range = truth.ranges[i];
    const bool ordered = range.partition == static_cast<std::int32_t>(i) && range.first >= 0 &&
                         range.first <= range.end && range.end <= kGeneratedOffsetMax;
    if (!ordered) return invalid("range " + std::to_string(i) + " is wrong");
  }
  return {};
}

}  // namespace

void TruthTotals::add(const RecordPlan& plan) {
  change(*this, plan, add_to, [](std::uint64_t& number) { ++number; });
}

void TruthTotals::subtract(const RecordPlan& plan) {
  change(*this, plan, take_from, [](std::uint64_t& number) {
    FB_CHECK(number > 0);
    --number;
  });
}

Counts counted(const TruthTotals& totals) {
  Counts sum;
  for (const Counts& counts : totals.by_class) sum += counts;
  return sum;
}

std::string to_json(const Truth& truth) {
  Json ranges = Json::array();
  for (const PartitionRange& range : truth.ranges) {
    ranges.push_back({{"partition", range.partition}, {"first", range.first}, {"end", range.end}});
  }
  const Json json = {{"format", kTruthFormat},
                     {"topic", truth.topic},
                     {"generator", to_json(truth.generator)},
                     {"ranges", ranges},
                     {"totals", to_json(truth.totals)}};
  return json.dump(2) + "\n";
}

Result<Truth> parse_truth(std::string_view text) {
  Truth truth;
  try {
    const Json json = Json::parse(text);
    if (json.at("format").get<int>() != kTruthFormat) {
      return Error(ErrorCode::kUnsupported, "truth file: format " + json.at("format").dump() +
                                                " is not " + std::to_string(kTruthFormat));
    }
    truth.topic = json.at("topic").get<std::string>();
    truth.generator = generator_from(json.at("generator"));
    for (const Json& range : json.at("ranges")) {
      truth.ranges.push_back({.partition = range.at("partition").get<std::int32_t>(),
                              .first = range.at("first").get<Offset>(),
                              .end = range.at("end").get<Offset>()});
    }
    truth.totals = totals_from(json.at("totals"));
  } catch (const std::exception& error) {
    return invalid(error.what());
  }
  if (auto checked = check_generator_options(truth.generator); !checked) {
    return invalid(checked.error().message());
  }
  if (auto checked = check_ranges(truth); !checked) return checked.error();
  return truth;
}

Result<Truth> joined(const std::vector<Truth>& runs) {
  FB_CHECK(!runs.empty());
  std::vector<Truth> sorted = runs;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Truth& a, const Truth& b) {
    return a.ranges.front().first < b.ranges.front().first;
  });
  Truth whole = sorted.front();
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const Truth& next = sorted[i];
    if (!(next.generator == whole.generator) || next.topic != whole.topic) {
      return invalid("the runs were made with different options or topics");
    }
    for (std::size_t partition = 0; partition < whole.ranges.size(); ++partition) {
      PartitionRange& range = whole.ranges[partition];
      if (next.ranges[partition].first != range.end) {
        return invalid("partition " + std::to_string(partition) + ": a run ends at offset " +
                       std::to_string(range.end) + " and the next begins at " +
                       std::to_string(next.ranges[partition].first));
      }
      range.end = next.ranges[partition].end;
    }
    whole.totals.messages += next.totals.messages;
    whole.totals.ignored_entries += next.totals.ignored_entries;
    whole.totals.rejected_entries += next.totals.rejected_entries;
    for (std::size_t j = 0; j < whole.totals.by_class.size(); ++j) {
      whole.totals.by_class.at(j) += next.totals.by_class.at(j);
    }
    for (std::size_t j = 0; j < whole.totals.by_reason.size(); ++j) {
      whole.totals.by_reason.at(j) += next.totals.by_reason.at(j);
    }
    whole.totals.late += next.totals.late;
  }
  return whole;
}

}  // namespace flowbridge
