#include "support/write_request_v2.h"

#include "support/write_request.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include <prometheus/remote_write_2.pb.h>

namespace flowbridge {

namespace {

namespace v2 = io::prometheus::write::v2;

using Symbols = std::vector<std::string>;

bool is_known(const google::protobuf::Message& message) {
  return message.GetReflection()->GetUnknownFields(message).empty();
}

std::optional<LabelSet> labels_of(const v2::TimeSeries& message, const Symbols& symbols) {
  const auto size = static_cast<std::uint32_t>(symbols.size());
  if (message.labels_refs_size() % 2 != 0) return std::nullopt;
  LabelSet labels;
  for (int i = 0; i < message.labels_refs_size(); i += 2) {
    const std::uint32_t name = message.labels_refs(i);
    const std::uint32_t value = message.labels_refs(i + 1);
    if (name >= size || value >= size) return std::nullopt;
    labels.push_back({symbols[name], symbols[value]});
  }
  return labels;
}

struct TypeRow {
  FamilyType type;
  v2::Metadata::MetricType wire;
  const char* name;
};

constexpr std::array<TypeRow, 8> kTypes = {{
    {FamilyType::kUnknown, v2::Metadata::METRIC_TYPE_UNSPECIFIED, "unknown"},
    {FamilyType::kCounter, v2::Metadata::METRIC_TYPE_COUNTER, "counter"},
    {FamilyType::kGauge, v2::Metadata::METRIC_TYPE_GAUGE, "gauge"},
    {FamilyType::kHistogram, v2::Metadata::METRIC_TYPE_HISTOGRAM, "histogram"},
    {FamilyType::kGaugeHistogram, v2::Metadata::METRIC_TYPE_GAUGEHISTOGRAM, "gaugehistogram"},
    {FamilyType::kSummary, v2::Metadata::METRIC_TYPE_SUMMARY, "summary"},
    {FamilyType::kInfo, v2::Metadata::METRIC_TYPE_INFO, "info"},
    {FamilyType::kStateSet, v2::Metadata::METRIC_TYPE_STATESET, "stateset"},
}};

const TypeRow& row_of(FamilyType type) {
  return *std::find_if(kTypes.begin(), kTypes.end(),
                       [&](const TypeRow& row) { return row.type == type; });
}

std::optional<MetricFamily> family_of(const v2::Metadata& message, const Symbols& symbols) {
  const auto size = static_cast<std::uint32_t>(symbols.size());
  if (!is_known(message) || message.help_ref() >= size || message.unit_ref() >= size) {
    return std::nullopt;
  }
  MetricFamily family;
  family.help = symbols[message.help_ref()];
  family.unit = symbols[message.unit_ref()];
  const auto row = std::find_if(kTypes.begin(), kTypes.end(),
                                [&](const TypeRow& each) { return each.wire == message.type(); });
  if (row == kTypes.end()) return std::nullopt;
  family.type = row->type;
  return family;
}

std::optional<WrittenSeriesV2> series_of(const v2::TimeSeries& message, const Symbols& symbols) {
  std::optional<LabelSet> labels = labels_of(message, symbols);
  std::optional<MetricFamily> family = family_of(message.metadata(), symbols);
  if (!is_known(message) || !labels || !family) return std::nullopt;
  WrittenSeriesV2 series{*std::move(labels), *std::move(family), {}};
  for (const v2::Sample& sample : message.samples()) {
    if (!is_known(sample)) return std::nullopt;
    series.samples.push_back({.timestamp = unix_ms(sample.timestamp()),
                              .value = value_bits(sample.value()),
                              .start = unix_ms(sample.start_timestamp())});
  }
  return series;
}

// By search, from the front: slow, and nothing like the encoder.
std::uint32_t find_or_add(const std::string& text, v2::Request& request) {
  const auto& symbols = request.symbols();
  const auto place = std::find(symbols.begin(), symbols.end(), text) - symbols.begin();
  if (place == symbols.size()) request.add_symbols(text);
  return static_cast<std::uint32_t>(place);
}

}  // namespace

std::optional<WrittenRequestV2> parse_write_request_v2(std::string_view body) {
  const std::optional<std::string> bytes = uncompress_block(body);
  v2::Request message;
  if (!bytes || !message.ParseFromString(*bytes) || !is_known(message)) return std::nullopt;
  WrittenRequestV2 request;
  request.symbols.assign(message.symbols().begin(), message.symbols().end());
  // Metadata that says nothing refers to it.
  if (request.symbols.empty()) return std::nullopt;
  for (const v2::TimeSeries& each : message.timeseries()) {
    std::optional<WrittenSeriesV2> series = series_of(each, request.symbols);
    if (!series) return std::nullopt;
    request.series.push_back(*std::move(series));
  }
  return request;
}

std::string serialize_write_request_v2(const std::vector<WrittenSeriesV2>& series) {
  v2::Request message;
  message.add_symbols("");
  for (const WrittenSeriesV2& each : series) {
    v2::TimeSeries& out = *message.add_timeseries();
    for (const Label& label : each.labels) {
      out.add_labels_refs(find_or_add(label.name, message));
      out.add_labels_refs(find_or_add(label.value, message));
    }
    for (const WrittenSampleV2& sample : each.samples) {
      v2::Sample& field = *out.add_samples();
      field.set_value(std::bit_cast<double>(sample.value));
      field.set_timestamp(to_ms(sample.timestamp));
      field.set_start_timestamp(to_ms(sample.start));
    }
    v2::Metadata& metadata = *out.mutable_metadata();
    metadata.set_type(row_of(each.family.type).wire);
    metadata.set_help_ref(find_or_add(each.family.help, message));
    metadata.set_unit_ref(find_or_add(each.family.unit, message));
  }
  return message.SerializeAsString();
}

std::string reserialize_write_request_v2(std::string_view message) {
  v2::Request request;
  if (!request.ParseFromArray(message.data(), static_cast<int>(message.size()))) return "";
  return request.SerializeAsString();
}

std::string to_text(const WrittenRequestV2& request) {
  std::string text;
  for (std::size_t i = 0; i < request.symbols.size(); ++i) {
    text += std::to_string(i) + " \"" + request.symbols[i] + "\"\n";
  }
  for (const WrittenSeriesV2& series : request.series) {
    for (const WrittenSampleV2& sample : series.samples) {
      std::string line = to_text({{series.labels, {{sample.timestamp, sample.value}}}});
      line.pop_back();
      text += line + " start " + std::to_string(to_ms(sample.start)) + ' ' +
              row_of(series.family.type).name + " \"" + series.family.help + "\" \"" +
              series.family.unit + "\"\n";
    }
  }
  return text;
}

}  // namespace flowbridge
