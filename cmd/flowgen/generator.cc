#include "flowgen/generator.h"

#include "base/check.h"
#include "base/split_mix.h"

#include <algorithm>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::uint32_t kPercent = 100;
constexpr std::size_t kRouterNameBytesMax = 255;
constexpr std::uint32_t kWeightMax = 1'000'000;

Error invalid(const std::string& what) {
  return {ErrorCode::kInvalid, what};
}

bool is_router_name(const std::string& name) {
  if (name.empty() || name.size() > kRouterNameBytesMax) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

struct Sides {
  std::optional<Asn> source;
  std::optional<Asn> destination;
};

Sides swapped_if(bool swap, Sides sides) {
  if (swap) std::swap(sides.source, sides.destination);
  return sides;
}

/// A private AS number of RFC 6996 that is not ours.
Asn draw_private_as(SplitMix64& draw, Asn own) {
  const std::uint32_t number = draw.below(2) == 0 ? 64512 + draw.below(1023 - 1)
                                                  : 4'200'000'000 + draw.below(94'967'295 - 1);
  // The last number of each range is never drawn, so the next one is private too.
  return Asn(number == own.value() ? number + 1 : number);
}

/// Both sides of a flow. Besides the plain case each kind has the ones at its border: an AS 0 or a
/// private AS beside our own is still receive or transmit (design §5), a missing AS outweighs AS 0,
/// and that a private one.
Sides draw_sides(TrafficKind kind, SplitMix64& draw, const AsTable& table, Asn own) {
  const std::uint32_t rank = table.draw_rank(draw.next());
  const Asn remote = table.at(rank);
  const std::uint32_t border = draw.below(kPercent);
  const bool swap = draw.below(2) == 0;
  switch (kind) {
    case TrafficKind::kReceive:
    case TrafficKind::kTransmit: {
      Asn other = remote;
      if (border == 0) other = Asn(0);
      if (border == 1) other = draw_private_as(draw, own);
      return swapped_if(kind == TrafficKind::kTransmit, {other, own});
    }
    case TrafficKind::kInternal:
      return {own, own};
    case TrafficKind::kTransit: {
      const std::uint32_t other = table.draw_rank(draw.next());
      return {remote, table.at(other == rank ? (rank + 1) % table.size() : other)};
    }
    case TrafficKind::kAsZero: {
      if (border < 10) return {Asn(0), Asn(0)};
      if (border < 20) return swapped_if(swap, {Asn(0), draw_private_as(draw, own)});
      return swapped_if(swap, {Asn(0), remote});
    }
    case TrafficKind::kAsMissing: {
      if (border < 10) return {std::nullopt, std::nullopt};
      if (border < 20) return swapped_if(swap, {std::nullopt, Asn(0)});
      if (border < 30) return swapped_if(swap, {std::nullopt, draw_private_as(draw, own)});
      return swapped_if(swap, {std::nullopt, remote});
    }
    case TrafficKind::kPrivateAs: {
      const Asn hidden = draw_private_as(draw, own);
      if (border < 10) return {hidden, draw_private_as(draw, own)};
      return swapped_if(swap, {hidden, remote});
    }
  }
  FB_CHECK(false);
}

FlowClass class_of(TrafficKind kind) {
  switch (kind) {
    case TrafficKind::kReceive:
      return FlowClass::kReceive;
    case TrafficKind::kTransmit:
      return FlowClass::kTransmit;
    case TrafficKind::kInternal:
      return FlowClass::kInternal;
    case TrafficKind::kTransit:
      return FlowClass::kTransit;
    case TrafficKind::kAsZero:
    case TrafficKind::kAsMissing:
    case TrafficKind::kPrivateAs:
      return FlowClass::kUnclassified;
  }
  FB_CHECK(false);
}

UnclassifiedReason reason_of(TrafficKind kind) {
  switch (kind) {
    case TrafficKind::kAsZero:
      return UnclassifiedReason::kAsZero;
    case TrafficKind::kAsMissing:
      return UnclassifiedReason::kAsMissing;
    case TrafficKind::kPrivateAs:
      return UnclassifiedReason::kPrivateAs;
    case TrafficKind::kReceive:
    case TrafficKind::kTransmit:
    case TrafficKind::kInternal:
    case TrafficKind::kTransit:
      return UnclassifiedReason::kNone;
  }
  FB_CHECK(false);
}

/// Most flows are a few packets, some are thousands: every power of two is as likely as the next.
Counts draw_counts(SplitMix64& draw) {
  const std::uint32_t magnitude = std::uint32_t{1} << draw.below(13);
  const std::uint64_t packets = magnitude + draw.below(magnitude);
  const std::uint64_t bytes_each = 40 + draw.below(1461 - 60);
  const std::uint64_t bytes = packets * bytes_each + draw.below(60);
  return {.bytes = bytes, .packets = packets, .flows = 1};
}

}  // namespace

const char* traffic_kind_name(TrafficKind kind) {
  if (class_of(kind) != FlowClass::kUnclassified) return flow_class_name(class_of(kind));
  return unclassified_reason_name(reason_of(kind));
}

