// How fresh the cache of AS names is, and what waits for a person.

#include "asndb/cache_status.h"
#include "flowbridge/asn_request.h"
#include "flowbridge/command.h"
#include "posix/clock.h"

#include <cstdio>

namespace flowbridge {

std::vector<OptionSpec> asn_status_options() {
  std::vector<OptionSpec> options =
      options_of_the_bridge({kConfigFileOption, "storage.path", "asn-db.path", "asn-db.source",
                             "asn-db.peeringdb", "asn-db.file"});
  options.push_back(asn_json_option("Print one JSON object, as docs/as-names.md describes it."));
  return options;
}

int asn_status_command(const Sources& sources) {
  const AsnRequest request = read_asn_request(asn_status_options(), sources);
  if (!request.problems.empty()) return usage_error(request.problems);
  Result<std::unique_ptr<Directory>> directory = open_asn_db(request.path);
  if (!directory) return asn_command_failed(directory.error().message());

  std::optional<AsnStore> store;
  StatusView view{.directory = request.path, .now = read_now().wall};
  if (*directory != nullptr) {
    store.emplace(**directory);
    Result<std::optional<std::string>> holder = (*directory)->lock_holder();
    if (holder) view.in_use_by = *std::move(holder);
  }
  const CacheStatus status = read_status(request.sources, store ? &*store : nullptr);
  const std::string text = request.json ? status_json(status, view) : status_text(status, view);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return kExitOk;
}

}  // namespace flowbridge
