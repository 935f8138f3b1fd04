#pragma once
/// Which series a flow feeds, and which series a set of labels names: design §5, read again.
///
/// The oracle judges the bridge, so it shares none of the bridge's code for classes, labels or
/// windows: what is here was written from the contract alone.
///
/// Lifetime: values.      Threads: any.
/// Fails:    parse_series: kInvalid, naming the label that is missing, surplus or wrong.
/// Units:    none.
///
///   SeriesKey key = series_of(source, destination, {.own = Asn(64496), .router = "bdr1"});
///   EXPECT_EQ(parse_series(labels)->key, key);

#include "base/result.h"
#include "flow/flow_key.h"
#include "flow/flow_record.h"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace flowbridge {

enum class Quantity : std::uint8_t { kBytes, kPackets, kFlows };
inline constexpr std::array kQuantities = {Quantity::kBytes, Quantity::kPackets, Quantity::kFlows};
/// "bytes", "packets", "flows".
const char* quantity_name(Quantity quantity);
std::uint64_t count_of(Counts counts, Quantity quantity);
std::uint64_t& count_in(Counts& counts, Quantity quantity);

/// The identity of a series but for its metric's quantity, its AS names and its writer.
struct SeriesKey {
  FlowClass flow_class = FlowClass::kUnclassified;
  /// Only for kUnclassified.
  UnclassifiedReason reason = UnclassifiedReason::kNone;
  /// Only for kReceive and kTransmit; 0 otherwise.
  Asn source_as = {};
  Asn destination_as = {};
  std::string hostname = {};
  /// Stands for all keys of the router and class beyond the limit (R13); the remote AS is 0.
  bool folded = false;

  auto operator<=>(const SeriesKey&) const = default;
};

/// What counts for the key beyond the limit; nothing if it has no remote AS to give up.
std::optional<SeriesKey> folded_of(const SeriesKey& key);

struct FlowSides {
  std::optional<Asn> source = {};
  std::optional<Asn> destination = {};
  Asn own = {};
};

SeriesKey series_of(const FlowSides& sides, const std::string& hostname);

/// "flow_receive_bytes_total"
std::string metric_name(FlowClass flow_class, Quantity quantity);
/// `flow_receive_bytes_total{source_as="15169", …}`
std::string to_string(const SeriesKey& key, Quantity quantity);

using Labels = std::map<std::string, std::string>;
/// `flow_receive_bytes_total{…}` with every label that there is.
std::string to_string(const Labels& labels);

struct ParsedSeries {
  SeriesKey key = {};
  Quantity quantity = Quantity::kBytes;
  std::string source_as_name = {};
  std::string destination_as_name = {};
  std::string instance = {};
};

/// Labels that the contract allows beside the key: names, job and instance; no others.
Result<ParsedSeries> parse_series(const Labels& labels, const std::string& job);

}  // namespace flowbridge
