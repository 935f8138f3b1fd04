#include "oracle/check.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::array kClasses = {FlowClass::kReceive, FlowClass::kTransmit, FlowClass::kInternal,
                                 FlowClass::kTransit, FlowClass::kUnclassified};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

std::string selector(const std::string& metric, const std::string& more) {
  return metric + "{" + more + "}";
}

/// One metric of one router: what one check reads at a time.
struct Portion {
  FlowClass flow_class = FlowClass::kReceive;
  Quantity quantity = Quantity::kBytes;
  std::string hostname;
};

class StoreCheck {
 public:
  StoreCheck(const Expected& expected, const CheckOptions& options, PrometheusApi& api,
             Outcome& outcome)
      : expected_(expected), options_(options), api_(api), outcome_(outcome) {}

  Result<void> run() {
    outcome_.has_store = true;
    for (const FlowClass flow_class : kClasses) {
      for (const Quantity quantity : options_.quantities) {
        if (auto checked = check_metric(flow_class, quantity); !checked) return checked;
      }
    }
    return {};
  }

 private:
  /// By label set, so that slices of one series come together.
  using Found = std::map<Labels, std::vector<RawSample>>;
  using ByKey = std::map<SeriesKey, std::vector<std::vector<RawSample>>>;

  Result<void> check_metric(FlowClass flow_class, Quantity quantity) {
    const std::string metric = metric_name(flow_class, quantity);
    const Result<std::vector<Labels>> listed = api_.series(metric, options_.range);
    if (!listed) return listed.error();
    std::map<std::string, std::int64_t> series_of_host;
    for (const Labels& labels : *listed) {
      const auto hostname = labels.find("hostname");
      const std::string host = hostname == labels.end() ? std::string() : hostname->second;
      if (is_ours(host)) ++series_of_host[host];
    }
    for (const ExpectedSeries& series : expected_.series) {
      if (series.key.flow_class == flow_class) series_of_host[series.key.hostname];
    }
    for (const auto& [hostname, series_count] : series_of_host) {
      const Portion portion{flow_class, quantity, hostname};
      const Result<Found> found = read(portion, series_count);
      if (!found) return found.error();
      judge(portion, *found);
    }
    return {};
  }

  bool is_ours(const std::string& host) const {
    const std::vector<std::string>& routers = options_.routers;
    return routers.empty() || std::find(routers.begin(), routers.end(), host) != routers.end();
  }

  Result<Found> read(const Portion& portion, std::int64_t series_count) {
    const std::string selected = selector(metric_name(portion.flow_class, portion.quantity),
                                          "hostname=" + quoted(portion.hostname));
    const Duration window = options_.compare.window;
    const Duration slice =
        window *
        std::max<std::int64_t>(1, kAnswerSamplesMax / std::max<std::int64_t>(1, series_count));
    Found found;
    UnixTime begin = options_.range.begin;
    while (begin < options_.range.end) {
      const UnixTime end = std::min(begin + slice, options_.range.end);
      const Result<std::vector<FoundSeries>> part =
          api_.samples(selected, {.begin = begin, .end = end});
      if (!part) return part.error();
      for (const FoundSeries& series : *part) append(series, begin, found);
      begin = end;
    }
    return found;
  }

  /// Servers differ in whether a range includes its beginning, so that a sample there may come with
  /// two slices.
  void append(const FoundSeries& part, UnixTime begin, Found& found) const {
    std::vector<RawSample>& samples = found[part.labels];
    for (const RawSample& sample : part.samples) {
      const bool again = sample.timestamp == begin && !samples.empty() && samples.back() == sample;
      if (!again) samples.push_back(sample);
    }
  }

  void judge(const Portion& portion, const Found& found) {
    ByKey by_key;
    for (const auto& [labels, samples] : found) {
      if (samples.empty()) continue;
      ++outcome_.series_found;
      const Result<ParsedSeries> parsed = parse_series(labels, options_.job);
      if (!parsed) {
        add({.fault = Fault::kWrongLabels,
             .series = to_string(labels),
             .tick = samples.front().timestamp,
             .note = parsed.error().message()});
        continue;
      }
      check_names(*parsed, labels, samples.front().timestamp);
      std::vector<std::vector<RawSample>>& sets = by_key[parsed->key];
      sets.push_back(samples);
      if (sets.size() > 1 && !options_.merge_series) {
        add({.fault = Fault::kRepeatedSeries,
             .series = to_string(labels),
             .tick = samples.front().timestamp,
             .note = "another label set has the same key"});
      }
    }
    judge_expected(portion, by_key);
    judge_unexpected(portion, by_key);
  }

