#include "support/receiver_model.h"

#include "base/check.h"
#include "support/write_request_v2.h"

#include <algorithm>
#include <bit>

namespace flowbridge {

namespace {

constexpr int kUndecodableStatus = 400;
constexpr int kUnsupportedStatus = 415;
constexpr int kThrottledStatus = 429;

const char* reason(SampleVerdict verdict) {
  switch (verdict) {
    case SampleVerdict::kStored:
    case SampleVerdict::kEqualDuplicate:
    case SampleVerdict::kDroppedSilently:
    case SampleVerdict::kIgnored:
    case SampleVerdict::kCut:
      return "accepted";
    case SampleVerdict::kOtherValue:
      return "duplicate sample for timestamp";
    case SampleVerdict::kOutOfOrder:
      return "out of order sample";
    case SampleVerdict::kOutOfBounds:
      return "out of bounds";
    case SampleVerdict::kTooFarAhead:
      return "too far in the future";
    case SampleVerdict::kSeriesRefused:
      return "series refused";
    case SampleVerdict::kInvalidLabels:
      return "invalid labels";
  }
  FB_CHECK(false);
}

bool is_refusal(SampleVerdict verdict) {
  switch (verdict) {
    case SampleVerdict::kStored:
    case SampleVerdict::kEqualDuplicate:
    case SampleVerdict::kDroppedSilently:
    case SampleVerdict::kIgnored:
    case SampleVerdict::kCut:
      return false;
    case SampleVerdict::kOtherValue:
    case SampleVerdict::kOutOfOrder:
    case SampleVerdict::kOutOfBounds:
    case SampleVerdict::kTooFarAhead:
    case SampleVerdict::kSeriesRefused:
    case SampleVerdict::kInvalidLabels:
      return true;
  }
  FB_CHECK(false);
}

bool are_valid(const LabelSet& labels) {
  const auto twice =
      std::adjacent_find(labels.begin(), labels.end(),
                         [](const Label& a, const Label& b) { return a.name == b.name; });
  return !labels.empty() && twice == labels.end();
}

// A label without a value is no label; order is the receiver's own.
LabelSet normalized(LabelSet labels) {
  std::erase_if(labels, [](const Label& label) { return label.value.empty(); });
  // Comparing is cheap, moving strings is not.
  if (!std::is_sorted(labels.begin(), labels.end())) std::sort(labels.begin(), labels.end());
  return labels;
}

const WrittenSample* first_sample(const std::vector<WrittenSeries>& request) {
  for (const WrittenSeries& series : request) {
    if (!series.samples.empty()) return &series.samples.front();
  }
  return nullptr;
}

/// Empty if it has no name.
std::string metric_of(const LabelSet& labels) {
  const auto name = std::find_if(labels.begin(), labels.end(),
                                 [](const Label& label) { return label.name == "__name__"; });
  return name == labels.end() ? std::string() : name->value;
}

LabelSet cut(const StoredLimits& limits, LabelSet labels) {
  if (labels.size() > limits.labels_max) labels.resize(limits.labels_max);
  for (Label& label : labels) {
    label.name = label.name.substr(0, limits.name_bytes_max);
    label.value = label.value.substr(0, limits.value_bytes_max);
  }
  return labels;
}

/// Under which labels a sample is stored; nothing if it is ignored.
std::optional<LabelSet> stored_as(const std::optional<StoredLimits>& limits, const LabelSet& labels,
                                  UnixTime time, UnixTime now) {
  if (!limits) return labels;
  if (time < now - limits->age_max || time > now + limits->ahead_max) return std::nullopt;
  LabelSet stored = cut(*limits, labels);
  if (limits->over_limit == OverLimit::kIgnored && stored != labels) return std::nullopt;
  return stored;
}

std::vector<HttpHeader> written_headers(std::size_t samples) {
  return {{"x-prometheus-remote-write-samples-written", std::to_string(samples)},
          {"x-prometheus-remote-write-histograms-written", "0"},
          {"x-prometheus-remote-write-exemplars-written", "0"}};
}

}  // namespace

bool is_own(const LabelSet& labels) {
  const std::string metric = metric_of(labels);
  return metric.starts_with("flowbridge_") || metric.starts_with("process_");
}

double newest_total(const ReceiverModel& receiver, const std::string& metric) {
  double sum = 0;
  for (const auto& [labels, samples] : receiver.series()) {
    if (metric_of(labels) == metric) sum += std::bit_cast<double>(samples.back().value);
  }
  return sum;
}

bool is_info_gauge(const LabelSet& labels) {
  const std::string metric = metric_of(labels);
  return metric == "flow_as_info" || metric == "flow_as_peering_info";
}

ReceiverAnswer ReceiverModel::write(std::string_view body, UnixTime now,
                                    const WriteHeaders& headers) {
  ++requests_;
  if (names_version_two(headers)) ++requests_of_version_two_;
  ReceiverAnswer answer = judge(body, now, headers);
  ++answers_[answer.status];
  return answer;
}

ReceiverAnswer ReceiverModel::throttle(const WriteHeaders& headers) {
  ++requests_;
  if (names_version_two(headers)) ++requests_of_version_two_;
  ++answers_[kThrottledStatus];
  ReceiverAnswer answer{kThrottledStatus, "too many requests"};
  int seconds = 0;
  switch (options_.retry_after) {
    case RetryAfter::kNotSaid:
      return answer;
    case RetryAfter::kOneSecond:
      seconds = 1;
      break;
    case RetryAfter::kFiveSeconds:
      seconds = 5;
      break;
    case RetryAfter::kByAttempt:
      seconds = std::min(6 << std::clamp(headers.retry_attempt - 1, 0, 4), 96);
      break;
  }
  answer.headers = {{"retry-after", std::to_string(seconds)}};
  return answer;
}

std::vector<WrittenSample> ReceiverModel::samples(const LabelSet& labels) const {
  const auto found = series_.find(labels);
  return found == series_.end() ? std::vector<WrittenSample>{} : found->second;
}

std::optional<UnixTime> ReceiverModel::start(const LabelSet& labels) const {
  const auto found = starts_.find(labels);
  return found == starts_.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t ReceiverModel::answers(int status) const {
  const auto found = answers_.find(status);
  return found == answers_.end() ? 0 : found->second;
}

std::uint64_t ReceiverModel::verdicts(SampleVerdict verdict) const {
  const auto found = verdicts_.find(verdict);
  return found == verdicts_.end() ? 0 : found->second;
}

ReceiverAnswer ReceiverModel::judge(std::string_view body, UnixTime now,
                                    const WriteHeaders& headers) {
  if (body.size() > options_.body_bytes_max) {
    return {options_.too_large_status, "request body too large"};
  }
  bool is_two = names_version_two(headers);
  switch (options_.version_two) {
    case VersionTwo::kTakenForEmpty:
      is_two = false;
      break;
    case VersionTwo::kUnsupported:
      if (is_two) return {kUnsupportedStatus, "unknown message"};
      break;
    case VersionTwo::kUndecodable:
      if (is_two) return {kUndecodableStatus, "cannot decode the request"};
      break;
    case VersionTwo::kSpoken:
      break;
    case VersionTwo::kSpokenIfExact:
      is_two = are_exactly_version_two(headers);
      break;
  }
  return is_two ? judge_body_v2(body, now) : judge_body(body, now);
}

ReceiverAnswer ReceiverModel::judge_body(std::string_view body, UnixTime now) {
  std::optional<std::vector<WrittenSeries>> request = parse_write_request(body);
  if (!request) return {kUndecodableStatus, "cannot decode the request"};
  for (const MetricFamily& family : parse_metadata(body).value_or(std::vector<MetricFamily>{})) {
    families_[family.name] = family;
  }
  for (WrittenSeries& series : *request) series.labels = normalized(std::move(series.labels));
  return judge_request(*request, now, options_.refusal_rule);
}

ReceiverAnswer ReceiverModel::judge_body_v2(std::string_view body, UnixTime now) {
  const std::optional<WrittenRequestV2> parsed = parse_write_request_v2(body);
  if (!parsed) return {kUndecodableStatus, "cannot decode the request"};
  std::vector<WrittenSeries> request;
  std::size_t samples = 0;
  for (const WrittenSeriesV2& series : parsed->series) {
    WrittenSeries& same = request.emplace_back();
    same.labels = normalized(series.labels);
    samples += series.samples.size();
    for (const WrittenSampleV2& sample : series.samples) {
      same.samples.push_back({sample.timestamp, sample.value});
      starts_[same.labels] = sample.start;
    }
    MetricFamily& family = families_[metric_of(same.labels)];
    family = series.family;
    family.name = metric_of(same.labels);
  }
  const std::uint64_t refused_before = refusals();
  ReceiverAnswer answer = judge_request(request, now, RefusalRule::kBadSamplesOnly);
  const auto refused = static_cast<std::size_t>(refusals() - refused_before);
  answer.headers =
      written_headers(options_.counts_refused_as_written ? samples : samples - refused);
  return answer;
}

std::uint64_t ReceiverModel::refusals() const {
  std::uint64_t refused = 0;
  for (const auto& [verdict, count] : verdicts_) refused += is_refusal(verdict) ? count : 0;
  return refused;
}

ReceiverAnswer ReceiverModel::judge_request(const std::vector<WrittenSeries>& request, UnixTime now,
                                            RefusalRule rule) {
  if (rule == RefusalRule::kNothing) return take_all(request, now);
  const WrittenSample* const first = first_sample(request);
  if (first == nullptr) return {options_.accepted_status, ""};
  // An empty store takes its time from the first sample that it sees, stored or not.
  if (!head_) head_ = first->timestamp;
  // Fixed for the request: samples are held against the store as it was before.
  const UnixTime oldest = *head_ - options_.out_of_bounds_after;

  std::vector<Pending> pending;
  std::optional<ReceiverAnswer> refused;
  for (const WrittenSeries& series : request) {
    const auto found = series_.find(series.labels);
    std::vector<WrittenSample>* const stored = found == series_.end() ? nullptr : &found->second;
    for (const WrittenSample& sample : series.samples) {
      const Pending judged{&series.labels, stored, sample};
      const SampleVerdict verdict = judge_sample(judged, oldest, now);
      if (!is_refusal(verdict)) {
        pending.push_back(judged);
        continue;
      }
      ++verdicts_[verdict];
      if (!refused) refused = refusal(verdict, series.labels);
      if (rule == RefusalRule::kWholeRequest) return *refused;
    }
  }
  store(pending);
  return refused.value_or(ReceiverAnswer{options_.accepted_status, ""});
}

// Every sample has its place, whatever came before it.
ReceiverAnswer ReceiverModel::take_all(const std::vector<WrittenSeries>& request, UnixTime now) {
  for (const WrittenSeries& series : request) {
    for (const WrittenSample& sample : series.samples) {
      const std::optional<LabelSet> labels =
          stored_as(options_.stored_limits, series.labels, sample.timestamp, now);
      if (!labels) {
        ++verdicts_[SampleVerdict::kIgnored];
        continue;
      }
      if (*labels != series.labels) ++verdicts_[SampleVerdict::kCut];
      std::vector<WrittenSample>& stored = series_[*labels];
      const auto after = std::upper_bound(
          stored.begin(), stored.end(), sample.timestamp,
          [](UnixTime time, const WrittenSample& each) { return time < each.timestamp; });
      const bool is_late = after != stored.end();
      const bool is_twice = after != stored.begin() && *std::prev(after) == sample;
      const bool is_other =
          !is_twice && after != stored.begin() && std::prev(after)->timestamp == sample.timestamp;
      if (is_late) ++verdicts_[SampleVerdict::kOutOfOrder];
      if (is_other) ++verdicts_[SampleVerdict::kOtherValue];
      if (is_twice) ++verdicts_[SampleVerdict::kEqualDuplicate];
      if (is_twice) continue;
      ++verdicts_[SampleVerdict::kStored];
      stored.insert(after, sample);
      if (!is_own(series.labels))
        newest_ = std::max(newest_.value_or(sample.timestamp), sample.timestamp);
    }
  }
  return {options_.accepted_status, ""};
}

SampleVerdict ReceiverModel::judge_sample(const Pending& judged, UnixTime oldest,
                                          UnixTime now) const {
  const WrittenSample& sample = judged.sample;
  if (refuses_ && refuses_(*judged.labels)) return SampleVerdict::kSeriesRefused;
  if (options_.future_limit && sample.timestamp > now + *options_.future_limit) {
    return SampleVerdict::kTooFarAhead;
  }
  if (sample.timestamp < oldest) return SampleVerdict::kOutOfBounds;
  if (!are_valid(*judged.labels)) return SampleVerdict::kInvalidLabels;
  if (judged.stored == nullptr) return SampleVerdict::kStored;
  const WrittenSample& newest = judged.stored->back();
  if (sample.timestamp > newest.timestamp) return SampleVerdict::kStored;
  if (sample.timestamp < newest.timestamp) return SampleVerdict::kOutOfOrder;
  return sample == newest ? SampleVerdict::kEqualDuplicate : SampleVerdict::kOtherValue;
}

ReceiverAnswer ReceiverModel::refusal(SampleVerdict verdict, const LabelSet& labels) const {
  int status = options_.refused_status;
  if (verdict == SampleVerdict::kInvalidLabels) status = options_.invalid_labels_status;
  if (verdict == SampleVerdict::kOutOfBounds) status = options_.out_of_bounds_status;
  return {status, std::string(reason(verdict)) + ": " + to_string(labels)};
}

void ReceiverModel::store(const std::vector<Pending>& pending) {
  for (const Pending& each : pending) {
    std::vector<WrittenSample>& samples =
        each.stored != nullptr ? *each.stored : series_[*each.labels];
    if (!samples.empty() && each.sample.timestamp <= samples.back().timestamp) {
      // What was checked against the store may still be late against its own request.
      const bool is_equal = each.sample == samples.back();
      ++verdicts_[is_equal ? SampleVerdict::kEqualDuplicate : SampleVerdict::kDroppedSilently];
      continue;
    }
    ++verdicts_[SampleVerdict::kStored];
    samples.push_back(each.sample);
    others_write(each.sample.timestamp);
    if (is_own(*each.labels)) continue;
    newest_ = std::max(newest_.value_or(each.sample.timestamp), each.sample.timestamp);
  }
}

}  // namespace flowbridge
