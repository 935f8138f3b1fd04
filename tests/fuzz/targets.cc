#include "fuzz/targets.h"

#include "base/check.h"
#include "base/utf8.h"
#include "classify/host_table.h"
#include "decode/decoder.h"
#include "decode/timestamp.h"
#include "support/flow_recorder.h"
#include "support/reference_decoder.h"

namespace flowbridge {
namespace {

/// Checks what must be true of every record, then writes it down.
class CheckingRecorder final : public FlowSink {
 public:
  explicit CheckingRecorder(std::string_view payload) : payload_(payload) {}

  void on_flow(const FlowRecord& record) override {
    for (const std::uint64_t count :
         {record.counts.bytes, record.counts.packets, record.counts.flows}) {
      FB_CHECK(count < kCountLimit);
    }
    FB_CHECK(is_utf8(record.exporter));
    const std::string& host = hosts_.name(hosts_.intern(record.exporter));
    FB_CHECK(!host.empty() && host.size() <= kHostNameBytesMax && is_utf8(host));
    recorder_.on_flow(record);
  }
  void on_ignored(IgnoreReason reason) override { recorder_.on_ignored(reason); }
  void on_rejected(RejectReason reason, std::string_view bytes) override {
    FB_CHECK(!bytes.empty() && payload_.find(bytes) != std::string_view::npos);
    recorder_.on_rejected(reason, bytes);
  }

  const std::vector<std::string>& lines() const { return recorder_.lines(); }

 private:
  const std::string_view payload_;
  FlowRecorder recorder_;
  HostTable hosts_{{}};
};

std::vector<std::string> checked_lines(Decoder& decoder, std::string_view payload) {
  CheckingRecorder recorder(payload);
  decoder.decode(payload, recorder);
  FB_CHECK(!recorder.lines().empty());
  return recorder.lines();
}

/// The decoder says what the reference says, and the same when asked again.
void fuzz_pmacct_json(std::string_view payload) {
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  const std::vector<std::string> lines = checked_lines(*decoder, payload);
  FB_CHECK(checked_lines(*decoder, payload) == lines);
  ReferenceDecoder reference;
  const std::vector<std::string> expected = decoded(reference, payload);
  FB_CHECK(reference.undefined() || lines == expected);
}

/// What is understood is a time of this era, and survives being written as seconds.
void fuzz_timestamp(std::string_view text) {
  const std::optional<UnixTime> time = parse_timestamp(text);
  if (!time) return;
  const std::int64_t ms = to_ms(*time);
  FB_CHECK(ms >= 1000 && ms < 253402300800000);
  const std::string fraction = std::to_string(1000 + ms % 1000).substr(1);
  FB_CHECK(parse_timestamp(std::to_string(ms / 1000) + "." + fraction) == time);
}

// CMakeLists.txt reads the names from here.
constexpr FuzzTarget kTargets[] = {
    {"asn_text", fuzz_asn_text},
    {"aws_profile", fuzz_aws_profile},
    {"checkpoint", fuzz_checkpoint},
    {"configuration", fuzz_configuration},
    {"cursor", fuzz_cursor},
    {"delegated", fuzz_delegated},
    {"download", fuzz_download},
    {"gap", fuzz_gap},
    {"http_answer", fuzz_http_answer},
    {"http_date", fuzz_http_date},
    {"http_request", fuzz_http_request},
    {"iana_blocks", fuzz_iana_blocks},
    {"journal_open", fuzz_journal_open},
    {"label_claims", fuzz_label_claims},
    {"log_line", fuzz_log_line},
    {"name_snapshot", fuzz_name_snapshot},
    {"overrides", fuzz_overrides},
    {"peering_lists", fuzz_peering_lists},
    {"peeringdb", fuzz_peeringdb},
    {"pmacct_json", fuzz_pmacct_json},
    {"quarantine", fuzz_quarantine},
    {"query_answer", fuzz_query_answer},
    {"records", fuzz_records},
    {"redirect", fuzz_redirect},
    {"relabel", fuzz_relabel},
    {"rpsl", fuzz_rpsl},
    {"signing", fuzz_signing},
    {"source_state", fuzz_source_state},
    {"state_directory", fuzz_state_directory},
    {"timestamp", fuzz_timestamp},
    {"token_answer", fuzz_token_answer},
    {"values", fuzz_values},
    {"writer", fuzz_writer},
    {"yaml_config", fuzz_yaml_config},
};

}  // namespace

std::span<const FuzzTarget> fuzz_targets() {
  return kTargets;
}

}  // namespace flowbridge
