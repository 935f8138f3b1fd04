#include "integration/long_outage/sample_judge.h"

#include "base/coding.h"
#include "support/write_request.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>

namespace flowbridge {

namespace {

// Field numbers of WriteRequest, TimeSeries, Label and Sample with their wire types, as tags.
constexpr std::uint64_t kSeriesTag = 0x0a;
constexpr std::uint64_t kMetadataTag = 0x1a;
constexpr std::uint64_t kLabelTag = 0x0a;
constexpr std::uint64_t kSampleTag = 0x12;
constexpr std::uint64_t kNameTag = 0x0a;
constexpr std::uint64_t kTextTag = 0x12;
constexpr std::uint64_t kValueTag = 0x09;
constexpr std::uint64_t kTimestampTag = 0x10;

/// Series that may come; the rest of a request is read into room that is there.
constexpr std::size_t kSeriesPerRequest = 4000;

/// R21: how long a series has its 0 after a gap.
constexpr Duration kSettlingTime = 5min;

std::string about(std::uint32_t series, UnixTime timestamp) {
  return "series " + std::to_string(series) + " at " + std::to_string(to_ms(timestamp));
}

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

bool SampleJudge::take(std::string_view body) {
  const std::optional<std::string> message = uncompress_block(body);
  std::vector<Posted> posted;
  posted.reserve(kSeriesPerRequest);
  const bool is_read = message && read(*message, posted);
  const MutexLock lock(mutex_);
  ++verdict_.requests;
  if (!is_read) fault("a request cannot be read");
  const bool too_old =
      oldest_ && std::any_of(posted.begin(), posted.end(),
                             [&](const Posted& each) { return each.timestamp < *oldest_; });
  if (too_old) {
    ++verdict_.refused;
    return false;
  }
  for (const Posted& each : posted) judge(each);
  return true;
}

void SampleJudge::take_only_from(UnixTime oldest) {
  const MutexLock lock(mutex_);
  oldest_ = oldest;
}

JudgeVerdict SampleJudge::verdict() const {
  const MutexLock lock(mutex_);
  return verdict_;
}

bool SampleJudge::read(std::string_view message, std::vector<Posted>& posted) {
  ByteReader in(message);
  while (in.ok() && !in.empty()) {
    const std::uint64_t tag = in.varint();
    if (tag == kMetadataTag) {
      in.string();
      continue;
    }
    if (tag != kSeriesTag) return false;
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
    if (text("__name__") == "flowbridge_probe") return judge_probe(posted);
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
  const State& state = states_[series];
  if (state.begun && posted.timestamp == state.newest) {
    ++verdict_.repeated;
  } else {
    if (oldest_ && !verdict_.gap_end) verdict_.gap_end = posted.timestamp;
    if (!in_turn(series, posted.timestamp)) return;
    go_on(series, posted.timestamp);
  }
  if (posted.value != static_cast<double>(state.sum)) {
    fault(about(series, posted.timestamp) + ": expected " + std::to_string(state.sum) + ", found " +
          std::to_string(posted.value));
  }
}

void SampleJudge::judge_probe(const Posted& posted) {
  ++verdict_.probes;
  if (posted.value != 1) fault("a probe of value " + std::to_string(posted.value));
}

UnixTime SampleJudge::wanted(std::uint32_t series) const {
  const State& state = states_[series];
  const Duration width = traffic_.options().width;
  if (state.owes) return state.newest + kSettlingTime + width;
  const UnixTime next =
      state.begun ? state.newest + width : traffic_.tick(traffic_.birth(series) - 1);
  // Absent is less than any time.
  return *std::max(std::optional(next), verdict_.gap_end);
}

bool SampleJudge::in_turn(std::uint32_t series, UnixTime timestamp) {
  const UnixTime next = wanted(series);
  const bool past_the_end = states_[series].begun && next > traffic_.last_tick();
  const bool on_grid = floor_to(timestamp, traffic_.options().width) == timestamp;
  const bool as_wanted = past_the_end ? timestamp >= next && on_grid : timestamp == next;
  if (!as_wanted) {
    fault(about(series, timestamp) + ": expected next " + std::to_string(to_ms(next)));
  } else if (timestamp < verdict_.newest) {
    fault(about(series, timestamp) + ": older than " + std::to_string(to_ms(verdict_.newest)));
  }
  return as_wanted && timestamp >= verdict_.newest;
}

void SampleJudge::go_on(std::uint32_t series, UnixTime timestamp) {
  State& state = states_[series];
  const std::int64_t window = traffic_.window(timestamp);
  if (state.begun) {
    const std::int64_t first = state.owes ? 0 : traffic_.window(state.newest) + 1;
    state.sum += traffic_.bytes(series, {.first = first, .end = window + 1});
    state.owes = false;
  } else {
    state.begun = true;
    state.owes = window >= traffic_.birth(series);
    ++verdict_.begun;
    verdict_.begun_after_gap += state.owes ? 1 : 0;
  }
  state.newest = timestamp;
  verdict_.newest = timestamp;
  if (timestamp == traffic_.last_tick()) ++verdict_.complete;
}

void SampleJudge::fault(const std::string& what) {
  if (verdict_.faults++ == 0) verdict_.first_fault = what;
}

}  // namespace flowbridge
