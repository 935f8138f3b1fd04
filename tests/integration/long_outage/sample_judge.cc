#include "integration/long_outage/sample_judge.h"

#include "base/coding.h"
#include "support/write_request.h"

#include <bit>
#include <map>
#include <optional>

namespace flowbridge {

namespace {

// Field numbers of WriteRequest, TimeSeries, Label and Sample with their wire types, as tags.
constexpr std::uint64_t kSeriesTag = 0x0a;
constexpr std::uint64_t kLabelTag = 0x0a;
constexpr std::uint64_t kSampleTag = 0x12;
constexpr std::uint64_t kNameTag = 0x0a;
constexpr std::uint64_t kTextTag = 0x12;
constexpr std::uint64_t kValueTag = 0x09;
constexpr std::uint64_t kTimestampTag = 0x10;

/// Series that may come; the rest of a request is read into room that is there.
constexpr std::size_t kSeriesPerRequest = 4000;

std::map<std::string_view, std::string_view> labels_of(std::string_view encoded) {
  std::map<std::string_view, std::string_view> labels;
  ByteReader in(encoded);
  while (in.ok() && !in.empty() && in.varint() == kLabelTag) {
    ByteReader label(in.string());
    if (label.varint() != kNameTag) break;
    const std::string_view name = label.string();
    if (label.varint() != kTextTag) break;
    labels[name] = label.string();
  }
  return labels;
}

}  // namespace

SampleJudge::SampleJudge(const Traffic& traffic)
    : traffic_(traffic), states_(traffic.options().series) {}

void SampleJudge::take(std::string_view body) {
  const std::optional<std::string> message = uncompress_block(body);
  std::vector<Posted> posted;
  posted.reserve(kSeriesPerRequest);
  const bool is_read = message && read(*message, posted);
  const MutexLock lock(mutex_);
  ++verdict_.requests;
  if (!is_read) fault("a request cannot be read");
  for (const Posted& each : posted) judge(each);
}

JudgeVerdict SampleJudge::verdict() const {
  const MutexLock lock(mutex_);
  return verdict_;
}

bool SampleJudge::read(std::string_view message, std::vector<Posted>& posted) {
  ByteReader in(message);
  while (in.ok() && !in.empty()) {
    if (in.varint() != kSeriesTag) return false;
    if (!read_series(in.string(), posted.emplace_back())) return false;
  }
  return in.ok();
}

bool SampleJudge::read_series(std::string_view message, Posted& posted) {
  ByteReader in(message);
  std::size_t labels_bytes = 0;
  std::uint64_t tag = in.varint();
  while (in.ok() && tag == kLabelTag) {
    in.string();
    labels_bytes = message.size() - in.rest().size();
    tag = in.varint();
  }
  if (!in.ok() || tag != kSampleTag) return false;
  posted.labels = message.substr(0, labels_bytes);
  ByteReader sample(in.string());
  tag = sample.varint();
  // A field that is 0 is left out.
  if (tag == kValueTag) {
    posted.value = std::bit_cast<double>(sample.u64());
    tag = sample.varint();
  }
  if (tag != kTimestampTag) return false;
  posted.timestamp = unix_ms(static_cast<std::int64_t>(sample.varint()));
  return sample.ok() && sample.empty() && in.empty();
}

void SampleJudge::judge(const Posted& posted) {
  auto found = by_labels_.find(posted.labels);
  if (found == by_labels_.end()) {
    const auto labels = labels_of(posted.labels);
    const auto text = [&labels](std::string_view name) {
      const auto label = labels.find(name);
      return label == labels.end() ? std::string_view() : label->second;
    };
    const std::optional<std::uint32_t> series = traffic_.find(text("hostname"), text("source_as"));
    if (!series || text("__name__") != "flow_receive_bytes_total") {
      return fault("a series that no record has made: " + std::string(text("__name__")) + " of " +
                   std::string(text("hostname")) + ", AS " + std::string(text("source_as")));
    }
    found = by_labels_.emplace(std::string(posted.labels), *series).first;
  }
  judge(found->second, posted);
}

void SampleJudge::judge(std::uint32_t series, const Posted& posted) {
  ++verdict_.samples;
  State& state = states_[series];
  const auto at = [&] {
    return "series " + std::to_string(series) + " at " + std::to_string(to_ms(posted.timestamp));
  };
  const Duration width = traffic_.options().width;
  const UnixTime zero = traffic_.tick(traffic_.birth(series) - 1);
  if (state.begun && posted.timestamp == state.newest) {
    ++verdict_.repeated;
  } else {
    const UnixTime wanted = state.begun ? state.newest + width : zero;
    const bool past_the_end = state.begun && wanted > traffic_.last_tick();
    const bool on_grid = (posted.timestamp - zero) % width == 0ms;
    const bool in_turn =
        past_the_end ? posted.timestamp >= wanted && on_grid : posted.timestamp == wanted;
    if (!in_turn) return fault(at() + ": expected next " + std::to_string(to_ms(wanted)));
    if (posted.timestamp < newest_) {
      return fault(at() + ": older than " + std::to_string(to_ms(newest_)));
    }
    newest_ = posted.timestamp;
    const std::int64_t window = (posted.timestamp - traffic_.tick(0)) / width;
    if (state.begun) state.sum += traffic_.rise(series, window);
    state.begun = true;
    state.newest = posted.timestamp;
    if (posted.timestamp == traffic_.last_tick()) ++verdict_.complete;
  }
  if (posted.value != static_cast<double>(state.sum)) {
    fault(at() + ": expected " + std::to_string(state.sum) + ", found " +
          std::to_string(posted.value));
  }
}

void SampleJudge::fault(const std::string& what) {
  if (verdict_.faults++ == 0) verdict_.first_fault = what;
}

}  // namespace flowbridge
