#pragma once
/// Samples into the body of a remote write 2.0 request.
///
/// As RequestEncoder does for 1.0: add series, one sample each, and take the finished body. Labels
/// come as symbols (remote_write/symbol_table.h), and the encoder numbers those that a request uses
/// in the order in which it meets them: a sample costs a look into an array for each of its texts,
/// whatever the text. Fields are in an order of their own where that compresses better, which
/// protobuf allows; but texts come before what refers to them, and labels before metadata, because
/// Mimir reads a request from front to back.
///
/// Lifetime: borrows the table. Owns its buffers and keeps them, so that a used encoder allocates
///           once per request and never per sample.
/// Threads:  one.
/// Fails:    never.
/// Units:    raw bytes are those before compression, texts included.
/// Bounds:   has_room() says when to stop; limits are the caller's, who learns them by 413.
///
///   RequestEncoderV2 encoder(symbols);
///   for (const Series& series : stage) {
///     if (!encoder.has_room(series.labels, family, limits)) send(encoder.finish());
///     encoder.add(series.labels, family, {stage_time, series.value, series.zero});
///   }
///   if (encoder.series_count() > 0) send(encoder.finish());

#include "base/time.h"
#include "metric/label.h"
#include "remote_write/message_buffer.h"
#include "remote_write/protocol.h"
#include "remote_write/symbol_table.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

/// A sample, and when its counter was 0.
struct StartedSample {
  UnixTime timestamp{};
  /// The bits reach the wire as they are.
  ValueBits value = 0;
  /// A receiver takes a later one for a reset. The epoch says nothing: gauges have no start.
  UnixTime start{};
};

class RequestEncoderV2 final {
 public:
  explicit RequestEncoderV2(const SymbolTable& symbols) : symbols_(symbols) {}

  /// Whether one more series keeps the request within `limits`. Always true of an empty request: a
  /// series that is too large by itself must be sent to be refused, or it would wait for ever.
  bool has_room(std::span<const WireSymbol> labels, const FamilySymbols& family,
                const RequestLimits& limits) const;

  /// Adds a series with one sample.
  /// Requires: the table knows the symbols, and has let no text go since the request began; each
  /// series comes once (not checked).
  void add(std::span<const WireSymbol> labels, const FamilySymbols& family,
           const StartedSample& sample);

  std::size_t series_count() const { return series_count_; }
  std::size_t raw_bytes() const { return texts_.size() + series_.size(); }

  /// The compressed body. The encoder is empty afterwards. Requires: series_count() > 0.
  std::string finish();

 private:
  void begin_request();
  std::uint32_t refer_to(WireSymbol symbol);
  void take_in(WireSymbol symbol);
  std::size_t new_text_bytes(WireSymbol symbol) const;

  const SymbolTable& symbols_;
  std::uint64_t gone_count_ = 0;

  // By symbol: where the request has its text, or 0 if it does not yet. The empty text is always at
  // 0.
  std::vector<std::uint32_t> refs_;
  // The symbols whose texts the request has, in its order.
  std::vector<WireSymbol> taken_;
  // Request.symbols and Request.timeseries, so far.
  MessageBuffer texts_;
  MessageBuffer series_;
  std::size_t series_count_ = 0;
  // A series while it is written: what comes first states the size of what follows.
  std::vector<std::uint8_t> scratch_;
};

}  // namespace flowbridge
