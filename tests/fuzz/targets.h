#pragma once
/// What is fuzzed: functions that must hold for every input.
///
/// Each target has a line in the table of targets.cc, a libFuzzer program `<name>_fuzz` (preset
/// fuzz), and a folder tests/fuzz/corpus/<name>, which every build replays as a unit test. An input
/// that fails goes into the folder with the change that mends it.
///
/// Lifetime: none.      Threads: one.
/// Fails:    aborts, which is what libFuzzer looks for.
/// Units:    bytes.
///
///   for (const FuzzTarget& target : fuzz_targets()) target.run(input);

#include <span>
#include <string_view>

namespace flowbridge {

struct FuzzTarget {
  std::string_view name;
  void (*run)(std::string_view input);
};

std::span<const FuzzTarget> fuzz_targets();

/// Targets with a file of their own.
void fuzz_asn_text(std::string_view input);
void fuzz_aws_profile(std::string_view input);
void fuzz_checkpoint(std::string_view input);
void fuzz_configuration(std::string_view input);
void fuzz_cursor(std::string_view input);
void fuzz_delegated(std::string_view input);
void fuzz_download(std::string_view input);
void fuzz_gap(std::string_view input);
void fuzz_http_answer(std::string_view input);
void fuzz_http_date(std::string_view input);
void fuzz_http_request(std::string_view input);
void fuzz_iana_blocks(std::string_view input);
void fuzz_journal_open(std::string_view input);
void fuzz_label_claims(std::string_view input);
void fuzz_log_line(std::string_view input);
void fuzz_name_snapshot(std::string_view input);
void fuzz_overrides(std::string_view input);
void fuzz_peering_lists(std::string_view input);
void fuzz_peeringdb(std::string_view input);
void fuzz_quarantine(std::string_view input);
void fuzz_query_answer(std::string_view input);
void fuzz_records(std::string_view input);
void fuzz_redirect(std::string_view input);
void fuzz_relabel(std::string_view input);
void fuzz_rpsl(std::string_view input);
void fuzz_signing(std::string_view input);
void fuzz_source_state(std::string_view input);
void fuzz_state_directory(std::string_view input);
void fuzz_token_answer(std::string_view input);
void fuzz_values(std::string_view input);
void fuzz_writer(std::string_view input);
void fuzz_yaml_config(std::string_view input);

}  // namespace flowbridge
