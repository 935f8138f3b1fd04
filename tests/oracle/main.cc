// oracle: does a Prometheus-compatible store hold exactly what flowgen put into Kafka?

#include "flowgen/truth.h"
#include "oracle/check.h"
#include "oracle/expected.h"
#include "oracle/prometheus_api.h"
#include "oracle/report.h"
#include "process/stop_signals.h"
#include "process/text.h"
#include "process/whole_file.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/program_options.hpp>

namespace flowbridge {
namespace {

namespace po = boost::program_options;

constexpr int kExitWrong = 1;
constexpr int kExitUsage = 2;
constexpr Duration kPollInterval = 500ms;
/// Samples are looked for from this long before the first expected tick …
constexpr Duration kRangeBefore = 10min;
/// … to this long after the last: an idle series is ended within an hour (R12).
constexpr Duration kRangeAfter = 2h;

constexpr const char* kIntroduction =
    "oracle compares the flow series of a Prometheus-compatible server with the truth of flowgen,\n"
    "series by series and window by window.\n\n"
    "  oracle --truth-file=truth.json --prometheus=http://127.0.0.1:9090 --wait=60s\n\n"
    "Exit codes: 0 everything holds, 1 something is wrong, 2 usage, or no answer.\n\nOptions";

struct OracleOptions {
  std::vector<std::string> truth_paths;
  std::string prometheus;
  std::string window;
  std::string metrics;
  std::string asn_names_path;
  std::string first_contact;
  std::string until;
  std::string wait;
  bool json = false;
  bool help = false;
  std::string help_text;
  CheckOptions check;
};

struct Job {
  CheckOptions check = {};
  Truth truth = {};
  Expected expected = {};
  Duration wait = {};
};

UnixTime wall_clock() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return UnixTime(std::chrono::duration_cast<Duration>(since_epoch));
}

Result<OracleOptions> parse(const std::vector<std::string>& arguments) {
  OracleOptions options;
  po::options_description all(kIntroduction, 100, 60);
  po::options_description_easy_init add = all.add_options();
  add("help", po::bool_switch(&options.help), "print this text");
  add("truth-file", po::value(&options.truth_paths)->composing(),
      "written by flowgen; repeatable for runs that continue one another");
  add("prometheus", po::value(&options.prometheus), "http://HOST:PORT of the server");
  add("window", po::value(&options.window)->default_value("15s"), "the bridge's --window");
  add("metrics", po::value(&options.metrics)->default_value("bytes"),
      "those to check, of bytes,packets,flows");
  add("job", po::value(&options.check.job)->default_value("flowbridge"), "the label job");
  add("instance", po::value(&options.check.instance), "the label instance (default: any)");
  add("asn-names-file", po::value(&options.asn_names_path),
      "lines of ASN,NAME that name labels must agree with");
  add("first-contact", po::value(&options.first_contact),
      "series whose first sample is not after this time need not begin at 0");
  add("until", po::value(&options.until),
      "look at samples up to here (default: two hours after the last window, or now)");
  add("merge-series", po::bool_switch(&options.check.merge_series),
      "add up several label sets of one key (renames, several writers)");
  add("wait", po::value(&options.wait)->default_value("0s"),
      "wait so long for the totals to be complete");
  add("json", po::bool_switch(&options.json), "print the result as JSON");
  try {
    po::variables_map values;
    po::store(po::command_line_parser(arguments).options(all).positional({}).run(), values);
    po::notify(values);
  } catch (const std::exception& error) {
    return Error(ErrorCode::kInvalid, error.what());
  }
  options.help_text = (std::ostringstream() << all).str();
  return options;
}

Result<std::vector<Quantity>> read_quantities(const std::string& text) {
  std::vector<Quantity> quantities;
  for (const std::string_view name : split(text, ',')) {
    const auto found = std::find_if(kQuantities.begin(), kQuantities.end(), [&](Quantity quantity) {
      return name == quantity_name(quantity);
    });
    if (found == kQuantities.end()) {
      return Error(ErrorCode::kInvalid, "--metrics: expected bytes, packets or flows, found '" +
                                            std::string(name) + "'");
    }
    quantities.push_back(*found);
  }
  return quantities;
}

Result<std::map<Asn, std::string>> read_names(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  std::map<Asn, std::string> names;
  for (const std::string_view line : split(*text, '\n')) {
    if (line.empty()) continue;
    const std::size_t comma = line.find(',');
    const Result<std::int64_t> asn = parse_whole_number(line.substr(0, comma));
    const bool fits =
        comma != std::string_view::npos && asn && *asn <= std::numeric_limits<std::uint32_t>::max();
    if (!fits) {
      return Error(ErrorCode::kInvalid,
                   path + ": expected ASN,NAME, found '" + std::string(line) + "'");
    }
    names[Asn(static_cast<std::uint32_t>(*asn))] = std::string(line.substr(comma + 1));
  }
  return names;
}

Result<Truth> read_truth(const std::vector<std::string>& paths) {
  if (paths.empty()) return Error(ErrorCode::kInvalid, "--truth-file is needed");
  std::vector<Truth> runs;
  for (const std::string& path : paths) {
    const Result<std::string> text = read_file(path);
    if (!text) return text.error();
    Result<Truth> truth = parse_truth(*text);
    if (!truth) return truth.error().within(path);
    runs.push_back(*std::move(truth));
  }
  return joined(runs);
}

Result<Job> prepare(const OracleOptions& options) {
  Job job{.check = options.check};
  const Result<Duration> window = parse_duration(options.window);
  if (!window) return window.error().within("--window");
  if (*window == Duration(0)) return Error(ErrorCode::kInvalid, "--window must not be 0");
  job.check.compare.window = *window;
  const Result<Duration> wait = parse_duration(options.wait);
  if (!wait) return wait.error().within("--wait");
  job.wait = *wait;
  Result<std::vector<Quantity>> quantities = read_quantities(options.metrics);
  if (!quantities) return quantities.error();
  job.check.quantities = *std::move(quantities);
  if (!options.first_contact.empty()) {
    const Result<UnixTime> time = parse_time(options.first_contact, wall_clock());
    if (!time) return time.error().within("--first-contact");
    job.check.compare.first_contact = *time;
  }
  if (!options.asn_names_path.empty()) {
    Result<std::map<Asn, std::string>> names = read_names(options.asn_names_path);
    if (!names) return names.error();
    job.check.as_names = *std::move(names);
  }
  Result<Truth> truth = read_truth(options.truth_paths);
  if (!truth) return truth.error();
  job.truth = *std::move(truth);
  Result<Expected> expected = expected_from(job.truth, *window);
  if (!expected) return expected.error();
  job.expected = *std::move(expected);
  return job;
}

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
Result<void> wait_for_totals(const OracleOptions& options, Job& job, PrometheusApi& api,
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

int run(const std::vector<std::string>& arguments) {
  const Result<OracleOptions> options = parse(arguments);
  if (!options) return fail(options.error());
  if (options->help) {
    std::fputs(options->help_text.c_str(), stdout);
    return 0;
  }
  const Result<std::unique_ptr<PrometheusApi>> api = make_prometheus_api(options->prometheus);
  if (!api) return fail(api.error().within("--prometheus"));
  Result<StopSignals> signals = StopSignals::make();
  if (!signals) return fail(signals.error());
  Result<Job> job = prepare(*options);
  if (!job) return fail(job.error());
  if (auto waited = wait_for_totals(*options, *job, **api, *signals); !waited) {
    return fail(waited.error());
  }
  const Result<Outcome> outcome = check_store(job->expected, job->check, **api);
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
