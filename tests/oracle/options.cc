#include "oracle/options.h"

#include "process/text.h"
#include "process/whole_file.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

#include <boost/program_options.hpp>

namespace flowbridge {
namespace {

namespace po = boost::program_options;

constexpr const char* kIntroduction =
    "oracle compares the flow series of a Prometheus-compatible server with the truth of flowgen,\n"
    "series by series and window by window, and the bridge's journal batch by batch.\n\n"
    "  oracle --truth-file=truth.json --prometheus=http://127.0.0.1:9090 --wait=60s\n\n"
    "Exit codes: 0 everything holds, 1 something is wrong, 2 usage, or no answer.\n\nOptions";

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

Result<WindowRule> read_window_rule(const std::string& text) {
  if (text == "exact") return WindowRule::kExact;
  if (text == "later") return WindowRule::kLater;
  if (text == "any") return WindowRule::kAny;
  return Error(ErrorCode::kInvalid,
               "--windows: expected exact, later or any, found '" + text + "'");
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

}  // namespace

UnixTime wall_clock() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return UnixTime(std::chrono::duration_cast<Duration>(since_epoch));
}

Result<OracleOptions> parse_oracle_options(const std::vector<std::string>& arguments) {
  OracleOptions options;
  po::options_description all(kIntroduction, 100, 60);
  po::options_description_easy_init add = all.add_options();
  add("help", po::bool_switch(&options.help), "print this text");
  add("truth-file", po::value(&options.truth_paths)->composing(),
      "written by flowgen; repeatable for runs that continue one another");
  add("prometheus", po::value(&options.prometheus), "http://HOST:PORT of the server");
  add("journal-file", po::value(&options.journal_path),
      "what `flowbridge state inspect --records` has printed, once or in parts that meet: every "
      "batch "
      "is checked, and every window is exact, late bytes included");
  add("bridge", po::value(&options.bridge),
      "http://HOST:PORT of the bridge: its metrics must obey the conservation law, and be those of "
      "the truth if it has read all of it since it began");
  add("whole-bridge", po::bool_switch(&options.whole_bridge),
      "the bridge must have read all of it since it began");
  add("window", po::value(&options.window)->default_value("15s"), "the bridge's --window");
  add("lateness", po::value(&options.lateness)->default_value("5s"), "the bridge's --lateness");
  add("idle-timeout", po::value(&options.idle_timeout)->default_value("1h"),
      "the bridge's --series.idle-timeout");
  add("complete-topic", po::bool_switch(&options.complete_topic),
      "everything was in Kafka before the bridge began: no window may close before every partition "
      "has passed it");
  add("metrics", po::value(&options.metrics)->default_value("bytes"),
      "those to check, of bytes,packets,flows");
  add("job", po::value(&options.check.job)->default_value("flowbridge"), "the label job");
  add("instance", po::value(&options.check.instance), "the label instance (default: any)");
  add("asn-names-file", po::value(&options.asn_names_path),
      "lines of ASN,NAME that name labels must agree with");
  add("first-contact", po::value(&options.first_contact),
      "series whose first sample is not after this time need not begin at 0");
  add("windows", po::value(&options.windows)->default_value("exact"),
      "where counts must be that are not late: exact, later (there or later) or any");
  add("own-routers", po::bool_switch(&options.own_routers),
      "leave the series of other routers than the truth's alone, they have a truth of their own");
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

Result<OracleJob> prepare(const OracleOptions& options) {
  OracleJob job{.check = options.check};
  if (options.prometheus.empty() && options.journal_path.empty() && options.bridge.empty()) {
    return Error(ErrorCode::kInvalid, "--prometheus, --journal-file or --bridge is needed");
  }
  const Result<Duration> window = parse_duration(options.window);
  if (!window) return window.error().within("--window");
  if (*window == Duration(0)) return Error(ErrorCode::kInvalid, "--window must not be 0");
  job.check.compare.window = *window;
  const Result<Duration> wait = parse_duration(options.wait);
  if (!wait) return wait.error().within("--wait");
  job.wait = *wait;
  const Result<Duration> lateness = parse_duration(options.lateness);
  if (!lateness) return lateness.error().within("--lateness");
  const Result<Duration> idle_timeout = parse_duration(options.idle_timeout);
  if (!idle_timeout) return idle_timeout.error().within("--idle-timeout");
  job.check.compare.idle_timeout = *idle_timeout;
  job.journal = {.job = job.check.job,
                 .window = *window,
                 .lateness = *lateness,
                 .complete_topic = options.complete_topic};
  const Result<WindowRule> rule = read_window_rule(options.windows);
  if (!rule) return rule.error();
  job.check.compare.windows = *rule;
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
  if (options.own_routers) job.check.routers = job.truth.generator.routers;
  Result<Expected> expected = expected_from(job.truth, *window);
  if (!expected) return expected.error();
  job.expected = *std::move(expected);
  return job;
}

}  // namespace flowbridge
