#pragma once
/// Messages into flow records.
///
/// A Decoder takes one message's payload and tells a FlowSink what it found: flow records, entries
/// that are none (markers, other events), and entries that cannot be understood. Every entry ends
/// in exactly one of the three calls, so that the sums of the conservation law (design §6) close:
/// a payload whose framing breaks counts its remainder as one rejected entry. Each input format is
/// one file pair beside this one.
///
/// Lifetime: a decoder borrows the payload and the sink for the call. A record's `exporter`, and
///           the bytes of a rejected entry, are valid until the next decode call.
/// Threads:  one per decoder.
/// Fails:    never, on any bytes: what is wrong with a payload is told to the sink.
/// Units:    bytes; a payload of more than kMessageBytesMax is rejected whole, unread.
///
///   std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
///   decoder->decode(message.payload, sink);   // sink.on_flow(record), …

#include "flow/flow_record.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace flowbridge {

/// Why an entry is not a flow record, and rightly so.
enum class IgnoreReason : std::uint8_t {
  kEmpty,         // no payload, only blanks, or `null`
  kMarker,        // a purge begins or ends
  kForeignEvent,  // an event that is not a purge: BGP, BMP, a dump on the same topic
  kNoCounters,    // a flow without bytes and packets: NetFlow v9 NAT and firewall events
};
inline constexpr int kIgnoreReasonCount = 4;

/// Why an entry could not be understood; its bytes are not in any total.
enum class RejectReason : std::uint8_t {
  kInvalidJson,     // not JSON, not UTF-8, or nested too deeply
  kNotObject,       // JSON, but not an object
  kTruncated,       // the payload ends inside an entry
  kMissingField,    // no byte count, in what otherwise is a flow
  kBadNumber,       // a count or AS number that is not an integer
  kOutOfRange,      // a count or AS number that is negative or too great; a payload too great
  kDuplicateField,  // a field we count is there twice: either could be the true one
};
inline constexpr int kRejectReasonCount = 7;

/// "empty", "marker", … as used in metric labels.
const char* ignore_reason_name(IgnoreReason reason);
/// "invalid_json", "not_object", … as used in metric labels.
const char* reject_reason_name(RejectReason reason);

/// Payloads above this are rejected: Kafka's own limit is 1 MiB by default, and the index of a
/// payload takes five times its size.
inline constexpr std::size_t kMessageBytesMax = std::size_t{8} << 20;

class FlowSink {
 public:
  virtual ~FlowSink() = default;
  virtual void on_flow(const FlowRecord& record) = 0;
  virtual void on_ignored(IgnoreReason reason) = 0;
  /// `bytes` is the part of the payload that was rejected, for a log; it may be long.
  virtual void on_rejected(RejectReason reason, std::string_view bytes) = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual void decode(std::string_view payload, FlowSink& sink) = 0;
};

enum class FlowFormat : std::uint8_t {
  kPmacctJson,  // pmacct's kafka plugin with kafka_output: json or avro_json
};

std::unique_ptr<Decoder> make_decoder(FlowFormat format);

}  // namespace flowbridge
