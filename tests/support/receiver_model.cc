#include "support/receiver_model.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr int kTooLargeStatus = 413;
constexpr int kUndecodableStatus = 400;
// Prometheus 2.42 takes invalid labels for a failure of its own.
constexpr int kInvalidLabelsStatus = 500;

const char* reason(SampleVerdict verdict) {
  switch (verdict) {
    case SampleVerdict::kStored:
    case SampleVerdict::kEqualDuplicate:
    case SampleVerdict::kDroppedSilently:
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

bool is_of_metric(const LabelSet& labels, std::string_view metric) {
  return std::any_of(labels.begin(), labels.end(), [metric](const Label& label) {
    return label.name == "__name__" && label.value == metric;
  });
}

}  // namespace

bool is_probe(const LabelSet& labels) {
  return is_of_metric(labels, "flowbridge_probe");
}

bool is_info_gauge(const LabelSet& labels) {
  return is_of_metric(labels, "flow_as_info") || is_of_metric(labels, "flow_as_peering_info");
}

ReceiverAnswer ReceiverModel::write(std::string_view body, UnixTime now) {
  ++requests_;
  ReceiverAnswer answer = judge_body(body, now);
  ++answers_[answer.status];
  return answer;
}

std::vector<WrittenSample> ReceiverModel::samples(const LabelSet& labels) const {
  const auto found = series_.find(labels);
  return found == series_.end() ? std::vector<WrittenSample>{} : found->second;
}

std::uint64_t ReceiverModel::answers(int status) const {
  const auto found = answers_.find(status);
  return found == answers_.end() ? 0 : found->second;
}

std::uint64_t ReceiverModel::verdicts(SampleVerdict verdict) const {
  const auto found = verdicts_.find(verdict);
  return found == verdicts_.end() ? 0 : found->second;
}

ReceiverAnswer ReceiverModel::judge_body(std::string_view body, UnixTime now) {
  if (body.size() > options_.body_bytes_max) return {kTooLargeStatus, "request body too large"};
  std::optional<std::vector<WrittenSeries>> request = parse_write_request(body);
  if (!request) return {kUndecodableStatus, "cannot decode the request"};
  for (WrittenSeries& series : *request) series.labels = normalized(std::move(series.labels));
  return judge_request(*request, now);
}

ReceiverAnswer ReceiverModel::judge_request(const std::vector<WrittenSeries>& request,
                                            UnixTime now) {
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
      if (options_.refusal_rule == RefusalRule::kWholeRequest) return *refused;
    }
  }
  store(pending);
  return refused.value_or(ReceiverAnswer{options_.accepted_status, ""});
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
  if (verdict == SampleVerdict::kInvalidLabels) status = kInvalidLabelsStatus;
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
    if (is_probe(*each.labels)) continue;
    newest_ = std::max(newest_.value_or(each.sample.timestamp), each.sample.timestamp);
  }
}

}  // namespace flowbridge