  void judge_expected(const Portion& portion, ByKey& by_key) {
    for (const ExpectedSeries& series : expected_.series) {
      const bool here =
          series.key.flow_class == portion.flow_class && series.key.hostname == portion.hostname;
      if (!here) continue;
      ++outcome_.series_expected;
      SeriesTruth truth{.name = to_string(series.key, portion.quantity)};
      std::uint64_t total = 0;
      for (const ExpectedWindow& window : series.windows) {
        truth.windows.push_back({.tick = window.tick,
                                 .on_time = count_of(window.on_time, portion.quantity),
                                 .late = count_of(window.late, portion.quantity)});
        total += truth.windows.back().on_time + truth.windows.back().late;
      }
      class_outcome(portion).expected += total;
      const auto found = by_key.find(series.key);
      if (found == by_key.end()) {
        add({.fault = Fault::kMissingSeries,
             .series = truth.name,
             .tick = truth.windows.front().tick,
             .expected = static_cast<std::int64_t>(total),
             .found = 0});
        continue;
      }
      class_outcome(portion).found +=
          compare_series(truth, found->second, options_.compare, outcome_.verdict);
      by_key.erase(found);
    }
  }

  /// What is left after the expected ones were taken out.
  void judge_unexpected(const Portion& portion, const ByKey& by_key) {
    for (const auto& [key, sets] : by_key) {
      double last = 0;
      for (const std::vector<RawSample>& samples : sets) last += samples.back().value;
      const auto value = static_cast<std::int64_t>(std::llround(last));
      class_outcome(portion).found += static_cast<std::uint64_t>(value);
      add({.fault = Fault::kUnexpectedSeries,
           .series = to_string(key, portion.quantity),
           .tick = sets.front().front().timestamp,
           .expected = 0,
           .found = value});
    }
  }

  void check_names(const ParsedSeries& parsed, const Labels& labels, UnixTime tick) {
    const auto check = [&](const std::string& label, Asn asn, const std::string& name) {
      const auto want = options_.as_names.find(asn);
      if (want == options_.as_names.end() || want->second == name) return;
      add({.fault = Fault::kWrongName,
           .series = to_string(labels),
           .tick = tick,
           .note = label + ": expected \"" + want->second + "\", found \"" + name + "\""});
    };
    const FlowClass flow_class = parsed.key.flow_class;
    const bool named = flow_class == FlowClass::kReceive || flow_class == FlowClass::kTransmit;
    if (named && !parsed.key.folded) {
      check("source_as_name", parsed.key.source_as, parsed.source_as_name);
      check("destination_as_name", parsed.key.destination_as, parsed.destination_as_name);
    }
    if (options_.instance.empty() ? !parsed.instance.empty()
                                  : parsed.instance == options_.instance) {
      return;
    }
    add({.fault = Fault::kWrongLabels,
         .series = to_string(labels),
         .tick = tick,
         .note = "label instance=\"" + parsed.instance + "\" is wrong"});
  }

  ClassOutcome& class_outcome(const Portion& portion) {
    return outcome_.classes.at(static_cast<std::size_t>(portion.flow_class))
        .at(static_cast<std::size_t>(portion.quantity));
  }

  void add(Finding finding) { outcome_.verdict.add(std::move(finding)); }

  const Expected& expected_;
  const CheckOptions& options_;
  PrometheusApi& api_;
  Outcome& outcome_;
};

}  // namespace

Result<void> check_store(const Expected& expected, const CheckOptions& options, PrometheusApi& api,
                         Outcome& outcome) {
  return StoreCheck(expected, options, api, outcome).run();
}

Result<Counts> newest_totals(const CheckOptions& options, PrometheusApi& api) {
  Counts totals;
  std::string matchers = "job=" + quoted(options.job);
  for (std::size_t i = 0; i < options.routers.size(); ++i) {
    matchers += (i == 0 ? ",hostname=~\"" : "|") + options.routers[i];
  }
  if (!options.routers.empty()) matchers += '"';
  for (const FlowClass flow_class : kClasses) {
    for (const Quantity quantity : options.quantities) {
      const std::string selected = selector(metric_name(flow_class, quantity), matchers);
      const Result<double> sum = api.newest_sum(selected, options.range);
      if (!sum) return sum.error();
      count_in(totals, quantity) += static_cast<std::uint64_t>(std::llround(*sum));
    }
  }
  return totals;
}

}  // namespace flowbridge