EntryOutcome outcome_of(GeneratedForm form) {
  switch (form) {
    case GeneratedForm::kFlow:
      return EntryOutcome::kCounted;
    case GeneratedForm::kPurgeInit:
    case GeneratedForm::kPurgeClose:
    case GeneratedForm::kForeignEvent:
      return EntryOutcome::kIgnored;
    case GeneratedForm::kBrokenJson:
    case GeneratedForm::kNotObject:
    case GeneratedForm::kTruncated:
    case GeneratedForm::kNegativeCount:
    case GeneratedForm::kHugeCount:
    case GeneratedForm::kHugeAs:
      return EntryOutcome::kRejected;
  }
  FB_CHECK(false);
}

Result<void> check_generator_options(const GeneratorOptions& options) {
  if (options.partitions < 1 || options.partitions > kPartitionsMax) {
    return invalid("partitions must be 1 to " + std::to_string(kPartitionsMax) + ", not " +
                   std::to_string(options.partitions));
  }
  if (options.event_rate < 1 || options.event_rate > kEventRateMax) {
    return invalid("event rate must be 1 to " + std::to_string(kEventRateMax) + ", not " +
                   std::to_string(options.event_rate));
  }
  if (options.own_asn.value() == 0) return invalid("own AS must not be 0");
  if (options.as_count < kAsCountMin || options.as_count > kAsCountMax) {
    return invalid("AS count must be " + std::to_string(kAsCountMin) + " to " +
                   std::to_string(kAsCountMax) + ", not " + std::to_string(options.as_count));
  }
  if (options.routers.empty() || options.routers.size() > kRoutersMax) {
    return invalid("there must be 1 to " + std::to_string(kRoutersMax) + " routers");
  }
  for (std::size_t i = 0; i < options.routers.size(); ++i) {
    const std::string& name = options.routers[i];
    if (!is_router_name(name)) return invalid("not a router's name: '" + name + "'");
    const auto earlier = options.routers.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(options.routers.begin(), earlier, name) != earlier) {
      return invalid("two routers are named '" + name + "'");
    }
  }
  std::uint64_t weights = 0;
  for (const std::uint32_t weight : options.traffic_weights) {
    if (weight > kWeightMax)
      return invalid("a class weight is above " + std::to_string(kWeightMax));
    weights += weight;
  }
  if (weights == 0) return invalid("every class weight is 0");
  for (const std::uint32_t share : {options.malformed_per_million, options.late_per_million,
                                    options.multi_values_per_million}) {
    if (share > kMillion) return invalid("a share is above 1");
  }
  return {};
}

Generator::Generator(GeneratorOptions options)
    : options_(std::move(options)),
      as_table_({.count = options_.as_count, .own = options_.own_asn}) {
  FB_CHECK(check_generator_options(options_).has_value());
  for (const std::uint32_t weight : options_.traffic_weights) weight_sum_ += weight;
}

void Generator::plan(RecordAddress where, RecordPlan& plan) const {
  FB_CHECK(where.partition >= 0 && where.partition < options_.partitions);
  FB_CHECK(where.offset >= 0 && where.offset < kGeneratedOffsetMax);
  const std::uint64_t lane_key =
      mixed(mixed(options_.seed) ^ static_cast<std::uint64_t>(where.partition));
  SplitMix64 draw(mixed(lane_key ^ static_cast<std::uint64_t>(where.offset)));

  plan.timestamp =
      options_.start + Duration(where.offset * options_.partitions * 1000 / options_.event_rate);
  plan.late = draw.below(kMillion) < options_.late_per_million;
  if (plan.late) {
    constexpr auto kSpread = static_cast<std::uint32_t>((kLatenessMax - kLatenessMin).count() + 1);
    plan.timestamp -= kLatenessMin + Duration(draw.below(kSpread));
  }

  plan.entries.clear();
  if (draw.below(kMillion) < options_.malformed_per_million) {
    GeneratedEntry entry = draw_flow(draw.next());
    entry.form = static_cast<GeneratedForm>(1 + draw.below(kMalformedFormCount));
    plan.entries.push_back(entry);
    return;
  }
  const bool multi_values = draw.below(kMillion) < options_.multi_values_per_million;
  const std::uint32_t values = multi_values ? 2 + draw.below(kValuesMax - 1) : 1;
  for (std::uint32_t i = 0; i < values; ++i) plan.entries.push_back(draw_flow(draw.next()));
}

GeneratedEntry Generator::draw_flow(std::uint64_t key) const {
  SplitMix64 draw(key);
  std::uint32_t point = draw.below(weight_sum_);
  std::size_t index = 0;
  while (point >= options_.traffic_weights.at(index)) {
    point -= options_.traffic_weights.at(index);
    ++index;
  }
  const auto kind = static_cast<TrafficKind>(index);
  const Sides sides = draw_sides(kind, draw, as_table_, options_.own_asn);
  return {.form = GeneratedForm::kFlow,
          .flow_class = class_of(kind),
          .reason = reason_of(kind),
          .source_as = sides.source,
          .destination_as = sides.destination,
          .router = draw.below(static_cast<std::uint32_t>(options_.routers.size())),
          .counts = draw_counts(draw),
          .look = draw.next()};
}

}  // namespace flowbridge
