#pragma once
/// What a program says on /metrics, in the text format of Prometheus.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
///
/// Lifetime: owns its samples.      Threads: any, once made.
/// Fails:    parse_exposition: kInvalid, naming the line.
/// Units:    values as they are told.
///
///   Result<Exposition> exposition = parse_exposition(body);
///   double bytes = exposition->sum("flowbridge_flow_bytes_decoded_total").value_or(0);

#include "base/result.h"
#include "oracle/series.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct ExposedSample {
  /// Without __name__.
  Labels labels = {};
  double value = 0;
};

class Exposition {
 public:
  void add(const std::string& name, ExposedSample sample);

  /// Empty if there is no such metric.
  const std::vector<ExposedSample>& of(const std::string& name) const;
  /// Over all series; absent if there is none.
  std::optional<double> sum(const std::string& name) const;
  /// Over the series of each value of the label.
  std::map<std::string, double> by(const std::string& name, const std::string& label) const;

 private:
  std::map<std::string, std::vector<ExposedSample>> metrics_;
};

Result<Exposition> parse_exposition(std::string_view text);

}  // namespace flowbridge
