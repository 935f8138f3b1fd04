// oracle: does a Prometheus-compatible store hold exactly what flowgen put into Kafka, and do the
// bridge's journal and metrics say so?

#include "oracle/bridge_check.h"
#include "oracle/check.h"
#include "oracle/exposition.h"
#include "oracle/http_client.h"
#include "oracle/journal_file.h"
#include "oracle/options.h"
#include "oracle/prometheus_api.h"
#include "oracle/report.h"
#include "process/stop_signals.h"
#include "process/text.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {
namespace {

constexpr int kExitWrong = 1;
constexpr int kExitUsage = 2;
constexpr Duration kPollInterval = 500ms;
/// Samples are looked for from this long before the first expected tick …
constexpr Duration kRangeBefore = 10min;
/// … to this long after the last: an idle series is ended within an hour (R12).
constexpr Duration kRangeAfter = 2h;

/// Where samples can be. Moves with the clock until the last ones may have come.
Result<TimeRange> range_now(const OracleOptions& options, const Expected& expected) {
  TimeRange range{.begin = expected.first_tick - kRangeBefore,
                  .end = std::min(expected.last_tick + kRangeAfter, wall_clock())};
  if (!options.until.empty()) {
    const Result<UnixTime> until = parse_time(options.until, wall_clock());
    if (!until) return until.error().within("--until");
    range.end = *until;
  }
  range.end = std::max(range.end, range.begin + Duration(1));
  return range;
}

bool is_complete(const Counts& found, const Counts& wanted,
                 const std::vector<Quantity>& quantities) {
  return std::all_of(quantities.begin(), quantities.end(), [&](Quantity quantity) {
    return count_of(found, quantity) == count_of(wanted, quantity);
  });
}

/// Until the totals are complete, the time is over, or a signal comes. What is missing then is the
/// comparison's to say.
Result<void> wait_for_totals(const OracleOptions& options, OracleJob& job, PrometheusApi& api,
                             StopSignals& signals) {
  const auto deadline = std::chrono::steady_clock::now() + job.wait;
  const Counts wanted = counted(job.expected.totals);
  const Quantity shown = job.check.quantities.front();
  std::optional<std::uint64_t> last;
  while (true) {
    const Result<TimeRange> range = range_now(options, job.expected);
    if (!range) return range.error();
    job.check.range = *range;
    if (job.wait == Duration(0)) return {};
    const Result<Counts> found = newest_totals(job.check, api);
    if (found && last != count_of(*found, shown)) {
      last = count_of(*found, shown);
      std::fprintf(stderr, "oracle: %s: found %llu of %llu\n", quantity_name(shown),
                   static_cast<unsigned long long>(*last),
                   static_cast<unsigned long long>(count_of(wanted, shown)));
    }
    if (found && is_complete(*found, wanted, job.check.quantities)) return {};
    const bool over = std::chrono::steady_clock::now() >= deadline;
    if (over || signals.wait(kPollInterval)) return found ? Result<void>() : found.error();
  }
}

int fail(const Error& error) {
  std::fprintf(stderr, "oracle: %s\n", error.message().c_str());
  return kExitUsage;
}

/// With a journal every window is exact; without one late counts are only bounded.
Result<void> judge_journal(const OracleOptions& options, OracleJob& job, Outcome& outcome) {
  if (options.journal_path.empty()) return {};
  std::ifstream lines(options.journal_path);
  if (!lines) return Error(ErrorCode::kNotFound, options.journal_path + " cannot be read");
  Result<JournalOutcome> judged = check_journal(lines, job.truth, job.journal, outcome.verdict);
  if (!judged) return judged.error().within(options.journal_path);
  outcome.journal = judged->numbers;
  judged->expected.entries = std::move(job.expected.entries);
  job.expected = std::move(judged->expected);
  return {};
}

Result<void> judge_store(const OracleOptions& options, OracleJob& job, Outcome& outcome) {
  if (options.prometheus.empty()) return {};
  const Result<std::unique_ptr<PrometheusApi>> api = make_prometheus_api(options.prometheus);
  if (!api) return api.error().within("--prometheus");
  Result<StopSignals> signals = StopSignals::make();
  if (!signals) return signals.error();
  if (auto waited = wait_for_totals(options, job, **api, *signals); !waited) return waited;
  return check_store(job.expected, job.check, **api, outcome);
}

/// After the store, as what is there the bridge has counted.
Result<void> judge_bridge(const OracleOptions& options, const OracleJob& job, Outcome& outcome) {
  if (options.bridge.empty()) return {};
  Result<HttpClient> client = HttpClient::make(options.bridge);
  if (!client) return client.error().within("--bridge");
  const Result<std::string> body = client->get("/metrics");
  if (!body) return body.error().within("--bridge");
  const Result<Exposition> exposition = parse_exposition(*body);
  if (!exposition) return exposition.error().within("--bridge");
  outcome.bridge = check_bridge(*exposition,
                                {.truth = job.truth,
                                 .entries = job.expected.entries,
                                 .journal = outcome.journal,
                                 .whole = options.whole_bridge},
                                outcome.verdict);
  return {};
}

Result<Outcome> judge(const OracleOptions& options, OracleJob& job) {
  Outcome outcome;
  if (auto judged = judge_journal(options, job, outcome); !judged) return judged.error();
  if (auto judged = judge_store(options, job, outcome); !judged) return judged.error();
  if (auto judged = judge_bridge(options, job, outcome); !judged) return judged.error();
  return outcome;
}

int run(const std::vector<std::string>& arguments) {
  const Result<OracleOptions> options = parse_oracle_options(arguments);
  if (!options) return fail(options.error());
  if (options->help) {
    std::fputs(options->help_text.c_str(), stdout);
    return 0;
  }
  Result<OracleJob> job = prepare(*options);
  if (!job) return fail(job.error());
  const Result<Outcome> outcome = judge(*options, *job);
  if (!outcome) return fail(outcome.error());
  const std::string text =
      options->json ? to_json(*outcome, job->check) : to_text(*outcome, job->check);
  std::fputs(text.c_str(), stdout);
  return outcome->verdict.holds() ? 0 : kExitWrong;
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** arguments) {
  return flowbridge::run(std::vector<std::string>(arguments + 1, arguments + count));
}
