#include "support/flow_recorder.h"

namespace flowbridge {
namespace {

std::string as_text(const std::optional<Asn>& asn) {
  return asn ? std::to_string(asn->value()) : "-";
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append("\\").push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      out.append("\\x").push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 0xf]);
    } else {
      out.push_back(c);
    }
  }
  return out + '"';
}

void FlowRecorder::on_flow(const FlowRecord& record) {
  std::string line = "flow " + as_text(record.source_as) + " -> " + as_text(record.destination_as) +
                     " bytes=" + std::to_string(record.counts.bytes) +
                     " packets=" + std::to_string(record.counts.packets) +
                     " flows=" + std::to_string(record.counts.flows) +
                     " exporter=" + quoted(record.exporter);
  if (record.end) line += " end=" + std::to_string(to_ms(*record.end));
  lines_.push_back(std::move(line));
  counts_ += record.counts;
}

void FlowRecorder::on_ignored(IgnoreReason reason) {
  lines_.push_back(std::string("ignored ") + ignore_reason_name(reason));
}

void FlowRecorder::on_rejected(RejectReason reason, std::string_view bytes) {
  lines_.push_back(std::string("rejected ") + reject_reason_name(reason));
  rejected_bytes_.emplace_back(bytes);
}

std::vector<std::string> decoded(Decoder& decoder, std::string_view payload) {
  FlowRecorder recorder;
  decoder.decode(payload, recorder);
  return recorder.lines();
}

}  // namespace flowbridge
