#pragma once
/// What the commands on the cache of AS names have in common: their options, what stands between
/// the flags, and where the names are.
///
/// Lifetime: values.      Threads: main's.
/// Fails:    problems are collected; what the disk refuses is an Error.
/// Units:    none.
///
///   AsnRequest request = read_asn_request(asn_status_options(), sources);
///   if (!request.problems.empty()) return usage_error(request.problems);

#include "asndb/source.h"
#include "base/result.h"
#include "config/settings.h"
#include "port/directory.h"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Rows of option_table(). Requires: they are there.
std::vector<OptionSpec> options_of_the_bridge(std::initializer_list<std::string_view> names);

/// "--json", which prints what docs/as-names.md describes.
OptionSpec asn_json_option(std::string_view prose);

/// Takes out of `arguments` what is neither a flag nor the value of one.
std::vector<std::string> take_operands(std::vector<std::string>& arguments,
                                       const std::vector<OptionSpec>& options);

struct AsnRequest {
  Settings settings;
  std::vector<AsnSource> sources;
  /// The directory of the cache.
  std::string path;
  bool json = false;
  /// Of --accept.
  std::vector<std::string> accepted;
  std::vector<Problem> problems;
};

AsnRequest read_asn_request(const std::vector<OptionSpec>& options, const Sources& sources);

/// Of text that parse_asn() does not take: what it is not, and what to write.
std::string no_as_number(std::string_view text);

/// The cache as it lies there; null if there is none.
Result<std::unique_ptr<Directory>> open_asn_db(const std::string& path);

/// Says on stderr what failed, and returns kExitFailed.
int asn_command_failed(const std::string& what);

}  // namespace flowbridge
