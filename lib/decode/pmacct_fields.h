#pragma once
/// What the fields of one pmacct object add up to: a flow record, or a reason why not.
///
/// The parser offers each top-level field once, in any order; judge() decides when all are there.
/// This is the policy of the format, free of the parser:
///
/// - Only top-level keys count; custom primitives and unknown keys are passed over.
/// - A number may be written as a number or as a numeric string; null is the same as absent.
/// - as_src and as_dst: integers of 32 bits. bytes, packets, flows: below kCountLimit. Negative or
///   greater is out_of_range; with a fraction or an exponent, or not a number, is bad_number.
/// - event_type other than "purge" decides alone: purge_init and purge_close are markers, the rest
///   foreign events, whatever else the object holds. Absent is a flow (Avro has no event_type).
/// - Otherwise the first field at fault, in the order of the message, gives the reason.
/// - bytes are required. packets default to 0 and flows to 1. A purge with neither bytes nor
///   packets is ignored as kNoCounters; the same without event_type is kMissingField.
/// - The router is the label: its text, or of a map the first of hostname, host, router, node, name
///   that has a value, else all "key=value" joined by ",". Without one it is peer_ip_src.
/// - A key twice is kDuplicateField if it is event_type, label or a number that we count; of
///   peer_ip_src and timestamp_end the last one stands.
///
/// Lifetime: borrows the texts it is offered until judge()'s record has been used.
/// Threads:  one per object.
/// Fails:    never.
/// Units:    as FlowRecord.
///
///   PmacctFields fields;
///   fields.offer(PmacctKey::kBytes, {.kind = ScalarKind::kText, .text = "60"});
///   PmacctVerdict verdict = fields.judge();

#include "decode/decoder.h"
#include "decode/number.h"
#include "flow/flow_record.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace flowbridge {

/// The top-level keys that matter.
enum class PmacctKey : std::uint8_t {
  kSourceAs,
  kDestinationAs,
  kBytes,
  kPackets,
  kFlows,
  kEventType,
  kLabel,
  kPeerAddress,
  kEnd,
  kOther,
};

enum class ScalarKind : std::uint8_t {
  kNull,
  kNumber,
  kText,
  kOther,  // a boolean, an array, an object that is not a wrapper
};

/// A value without structure; Avro's {"long": 60} counts as the 60 in it.
struct Scalar {
  ScalarKind kind = ScalarKind::kOther;
  std::string_view text;
  JsonNumber number;
};

using PmacctVerdict = std::variant<FlowRecord, IgnoreReason, RejectReason>;

class PmacctFields {
 public:
  /// Takes one field. Requires: key is not kOther.
  void offer(PmacctKey key, const Scalar& value);
  PmacctVerdict judge() const;

 private:
  enum class Event : std::uint8_t { kAbsent, kPurge, kMarker, kForeign };

  /// Numbers are kept by key; these are the first keys.
  static constexpr std::size_t kNumberCount = 5;

  void offer_number(PmacctKey key, const Scalar& value);
  void set_problem(RejectReason reason);
  bool has(PmacctKey number) const;
  std::uint64_t number_or(PmacctKey number, std::uint64_t otherwise) const;
  std::optional<Asn> asn(PmacctKey number) const;

  // Sets of keys, a bit each: those that were there, and those that numbers_ has a value for.
  std::uint16_t seen_ = 0;
  std::uint16_t has_ = 0;
  Event event_ = Event::kAbsent;
  bool event_twice_ = false;
  std::optional<RejectReason> problem_;
  std::array<std::uint64_t, kNumberCount> numbers_;
  std::string_view label_;
  std::string_view peer_address_;
  std::optional<UnixTime> end_;
};

/// Finds the router's name in a label that is a map. Offer its members in order.
class PmacctLabelMap {
 public:
  void offer(std::string_view key, std::string_view value);
  /// The name; empty if there is none. Valid while the offered texts, and `joined`, are.
  std::string_view name(std::string& joined) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> members_;
};

}  // namespace flowbridge
