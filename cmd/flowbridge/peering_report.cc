// With whom to peer next: asks the store, reads the cache of names, and writes the report.

#include "asndb/store.h"
#include "base/check.h"
#include "curl/http_client.h"
#include "flowbridge/command.h"
#include "flowbridge/names_at_hand.h"
#include "flowbridge/peering_request.h"
#include "flowbridge/query_client.h"
#include "flowbridge/translate.h"
#include "peering/render.h"
#include "posix/clock.h"
#include "process/whole_file.h"

#include <cstdio>
#include <utility>
#include <vector>

#include <unistd.h>

namespace flowbridge {

namespace {

CurlOptions client_options(const QueryTarget& target) {
  if (target.destination) return curl_options(*target.destination);
  CurlOptions options;
  options.proxy.from_environment = true;
  return options;
}

Result<AsNames> read_names(const PeeringRequest& request, UnixTime now) {
  Result<Overrides> overrides = overrides_at_hand(request.bridge);
  if (!overrides) return overrides.error();
  Result<std::unique_ptr<Directory>> directory = open_asn_db(request.bridge.path);
  if (!directory) return directory.error();
  std::optional<AsnStore> store;
  if (*directory != nullptr) store.emplace(**directory);
  NamesAtHand at_hand = names_at_hand(request.bridge, store ? &*store : nullptr, now);
  for (const std::string& note : at_hand.notes) {
    std::fprintf(stderr, "flowbridge: %s\n", note.c_str());
  }
  return AsNames(std::move(at_hand.table),
                 std::make_shared<const Overrides>(*std::move(overrides)));
}

/// How many queries were answered, for whoever waits at a terminal.
class Progress {
 public:
  void show(int queries) const {
    if (is_terminal_) std::fprintf(stderr, "\r%d queries answered", queries);
  }
  ~Progress() {
    if (is_terminal_) std::fputs("\r\x1b[K", stderr);
  }

 private:
  const bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
};

Result<PeeringReport> report_on(const PeeringRequest& request, const AsNames& names) {
  CurlHttpClient http(client_options(request.target));
  const auto read_secret = [](const std::string& path) { return read_file(path); };
  QueryClient client(
      {.target = request.target, .timeout = request.query_timeout, .wait = sleep_for},
      {http, read_secret, read_now});
  const Progress progress;
  const AskStore ask = [&, queries = 0](const StoreQuery& query) mutable {
    Result<std::string> answer = client.ask(query);
    progress.show(++queries);
    return answer;
  };
  CollectOptions options = request.collect;
  const Result<Dialect> dialect = find_dialect(ask, options.end);
  if (!dialect) return dialect.error();
  options.dialect = *dialect;
  const Result<Volumes> volumes = collect_volumes(ask, options);
  if (!volumes) return volumes.error();
  const std::vector<AsVolume> candidates = candidates_of(*volumes, request.relations);
  const Result<Examination> examination = examine(ask, options, {volumes->days, candidates});
  if (!examination) return examination.error();
  return make_report({.volumes = *volumes,
                      .examination = *examination,
                      .relations = request.relations,
                      .names = names,
                      .hostname = request.collect.hostname});
}

std::string rendered(ReportFormat format, const PeeringReport& report) {
  switch (format) {
    case ReportFormat::kTable:
      return report_table(report);
    case ReportFormat::kCsv:
      return report_csv(report);
    case ReportFormat::kJson:
      return report_json(report);
    case ReportFormat::kHtml:
      return report_html(report);
  }
  FB_CHECK(false);
}

}  // namespace

int peering_report_command(const Sources& sources) {
  const UnixTime now = read_now().wall;
  const PeeringRequest request = read_peering_request(sources, now);
  if (!request.problems.empty()) return usage_error(request.problems);
  const Result<AsNames> names = read_names(request, now);
  if (!names) return asn_command_failed(names.error().message());
  const Result<PeeringReport> report = report_on(request, *names);
  if (!report) return asn_command_failed(report.error().message());
  const std::string text = rendered(request.format, *report);
  if (request.output.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kExitOk;
  }
  const Result<void> written = write_file(request.output, text);
  return written ? kExitOk : asn_command_failed(written.error().message());
}

}  // namespace flowbridge
