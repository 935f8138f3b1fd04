#pragma once
/// A FlowSink that writes down what it is told, one line each, for golden files and comparison.
///
/// Lifetime: owns its text.      Threads: one.
/// Fails:    never.
/// Units:    as FlowRecord; `end` is milliseconds since 1970.
///
///   flow 64500 -> 15169 bytes=60 packets=1 flows=1 exporter="bdr1"
///   ignored marker
///   rejected bad_number

#include "decode/decoder.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class FlowRecorder final : public FlowSink {
 public:
  void on_flow(const FlowRecord& record) override;
  void on_ignored(IgnoreReason reason) override;
  void on_rejected(RejectReason reason, std::string_view bytes) override;

  const std::vector<std::string>& lines() const { return lines_; }
  /// What was handed to on_rejected, in order.
  const std::vector<std::string>& rejected_bytes() const { return rejected_bytes_; }
  const Counts& counts() const { return counts_; }

 private:
  std::vector<std::string> lines_;
  std::vector<std::string> rejected_bytes_;
  Counts counts_;
};

/// `text` in quotes, with control characters, quotes and backslashes escaped.
std::string quoted(std::string_view text);

/// What `decoder` says about one payload.
std::vector<std::string> decoded(Decoder& decoder, std::string_view payload);

}  // namespace flowbridge
