#include "simulation/truth.h"

#include "simulation/gauge_truth.h"

#include <algorithm>
#include <bit>

namespace flowbridge {

namespace {

/// R9: a counter that has reached this begins again.
constexpr double kRolloverAt = 4503599627370496.0;

/// Of a flow that was counted before its partition was cut: no range of offsets is about it.
constexpr std::int64_t kOfAnotherLog = -1;

bool is_stale(const WrittenSample& sample) {
  return sample.value == kStaleMarkerBits;
}

double value_of(const WrittenSample& sample) {
  return std::bit_cast<double>(sample.value);
}

std::string label(const LabelSet& labels, std::string_view name) {
  for (const Label& each : labels) {
    if (each.name == name) return each.value;
  }
  return "";
}

struct FoundSeries {
  SeriesName name;
  std::string measure;
  std::uint32_t remote_as = 0;
  std::string as_name{};
};

const char* remote_side(const std::string& flow_class) {
  return flow_class == "transmit" ? "destination_as" : "source_as";
}

/// "flow_receive_bytes_total" and its labels → "receive 1001 64496 bdr1", "bytes", 1001, "Name".
FoundSeries series_of(const LabelSet& labels) {
  std::string metric = label(labels, "__name__");
  metric.erase(0, std::string("flow_").size());
  const std::size_t end_of_class = metric.find('_');
  const std::string flow_class = metric.substr(0, end_of_class);
  const std::string measure = metric.substr(end_of_class + 1, metric.rfind('_') - end_of_class - 1);
  std::string name = flow_class;
  for (const char* part : {"source_as", "destination_as", "reason", "hostname"}) {
    const std::string value = label(labels, part);
    if (!value.empty()) name += " " + value;
  }
  const std::string remote = remote_side(flow_class);
  const std::string asn = label(labels, remote);
  const bool has_name = !asn.empty() && asn != "other";
  if (!has_name) return {name, measure};
  return {name, measure, static_cast<std::uint32_t>(std::stoul(asn)),
          label(labels, remote + "_name")};
}

/// "receive 1001 64496 bdr1" → "receive bdr1": what folding keeps.
SeriesName folded(const SeriesName& name) {
  return name.substr(0, name.find(' ')) + name.substr(name.rfind(' '));
}

/// What is checked as one.
SeriesName group_of(const SeriesName& series, const std::string& as_name,
                    const Strictness& strictness) {
  if (!strictness.series) return folded(series);
  return strictness.names && !as_name.empty() ? series + " of " + as_name : series;
}

/// What a series' samples add up to at rising times.
class Sum {
 public:
  explicit Sum(const std::vector<WrittenSample>& samples) : samples_(samples) {}

  /// Requires: times rise from call to call.
  std::uint64_t at(UnixTime time) {
    for (; next_ < samples_.size() && samples_[next_].timestamp <= time; ++next_) {
      if (is_stale(samples_[next_])) continue;
      // Whole, and exact below 2^53.
      const auto value = static_cast<std::uint64_t>(value_of(samples_[next_]));
      sum_ += value >= last_ ? value - last_ : value;
      last_ = value;
    }
    return sum_;
  }

