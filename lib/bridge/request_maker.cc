#include "bridge/request_maker.h"

#include "base/check.h"
#include "remote_write/labels.h"
#include "series/families.h"

#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kTellMetricsEvery = 1min;
/// Of our own metrics: all of them, if there are not hundreds of partitions.
constexpr std::size_t kOwnSamplesPerRequest = 2000;

/// When the sample's counter was 0. It is said of later samples only: a receiver may take the zero
/// itself for one that ends before it begins.
UnixTime start_of(const SeriesAccount& account, UnixTime timestamp) {
  const UnixTime started = account.started.value_or(UnixTime{});
  return started < timestamp ? started : UnixTime{};
}

}  // namespace

RequestMaker::RequestMaker(const WireLabels& labels, const RequestMakerOptions& options)
    : wire_labels_(labels),
      options_(options),
      labels_(labels),
      symbols_(labels, table_),
      families_(metric_families().size()),
      encoder_v2_(table_) {}

void RequestMaker::use(WireProtocol protocol) {
  if (std::exchange(used_, protocol) == protocol) return;
  labels_.clear();
  symbols_.clear();
  metrics_told_at_.reset();
}

MadeRequest RequestMaker::make(WireProtocol protocol, const Accounts& accounts,
                               const RequestSamples& request) {
  FB_CHECK(!request.samples.empty());
  use(protocol);
  return protocol == WireProtocol::kV1 ? make_v1(accounts, request) : make_v2(accounts, request);
}

MadeRequest RequestMaker::make_v1(const Accounts& accounts, const RequestSamples& request) {
  if (request.begins_stage) tell_metrics(request.timestamp);
  for (const PlannedSample& sample : request.samples) {
    const std::string& labels = labels_.get(accounts, sample);
    if (encoder_.series_count() > 0 && !encoder_.has_room(labels, options_.limits)) break;
    encoder_.add(labels, request.timestamp, sample.value);
  }
  const std::size_t samples = encoder_.series_count();
  return {.body = encoder_.finish(), .samples = samples};
}

void RequestMaker::tell_metrics(UnixTime timestamp) {
  if (metrics_told_at_ && timestamp - *metrics_told_at_ < kTellMetricsEvery) return;
  metrics_told_at_ = timestamp;
  for (std::size_t i = 0; i < metric_families().size(); ++i) {
    if (is_family_of(i, options_.measures)) encoder_.add_metadata(metric_families()[i]);
  }
}

MadeRequest RequestMaker::make_v2(const Accounts& accounts, const RequestSamples& request) {
  for (const PlannedSample& sample : request.samples) {
    const SeriesAccount& account = accounts.account(sample.series);
    const std::span<const WireSymbol> labels = symbols_.get(accounts, sample);
    const FamilySymbols& family = family_symbols(family_of(account, sample.measure));
    if (!encoder_v2_.has_room(labels, family, options_.limits)) break;
    encoder_v2_.add(labels, family,
                    {.timestamp = request.timestamp,
                     .value = sample.value,
                     .start = start_of(account, request.timestamp)});
  }
  const std::size_t samples = encoder_v2_.series_count();
  return {.body = encoder_v2_.finish(), .samples = samples};
}

const FamilySymbols& RequestMaker::family_symbols(std::size_t family) {
  std::optional<FamilySymbols>& symbols = families_[family];
  if (!symbols) symbols = table_.intern(metric_families()[family]);
  return *symbols;
}

std::string RequestMaker::make_probe(WireProtocol protocol, UnixTime timestamp) {
  const LabelSet labels = wire_labels_.probe();
  if (protocol == WireProtocol::kV1) {
    encoder_.add(encode_labels(labels), timestamp, value_bits(1));
    return encoder_.finish();
  }
  const std::vector<WireSymbol> symbols = table_.intern(labels);
  encoder_v2_.add(symbols, family_symbols(probe_family()),
                  {.timestamp = timestamp, .value = value_bits(1)});
  std::string body = encoder_v2_.finish();
  table_.release(symbols);
  return body;
}

MadeRequest RequestMaker::make_own(WireProtocol protocol, UnixTime timestamp,
                                   std::span<const OwnMetric> metrics) {
  FB_CHECK(!metrics.empty());
  std::vector<WireSymbol> used;
  std::size_t samples = 0;
  std::size_t count = 0;
  do {
    samples += metrics[count].samples.size();
    if (protocol == WireProtocol::kV1) {
      add_own_v1(timestamp, metrics[count]);
    } else {
      add_own_v2(timestamp, metrics[count], used);
    }
    ++count;
  } while (count < metrics.size() &&
           samples + metrics[count].samples.size() <= kOwnSamplesPerRequest);
  std::string body = protocol == WireProtocol::kV1 ? encoder_.finish() : encoder_v2_.finish();
  table_.release(used);
  return {.body = std::move(body), .samples = count};
}

void RequestMaker::add_own_v1(UnixTime timestamp, const OwnMetric& metric) {
  encoder_.add_metadata(metric.family);
  for (const OwnSample& sample : metric.samples) {
    encoder_.add(encode_labels(sample.labels), timestamp, value_bits(sample.value));
  }
}

void RequestMaker::add_own_v2(UnixTime timestamp, const OwnMetric& metric,
                              std::vector<WireSymbol>& used) {
  const FamilySymbols family = table_.intern(metric.family);
  used.insert(used.end(), {family.help, family.unit});
  for (const OwnSample& sample : metric.samples) {
    const std::vector<WireSymbol> labels = table_.intern(sample.labels);
    used.insert(used.end(), labels.begin(), labels.end());
    encoder_v2_.add(labels, family, {.timestamp = timestamp, .value = value_bits(sample.value)});
  }
}

void RequestMaker::drop(SeriesId series) {
  labels_.drop(series);
  symbols_.drop(series);
}

}  // namespace flowbridge
