#include "oracle/series.h"

#include "base/check.h"

#include <charconv>
#include <string_view>
#include <system_error>
#include <vector>

namespace flowbridge {
namespace {

constexpr std::array kClasses = {FlowClass::kReceive, FlowClass::kTransmit, FlowClass::kInternal,
                                 FlowClass::kTransit, FlowClass::kUnclassified};
constexpr std::array kReasons = {UnclassifiedReason::kAsMissing, UnclassifiedReason::kAsZero,
                                 UnclassifiedReason::kPrivateAs};

/// RFC 6996.
bool is_private(Asn asn) {
  const std::uint32_t number = asn.value();
  return (number >= 64'512 && number <= 65'534) ||
         (number >= 4'200'000'000 && number <= 4'294'967'294);
}

bool has_as_pair(FlowClass flow_class) {
  return flow_class == FlowClass::kReceive || flow_class == FlowClass::kTransmit;
}

/// R13: what every label of a folded series says but the router's and our own AS's.
constexpr const char* kOther = "other";

/// Requires: has_as_pair(flow_class).
const char* remote_label(FlowClass flow_class) {
  return flow_class == FlowClass::kReceive ? "source_as" : "destination_as";
}

UnclassifiedReason reason_of(const FlowSides& sides) {
  if (!sides.source || !sides.destination) return UnclassifiedReason::kAsMissing;
  if (*sides.source == Asn(0) || *sides.destination == Asn(0)) return UnclassifiedReason::kAsZero;
  if (is_private(*sides.source) || is_private(*sides.destination)) {
    return UnclassifiedReason::kPrivateAs;
  }
  return UnclassifiedReason::kNone;
}

Error invalid(const std::string& what) {
  return {ErrorCode::kInvalid, what};
}

/// Takes labels out of a copy until what is left over is surplus.
class LabelTaker {
 public:
  explicit LabelTaker(Labels labels) : labels_(std::move(labels)) {}

  std::string take(const std::string& name) {
    const auto found = labels_.find(name);
    if (found == labels_.end()) {
      missing_.push_back(name);
      return {};
    }
    std::string value = found->second;
    labels_.erase(found);
    return value;
  }

  std::string take_optional(const std::string& name) {
    return labels_.count(name) > 0 ? take(name) : std::string();
  }

  Asn take_asn(const std::string& name) {
    const std::string text = take(name);
    std::uint32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    // One AS has one spelling: "015169" would be a second series for 15169.
    if (parsed.ec != std::errc() || parsed.ptr != end || std::to_string(number) != text) {
      wrong_.push_back(name + "=\"" + text + "\"");
    }
    return Asn(number);
  }

  /// Of a folded series the remote AS is `other`, and so is every name that there is.
  void take_pair(ParsedSeries& series) {
    SeriesKey& key = series.key;
    const auto found = labels_.find(remote_label(key.flow_class));
    key.folded = found != labels_.end() && found->second == kOther;
    if (key.folded) found->second = "0";
    key.source_as = take_asn("source_as");
    key.destination_as = take_asn("destination_as");
    series.source_as_name = take_optional("source_as_name");
    series.destination_as_name = take_optional("destination_as_name");
    for (const std::string& name : {series.source_as_name, series.destination_as_name}) {
      if (key.folded && !name.empty() && name != kOther) wrong_.push_back("name \"" + name + "\"");
    }
  }

  UnclassifiedReason take_reason() {
    const std::string text = take("reason");
    for (const UnclassifiedReason reason : kReasons) {
      if (text == unclassified_reason_name(reason)) return reason;
    }
    wrong_.push_back("reason=\"" + text + "\"");
    return UnclassifiedReason::kNone;
  }

  void require(const std::string& name, const std::string& value) {
    const std::string found = take(name);
    if (found != value) wrong_.push_back(name + "=\"" + found + "\"");
  }

  Result<void> done() const {
    if (!missing_.empty()) return invalid("label " + missing_.front() + " is missing");
    if (!wrong_.empty()) return invalid("label " + wrong_.front() + " is wrong");
    if (!labels_.empty()) return invalid("label " + labels_.begin()->first + " is surplus");
    return {};
  }

