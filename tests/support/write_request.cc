#include "support/write_request.h"

#include <array>
#include <bit>
#include <cinttypes>
#include <cstdio>

#include <prometheus/remote_write_1.pb.h>
#include <snappy.h>

namespace flowbridge {

namespace {

WrittenSeries from_message(const prometheus::TimeSeries& message) {
  WrittenSeries series;
  series.labels.reserve(static_cast<std::size_t>(message.labels_size()));
  for (const prometheus::Label& label : message.labels()) {
    series.labels.push_back({label.name(), label.value()});
  }
  series.samples.reserve(static_cast<std::size_t>(message.samples_size()));
  for (const prometheus::Sample& sample : message.samples()) {
    series.samples.push_back({unix_ms(sample.timestamp()), value_bits(sample.value())});
  }
  return series;
}

struct TypeRow {
  FamilyType type;
  prometheus::MetricMetadata::MetricType wire;
};

constexpr std::array<TypeRow, 8> kTypes = {{
    {FamilyType::kUnknown, prometheus::MetricMetadata::UNKNOWN},
    {FamilyType::kCounter, prometheus::MetricMetadata::COUNTER},
    {FamilyType::kGauge, prometheus::MetricMetadata::GAUGE},
    {FamilyType::kHistogram, prometheus::MetricMetadata::HISTOGRAM},
    {FamilyType::kGaugeHistogram, prometheus::MetricMetadata::GAUGEHISTOGRAM},
    {FamilyType::kSummary, prometheus::MetricMetadata::SUMMARY},
    {FamilyType::kInfo, prometheus::MetricMetadata::INFO},
    {FamilyType::kStateSet, prometheus::MetricMetadata::STATESET},
}};

// Absent: of a type that there is not.
std::optional<MetricFamily> from_message(const prometheus::MetricMetadata& message) {
  MetricFamily family{.name = message.metric_family_name()};
  family.help = message.help();
  family.unit = message.unit();
  for (const TypeRow& row : kTypes) {
    if (row.wire != message.type()) continue;
    family.type = row.type;
    return family;
  }
  return std::nullopt;
}

std::string value_text(ValueBits value) {
  if (value == kStaleMarkerBits) return "stale";
  char text[40];
  std::snprintf(text, sizeof(text), "%.17g", std::bit_cast<double>(value));
  return text;
}

}  // namespace

std::optional<std::string> uncompress_block(std::string_view body) {
  std::string message;
  if (!snappy::Uncompress(body.data(), body.size(), &message)) return std::nullopt;
  return message;
}

std::optional<std::vector<WrittenSeries>> parse_write_request(std::string_view body) {
  const std::optional<std::string> bytes = uncompress_block(body);
  // Its parts are used again: simulations parse millions of these.
  thread_local prometheus::WriteRequest message;
  if (!bytes || !message.ParseFromString(*bytes)) return std::nullopt;
  std::vector<WrittenSeries> request;
  request.reserve(static_cast<std::size_t>(message.timeseries_size()));
  for (const prometheus::TimeSeries& series : message.timeseries()) {
    request.push_back(from_message(series));
  }
  return request;
}

std::optional<std::vector<MetricFamily>> parse_metadata(std::string_view body) {
  const std::optional<std::string> bytes = uncompress_block(body);
  prometheus::WriteRequest message;
  if (!bytes || !message.ParseFromString(*bytes)) return std::nullopt;
  std::vector<MetricFamily> metadata;
  for (const prometheus::MetricMetadata& each : message.metadata()) {
    std::optional<MetricFamily> family = from_message(each);
    if (!family) return std::nullopt;
    metadata.push_back(*std::move(family));
  }
  return metadata;
}

std::string serialize_write_request(const std::vector<WrittenSeries>& request,
                                    const std::vector<MetricFamily>& metadata) {
  prometheus::WriteRequest message;
  for (const WrittenSeries& series : request) {
    prometheus::TimeSeries& out = *message.add_timeseries();
    for (const Label& label : series.labels) {
      prometheus::Label& field = *out.add_labels();
      field.set_name(label.name);
      field.set_value(label.value);
    }
    for (const WrittenSample& sample : series.samples) {
      prometheus::Sample& field = *out.add_samples();
      field.set_value(std::bit_cast<double>(sample.value));
      field.set_timestamp(to_ms(sample.timestamp));
    }
  }
  for (const MetricFamily& family : metadata) {
    prometheus::MetricMetadata& out = *message.add_metadata();
    for (const TypeRow& row : kTypes) {
      if (row.type == family.type) out.set_type(row.wire);
    }
    out.set_metric_family_name(family.name);
    out.set_help(family.help);
    out.set_unit(family.unit);
  }
  return message.SerializeAsString();
}

std::string make_request_body(const std::vector<WrittenSeries>& request) {
  const std::string message = serialize_write_request(request);
  std::string body;
  snappy::Compress(message.data(), message.size(), &body);
  return body;
}

std::string to_text(const std::vector<WrittenSeries>& request) {
  std::string text;
  for (const WrittenSeries& series : request) {
    for (const WrittenSample& sample : series.samples) {
      char bits[24];
      std::snprintf(bits, sizeof(bits), "0x%016" PRIx64, sample.value);
      text += to_string(series.labels) + " " + std::to_string(to_ms(sample.timestamp)) + " " +
              value_text(sample.value) + " " + bits + "\n";
    }
  }
  return text;
}

}  // namespace flowbridge