 private:
  const std::vector<WrittenSample>& samples_;
  std::size_t next_ = 0;
  std::uint64_t last_ = 0;
  std::uint64_t sum_ = 0;
};

std::string at(const SeriesName& name, UnixTime time) {
  return name + " at " + std::to_string(to_ms(time));
}

/// R8–R10, R12: what holds for the samples of any series.
void check_samples(const SeriesName& name, const std::vector<WrittenSample>& samples,
                   const Strictness& strictness, std::vector<std::string>& wrong) {
  if (is_stale(samples.front()) || value_of(samples.front()) != 0) {
    wrong.push_back("R10: the first sample is not 0: " + at(name, samples.front().timestamp));
  }
  double last = 0;
  bool after_stale = false;
  for (const WrittenSample& sample : samples) {
    if (is_stale(sample)) {
      after_stale = true;
      continue;
    }
    const double value = value_of(sample);
    const bool may_be_forgotten = !strictness.series && after_stale && value == 0;
    const bool may_be_another = !strictness.one_counter && value == 0;
    const bool may_fall = last >= kRolloverAt || may_be_forgotten || may_be_another;
    if (value < last && !may_fall)
      wrong.push_back("R9: the value falls: " + at(name, sample.timestamp));
    if (last >= kRolloverAt && value > last) {
      wrong.push_back("R9: the value does not begin again: " + at(name, sample.timestamp));
    }
    last = value;
    after_stale = false;
  }
}

UnixTime last_rise(const std::vector<WrittenSample>& samples) {
  UnixTime time = samples.front().timestamp;
  double last = 0;
  for (const WrittenSample& sample : samples) {
    if (is_stale(sample)) continue;
    if (value_of(sample) != last) time = sample.timestamp;
    last = value_of(sample);
  }
  return time;
}

}  // namespace

void Truth::name(const Naming& naming, std::optional<UnixTime> tick) {
  namings_.push_back({naming, tick});
}

void Truth::read_from(std::int32_t partition, std::int64_t offset) {
  for (Flow& flow : flows_) {
    if (flow.partition != partition || flow.offset < offset) continue;
    flow.as_name = namings_.back().naming.label_of(flow.remote_as);
  }
}

void Truth::rename_unjournalled(const std::map<std::int32_t, ReadUntil>& read) {
  std::set<std::pair<SeriesName, std::string>> journalled;
  std::set<std::pair<SeriesName, std::string>> counted;
  std::vector<Flow*> pending;
  for (Flow& flow : flows_) {
    const auto until = read.find(flow.partition);
    if (until == read.end() || flow.offset >= until->second.next) continue;
    counted.emplace(flow.series, flow.as_name);
    if (flow.offset < until->second.journalled) {
      journalled.emplace(flow.series, flow.as_name);
    } else {
      pending.push_back(&flow);
    }
  }
  for (Flow* flow : pending) {
    const std::string newest = namings_.back().naming.label_of(flow->remote_as);
    const bool is_new = !journalled.contains({flow->series, flow->as_name});
    if (is_new && !counted.contains({flow->series, newest})) flow->as_name = newest;
  }
}

std::optional<UnixTime> Truth::left_at(std::uint32_t remote_as, const std::string& as_name) const {
  const auto has_name = [&](const NamingSince& since) {
    return since.naming.label_of(remote_as) == as_name;
  };
  const auto last = std::find_if(namings_.rbegin(), namings_.rend(), has_name);
  if (last == namings_.rbegin()) return std::nullopt;
  // The ones after it left the name.
  const std::optional<UnixTime> tick = std::prev(last)->tick;
  return tick.value_or(UnixTime::min());
}

void Truth::check_markers(const ReceiverModel& receiver, Duration width,
                          std::vector<std::string>& wrong) const {
  for (const auto& [labels, samples] : receiver.series()) {
    if (is_own(labels) || is_info_gauge(labels)) continue;
    const FoundSeries series = series_of(labels);
    const std::optional<UnixTime> left = left_at(series.remote_as, series.as_name);
    if (!left) continue;
    const UnixTime last = std::max(last_rise(samples), *left);
    const WrittenSample& newest = samples.back();
    const bool goes_on = !is_stale(newest) && newest.timestamp > last;
    const bool must_have_ended = *receiver.newest() > last + width;
    if (!goes_on && (is_stale(newest) || !must_have_ended)) continue;
    wrong.push_back("R11: the name goes on: " + at(series.name, newest.timestamp) + " of " +
                    series.as_name);
  }
}

void Truth::lose(std::int32_t partition, std::int64_t first, std::int64_t end) {
  for (std::int64_t offset = first; offset < end; ++offset) lost_.insert({partition, offset});
}

void Truth::cut(std::int32_t partition, std::int64_t cut, std::int64_t counted) {
  std::erase_if(flows_, [&](const Flow& flow) {
    const bool is_gone =
        flow.offset >= std::max(cut, counted) || lost_.contains({partition, flow.offset});
    return flow.partition == partition && is_gone;
  });
  std::erase_if(lost_, [&](const auto& lost) { return lost.first == partition; });
  for (Flow& flow : flows_) {
    if (flow.partition == partition && flow.offset >= cut) flow.offset = kOfAnotherLog;
  }
}

std::uint64_t Truth::bytes(std::int32_t partition) const {
  std::uint64_t bytes = 0;
  for (const Flow& flow : flows_) {
    if (flow.partition == partition && !lost_.contains({flow.partition, flow.offset})) {
      bytes += flow.bytes;
    }
  }
  return bytes;
}

Truth::ByName Truth::expected(const std::string& measure, const Strictness& strictness) const {
  ByName expected;
  for (const Flow& flow : flows_) {
    if (lost_.contains({flow.partition, flow.offset})) continue;
    if (!is_sent(strictness.rules, flow.series)) continue;
    const SeriesName name = sent_name(strictness.rules, flow.series);
    Expected& series = expected[group_of(name, flow.as_name, strictness)];
    const std::uint64_t count = measure == "bytes"     ? flow.bytes
                                : measure == "packets" ? flow.packets
                                                       : 1;
    series.windows[floor_to(flow.stamp, strictness.width) + strictness.width] += count;
    series.total += count;
    series.on_time = series.on_time && flow.on_time;
  }
  return expected;
}

std::vector<std::string> Truth::check(const ReceiverModel& receiver,
                                      const std::vector<std::string>& measures,
                                      const Strictness& strictness) const {
  std::vector<std::string> wrong;
  std::map<std::string, std::map<SeriesName, std::vector<const std::vector<WrittenSample>*>>> found;
  for (const auto& [labels, samples] : receiver.series()) {
    if (is_own(labels) || is_info_gauge(labels)) continue;
    const FoundSeries series = series_of(labels);
    check_samples(series.name, samples, strictness, wrong);
    found[series.measure][group_of(series.name, series.as_name, strictness)].push_back(&samples);
  }
  if (strictness.markers) check_markers(receiver, strictness.width, wrong);
  const std::vector<std::string> gauges =
      check_gauges(receiver, namings_, {.width = strictness.width, .complete = strictness.gauges});
  wrong.insert(wrong.end(), gauges.begin(), gauges.end());
  for (const std::string& measure : measures) {
    const ByName must = expected(measure, strictness);
    for (const auto& [name, series] : must) {
      const auto& parts = found[measure][name];
      if (parts.size() > 1 && strictness.series && strictness.names) {
        wrong.push_back("R8: " + std::to_string(parts.size()) +
                        " label sets of one series: " + name);
      }
      std::vector<Sum> sums;
      for (const auto* samples : parts) sums.emplace_back(*samples);
      const auto sum_at = [&sums](UnixTime time) {
        std::uint64_t sum = 0;
        for (Sum& part : sums) sum += part.at(time);
        return sum;
      };
      if (strictness.windows && strictness.series && series.on_time) {
        for (const auto& [tick, count] : series.windows) {
          const std::uint64_t before = sum_at(tick - strictness.width);
          const std::uint64_t window = sum_at(tick) - before;
          if (window == count) continue;
          wrong.push_back("window of " + at(name, tick) + " has " + std::to_string(window) + " " +
                          measure + ", produced were " + std::to_string(count));
        }
      }
      const std::uint64_t total = sum_at(UnixTime::max());
      const bool is_a_part = !strictness.totals && total < series.total;
      if (total == series.total || is_a_part) continue;
      wrong.push_back("total of " + name + " " + measure + " is " + std::to_string(total) +
                      ", produced were " + std::to_string(series.total));
    }
    for (const auto& [name, samples] : found[measure]) {
      if (!must.contains(name)) wrong.push_back("nothing was produced for " + name);
    }
  }
  return wrong;
}

}  // namespace flowbridge
