#pragma once
/// What a run of flowgen has delivered, and what must be counted for it.
///
/// The truth file is JSON: every generator option, the offsets that are in Kafka, and totals for
/// people and for a first check. It is all that the oracle needs to compute each record again.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    parse_truth: kInvalid, naming the key that is missing or wrong; kUnsupported for
///           another format.
/// Units:    bytes, packets, flows as in Counts; late counts are a part of the others. Ranges are
///           [first, end).
///
///   Truth truth{.generator = options, .topic = "pmacct.acct", .ranges = {{0, 0, 1000}}};
///   write(path, to_json(truth));

#include "base/result.h"
#include "flow/flow_key.h"
#include "flow/offset.h"
#include "flowgen/generator.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr int kTruthFormat = 1;
inline constexpr std::size_t kUnclassifiedReasonCount = 4;  // with kNone

struct TruthTotals {
  std::uint64_t messages = 0;
  std::uint64_t ignored_entries = 0;
  std::uint64_t rejected_entries = 0;
  std::array<Counts, kFlowClassCount> by_class{};
  /// Of the class unclassified; [kNone] stays zero.
  std::array<Counts, kUnclassifiedReasonCount> by_reason{};
  Counts late = {};

  void add(const RecordPlan& plan);
  /// Takes back what add() did for the same plan.
  void subtract(const RecordPlan& plan);
  bool operator==(const TruthTotals&) const = default;
};

/// The sum over classes.
Counts counted(const TruthTotals& totals);

struct PartitionRange {
  std::int32_t partition = 0;
  Offset first = 0;
  Offset end = 0;

  bool operator==(const PartitionRange&) const = default;
};

struct Truth {
  GeneratorOptions generator = {};
  std::string topic = {};
  /// One per partition, in order.
  std::vector<PartitionRange> ranges = {};
  TruthTotals totals = {};

  bool operator==(const Truth&) const = default;
};

std::string to_json(const Truth& truth);
Result<Truth> parse_truth(std::string_view text);

/// Several runs over one topic as one: their generators must agree and their ranges must touch.
/// Fails: kInvalid, naming the partition and the offsets.
Result<Truth> joined(const std::vector<Truth>& runs);

}  // namespace flowbridge
