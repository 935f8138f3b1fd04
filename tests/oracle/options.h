#pragma once
/// The command line of the oracle.
///
/// Lifetime: values.      Threads: one.
/// Fails:    kInvalid, naming the option and what was expected; the codes of reading files.
/// Units:    none.
///
///   Result<OracleOptions> options = parse_oracle_options(arguments);
///   Result<OracleJob> job = prepare(*options);

#include "base/result.h"
#include "base/time.h"
#include "flowgen/truth.h"
#include "oracle/check.h"
#include "oracle/expected.h"
#include "oracle/journal_check.h"

#include <string>
#include <vector>

namespace flowbridge {

struct OracleOptions {
  std::vector<std::string> truth_paths = {};
  /// Empty: not asked.
  std::string prometheus = {};
  std::string journal_path = {};
  std::string bridge = {};
  std::string window = {};
  std::string lateness = {};
  std::string idle_timeout = {};
  std::string metrics = {};
  std::string asn_names_path = {};
  std::string first_contact = {};
  std::string windows = {};
  std::string until = {};
  std::string wait = {};
  bool complete_topic = false;
  bool whole_bridge = false;
  bool own_routers = false;
  bool json = false;
  bool help = false;
  std::string help_text = {};
  CheckOptions check = {};
};

/// What is to be judged, and by what.
struct OracleJob {
  CheckOptions check = {};
  JournalOptions journal = {};
  Truth truth = {};
  Expected expected = {};
  Duration wait = {};
};

/// `arguments` without the program's name.
Result<OracleOptions> parse_oracle_options(const std::vector<std::string>& arguments);
/// Reads the truth files, and makes every record again.
Result<OracleJob> prepare(const OracleOptions& options);

UnixTime wall_clock();

}  // namespace flowbridge