 private:
  Labels labels_;
  std::vector<std::string> missing_;
  std::vector<std::string> wrong_;
};

}  // namespace

const char* quantity_name(Quantity quantity) {
  switch (quantity) {
    case Quantity::kBytes:
      return "bytes";
    case Quantity::kPackets:
      return "packets";
    case Quantity::kFlows:
      return "flows";
  }
  FB_CHECK(false);
}

std::uint64_t& count_in(Counts& counts, Quantity quantity) {
  switch (quantity) {
    case Quantity::kBytes:
      return counts.bytes;
    case Quantity::kPackets:
      return counts.packets;
    case Quantity::kFlows:
      return counts.flows;
  }
  FB_CHECK(false);
}

std::uint64_t count_of(Counts counts, Quantity quantity) {
  return count_in(counts, quantity);
}

SeriesKey series_of(const FlowSides& sides, const std::string& hostname) {
  const bool from_own = sides.source == sides.own;
  const bool to_own = sides.destination == sides.own;
  SeriesKey key{.hostname = hostname};
  if (from_own && to_own) {
    key.flow_class = FlowClass::kInternal;
  } else if (from_own || to_own) {
    key.flow_class = to_own ? FlowClass::kReceive : FlowClass::kTransmit;
    key.source_as = sides.source.value_or(Asn(0));
    key.destination_as = sides.destination.value_or(Asn(0));
  } else {
    key.reason = reason_of(sides);
    key.flow_class =
        key.reason == UnclassifiedReason::kNone ? FlowClass::kTransit : FlowClass::kUnclassified;
  }
  return key;
}

std::optional<SeriesKey> folded_of(const SeriesKey& key) {
  if (!has_as_pair(key.flow_class)) return std::nullopt;
  SeriesKey folded = key;
  folded.folded = true;
  (key.flow_class == FlowClass::kReceive ? folded.source_as : folded.destination_as) = Asn(0);
  return folded;
}

std::string metric_name(FlowClass flow_class, Quantity quantity) {
  return std::string("flow_") + flow_class_name(flow_class) + "_" + quantity_name(quantity) +
         "_total";
}

std::string to_string(const SeriesKey& key, Quantity quantity) {
  Labels labels = {{"__name__", metric_name(key.flow_class, quantity)}, {"hostname", key.hostname}};
  if (has_as_pair(key.flow_class)) {
    labels["source_as"] = std::to_string(key.source_as.value());
    labels["destination_as"] = std::to_string(key.destination_as.value());
    if (key.folded) labels[remote_label(key.flow_class)] = kOther;
  }
  if (key.flow_class == FlowClass::kUnclassified) {
    labels["reason"] = unclassified_reason_name(key.reason);
  }
  return to_string(labels);
}

std::string to_string(const Labels& labels) {
  std::string name;
  std::string pairs;
  for (const auto& [label, value] : labels) {
    if (label == "__name__") {
      name = value;
      continue;
    }
    if (!pairs.empty()) pairs += ", ";
    pairs += label + "=\"" + value + "\"";
  }
  return name + "{" + pairs + "}";
}

Result<ParsedSeries> parse_series(const Labels& labels, const std::string& job) {
  LabelTaker taker(labels);
  const std::string name = taker.take("__name__");
  ParsedSeries series;
  bool known = false;
  for (const FlowClass flow_class : kClasses) {
    for (const Quantity quantity : kQuantities) {
      if (name != metric_name(flow_class, quantity)) continue;
      series.key.flow_class = flow_class;
      series.quantity = quantity;
      known = true;
    }
  }
  if (!known) return invalid("metric " + name + " is not one of the contract");
  series.key.hostname = taker.take("hostname");
  if (has_as_pair(series.key.flow_class)) taker.take_pair(series);
  if (series.key.flow_class == FlowClass::kUnclassified) series.key.reason = taker.take_reason();
  taker.require("job", job);
  series.instance = taker.take("instance");
  if (auto done = taker.done(); !done) return done.error();
  return series;
}

}  // namespace flowbridge
