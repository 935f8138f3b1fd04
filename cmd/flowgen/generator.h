#pragma once
/// Flow messages as a pure function of (seed, partition, offset).
///
/// Whoever knows the options knows every message that flowgen has produced, and what must be
/// counted for it, without keeping anything: so a test can produce millions of records, kill what
/// reads them at any instant, and compute the truth again. plan() says what a message means;
/// render_payload() (payload.h) writes it as pmacct would.
///
/// Lifetime: owns its options and AS table.
/// Threads:  any number; a Generator does not change. A RecordPlan belongs to one.
/// Fails:    never; check_generator_options() says beforehand what is wrong with options.
/// Units:    offsets are Kafka's, from 0. A record's timestamp is start + offset × partitions ×
///           1000 / event_rate ms; a late one's is kLatenessMin … kLatenessMax earlier. Shares are
///           per million.
///
///   Generator generator(options);
///   RecordPlan plan;
///   generator.plan({.partition = 0, .offset = 4711}, plan);
///   for (const GeneratedEntry& entry : plan.entries) …

#include "base/result.h"
#include "base/time.h"
#include "flow/flow_key.h"
#include "flow/flow_record.h"
#include "flow/offset.h"
#include "flowgen/as_table.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr Duration kLatenessMin = 60s;
inline constexpr Duration kLatenessMax = 180s;
inline constexpr std::uint32_t kMillion = 1'000'000;
inline constexpr std::int32_t kPartitionsMax = 10'000;
inline constexpr std::int64_t kEventRateMax = 100'000'000;
inline constexpr std::size_t kRoutersMax = 1'000;
/// Far above any run, and low enough that no timestamp overflows.
inline constexpr Offset kGeneratedOffsetMax = 100'000'000'000;
/// A message with several objects has 2 … this many.
inline constexpr std::uint32_t kValuesMax = 5;

/// What a flow entry's sides are: the five classes, the last by its three reasons.
enum class TrafficKind : std::uint8_t {
  kReceive,
  kTransmit,
  kInternal,
  kTransit,
  kAsZero,
  kAsMissing,
  kPrivateAs,
};
inline constexpr int kTrafficKindCount = 7;
/// "receive", …, "as_zero", "as_missing", "private_as".
const char* traffic_kind_name(TrafficKind kind);

struct GeneratorOptions {
  std::uint64_t seed = 1;
  std::int32_t partitions = 1;
  /// Records per second of event time, over all partitions.
  std::int64_t event_rate = 1000;
  /// The timestamp of every partition's record 0.
  UnixTime start = {};
  Asn own_asn{64496};
  std::uint32_t as_count = 3000;
  std::vector<std::string> routers = {"bdr1.example.net", "bdr2.example.net", "bdr3.example.net",
                                      "bdr4.example.net"};
  /// How often each TrafficKind is met, compared with the sum of all.
  std::array<std::uint32_t, kTrafficKindCount> traffic_weights = {46, 42, 4, 4, 2, 1, 1};
  /// Of all messages: those that are no flow record (ignored or rejected).
  std::uint32_t malformed_per_million = 0;
  /// Of all messages: those stamped late.
  std::uint32_t late_per_million = 0;
  /// Of the well-formed messages: those with several objects.
  std::uint32_t multi_values_per_million = 0;

  bool operator==(const GeneratorOptions&) const = default;
};

/// Fails: kInvalid, naming the first option that is out of range.
Result<void> check_generator_options(const GeneratorOptions& options);

/// What an entry of a message looks like.
enum class GeneratedForm : std::uint8_t {
  kFlow,           // a flow record
  kPurgeInit,      // ignored: a marker
  kPurgeClose,     // ignored: a marker
  kForeignEvent,   // ignored: an event that is not a purge
  kBrokenJson,     // rejected: braces that match around what is not JSON
  kNotObject,      // rejected: JSON, but no object
  kTruncated,      // rejected: the message ends inside the object
  kNegativeCount,  // rejected: -1 bytes
  kHugeCount,      // rejected: a count no integer type holds, or not below kCountLimit
  kHugeAs,         // rejected: an AS number of more than 32 bits
};
inline constexpr int kMalformedFormCount = 9;

enum class EntryOutcome : std::uint8_t { kCounted, kIgnored, kRejected };
EntryOutcome outcome_of(GeneratedForm form);

struct GeneratedEntry {
  GeneratedForm form = GeneratedForm::kFlow;
  /// Where a kFlow entry must be counted.
  FlowClass flow_class = FlowClass::kUnclassified;
  UnclassifiedReason reason = UnclassifiedReason::kNone;
  /// Absent: the message does not name it.
  std::optional<Asn> source_as = {};
  std::optional<Asn> destination_as = {};
  /// Index into GeneratorOptions::routers.
  std::uint32_t router = 0;
  Counts counts = {};
  /// Random bits for what does not count: addresses, ports, protocol.
  std::uint64_t look = 0;

  bool operator==(const GeneratedEntry&) const = default;
};

struct RecordAddress {
  std::int32_t partition = 0;
  Offset offset = 0;
};

struct RecordPlan {
  UnixTime timestamp = {};
  bool late = false;
  /// More than one: several objects in one message.
  std::vector<GeneratedEntry> entries = {};
};

class Generator {
 public:
  /// Requires: check_generator_options(options).
  explicit Generator(GeneratorOptions options);

  const GeneratorOptions& options() const { return options_; }

  /// Requires: the partition is below options().partitions, 0 <= offset < kGeneratedOffsetMax.
  /// `plan` is overwritten; its memory is used again.
  void plan(RecordAddress where, RecordPlan& plan) const;

 private:
  GeneratedEntry draw_flow(std::uint64_t key) const;

  const GeneratorOptions options_;
  const AsTable as_table_;
  std::uint32_t weight_sum_ = 0;
};

}  // namespace flowbridge
