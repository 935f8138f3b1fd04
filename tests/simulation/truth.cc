#include "simulation/truth.h"

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

struct FoundSeriesName {
  SeriesName name;
  std::string measure;
};

/// "flow_receive_bytes_total" and its labels → "receive 1001 64496 bdr1", "bytes".
FoundSeriesName name_of(const LabelSet& labels) {
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
  return {name, measure};
}

/// "receive 1001 64496 bdr1" → "receive bdr1": what folding keeps.
SeriesName folded(const SeriesName& name) {
  return name.substr(0, name.find(' ')) + name.substr(name.rfind(' '));
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
                   std::vector<std::string>& wrong) {
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
    const bool may_fall = last >= kRolloverAt || (after_stale && value == 0);
    if (value < last && !may_fall)
      wrong.push_back("R9: the value falls: " + at(name, sample.timestamp));
    if (last >= kRolloverAt && value > last) {
      wrong.push_back("R9: the value does not begin again: " + at(name, sample.timestamp));
    }
    last = value;
    after_stale = false;
  }
}

}  // namespace

void Truth::lose(std::int32_t partition, std::int64_t first, std::int64_t end) {
  for (std::int64_t offset = first; offset < end; ++offset) lost_.insert({partition, offset});
}

void Truth::cut(std::int32_t partition, std::int64_t cut, std::int64_t counted) {
  std::erase_if(flows_, [&](const ProducedFlow& flow) {
    const bool is_gone =
        flow.offset >= std::max(cut, counted) || lost_.contains({partition, flow.offset});
    return flow.partition == partition && is_gone;
  });
  std::erase_if(lost_, [&](const auto& lost) { return lost.first == partition; });
  for (ProducedFlow& flow : flows_) {
    if (flow.partition == partition && flow.offset >= cut) flow.offset = kOfAnotherLog;
  }
}

std::uint64_t Truth::bytes(std::int32_t partition) const {
  std::uint64_t bytes = 0;
  for (const ProducedFlow& flow : flows_) {
    if (flow.partition == partition && !lost_.contains({flow.partition, flow.offset})) {
      bytes += flow.bytes;
    }
  }
  return bytes;
}

Truth::ByName Truth::expected(const std::string& measure, const Strictness& strictness) const {
  ByName expected;
  for (const ProducedFlow& flow : flows_) {
    if (lost_.contains({flow.partition, flow.offset})) continue;
    Expected& series = expected[strictness.series ? flow.series : folded(flow.series)];
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
    if (is_probe(labels)) continue;
    const FoundSeriesName series = name_of(labels);
    check_samples(series.name, samples, wrong);
    found[series.measure][strictness.series ? series.name : folded(series.name)].push_back(
        &samples);
  }
  for (const std::string& measure : measures) {
    const ByName must = expected(measure, strictness);
    for (const auto& [name, series] : must) {
      const auto& parts = found[measure][name];
      if (parts.size() > 1 && strictness.series) {
        wrong.push_back("R8: " + std::to_string(parts.size()) +
                        " label sets of one series: " + name);
      }
      std::uint64_t total = 0;
      for (const auto* samples : parts) total += Sum(*samples).at(UnixTime::max());
      if (total != series.total) {
        wrong.push_back("total of " + name + " " + measure + " is " + std::to_string(total) +
                        ", produced were " + std::to_string(series.total));
        continue;
      }
      if (!strictness.windows || !strictness.series || !series.on_time) continue;
      Sum sum(*parts.front());
      for (const auto& [tick, count] : series.windows) {
        const std::uint64_t before = sum.at(tick - strictness.width);
        if (sum.at(tick) - before != count) {
          wrong.push_back("window of " + at(name, tick) + " has " +
                          std::to_string(sum.at(tick) - before) + " " + measure +
                          ", produced were " + std::to_string(count));
        }
      }
    }
    for (const auto& [name, samples] : found[measure]) {
      if (!must.contains(name)) wrong.push_back("nothing was produced for " + name);
    }
  }
  return wrong;
}

}  // namespace flowbridge
