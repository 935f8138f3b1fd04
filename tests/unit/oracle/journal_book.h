#pragma once
/// A right journal of a small truth, as the lines that `state inspect --records` prints.
///
/// A model of its own: it shares nothing with what it tests but the generator. Tests take its lines
/// and make them wrong.
///
/// Lifetime: owns its lines.      Threads: one.
/// Fails:    never.
/// Units:    windows are 15 s, lateness 5 s.
///
///   JournalBook book(small_truth());
///   book.batch(3)["totals"]["bytes"] = 7;
///   check_journal(book.text(), …);

#include "flowgen/truth.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace flowbridge {

inline constexpr std::int64_t kBookWindowMs = 15'000;
inline constexpr std::int64_t kBookLatenessMs = 5'000;

/// A minute and a half of two partitions, with late, malformed and multiple flows.
inline Truth small_truth() {
  Truth truth{.generator = {.seed = 7,
                            .partitions = 2,
                            .event_rate = 10,
                            .start = unix_ms(1'767'225'607'000),
                            .as_count = 12,
                            .routers = {"r1", "r2"},
                            .malformed_per_million = 100'000,
                            .late_per_million = 50'000,
                            .multi_values_per_million = 100'000},
              .topic = "flows",
              .ranges = {{0, 0, 450}, {1, 0, 450}}};
  const Generator generator(truth.generator);
  RecordPlan plan;
  for (const PartitionRange& range : truth.ranges) {
    for (Offset offset = range.first; offset < range.end; ++offset) {
      generator.plan({range.partition, offset}, plan);
      truth.totals.add(plan);
    }
  }
  return truth;
}

class JournalBook {
 public:
  using Json = nlohmann::json;

  enum class Folding { kNone, kEvenAs };

  explicit JournalBook(const Truth& truth, Folding folding = Folding::kNone)
      : truth_(truth), generator_(truth.generator), folding_(folding) {
    add({{"type", "grid"}, {"from_ms", nullptr}, {"width_ms", kBookWindowMs}});
    for (int lane = 0; lane < truth.generator.partitions; ++lane) {
      add({{"type", "lane"},
           {"lane", lane},
           {"topic", truth.topic},
           {"partition", lane},
           {"start_offset", 0}});
    }
    constexpr Offset kStep = 50;
    for (Offset first = 0; first < truth.ranges[0].end; first += kStep) {
      const Offset next = std::min(first + kStep, truth.ranges[0].end);
      for (int lane = 0; lane < truth.generator.partitions; ++lane) write_batch(lane, first, next);
      close_until(highest_ - kBookLatenessMs);
    }
    if (!open_.empty()) close_until(*open_.rbegin());
  }

  /// The n-th line of a type, from 0.
  Json& line(const std::string& type, int n) {
    for (Json& each : lines) {
      if (each.at("type") == type && n-- == 0) return each;
    }
    return lines.front();
  }
  Json& batch(int n) { return line("batch", n); }
  /// The first batch with a late byte.
  Json& late_batch() {
    for (Json& each : lines) {
      if (each.at("type") == "batch" && each.at("totals").at("late_bytes") > 0) return each;
    }
    return lines.front();
  }

  std::string text() const {
    std::string all;
    for (const Json& each : lines) all += each.dump() + "\n";
    return all;
  }

  std::vector<Json> lines;

 private:
  struct Flow {
    std::int64_t tick;
    int series;
    Counts counts;
  };

  void add(Json line) {
    line["sequence"] = lines.size() + 1;
    lines.push_back(std::move(line));
  }

  int series_of(const GeneratedEntry& entry) {
    const std::string source = std::to_string(entry.source_as.value_or(Asn(0)).value());
    const std::string destination = std::to_string(entry.destination_as.value_or(Asn(0)).value());
    Json labels = {
        {"__name__", std::string("flow_") + flow_class_name(entry.flow_class) + "_bytes_total"},
        {"hostname", truth_.generator.routers.at(entry.router)},
        {"instance", "edge-1"},
        {"job", "flowbridge"}};
    bool folded = false;
    const bool receive = entry.flow_class == FlowClass::kReceive;
    if (receive || entry.flow_class == FlowClass::kTransmit) {
      labels["source_as"] = source;
      labels["destination_as"] = destination;
      const std::string& remote = receive ? source : destination;
      folded = folding_ == Folding::kEvenAs && (remote.back() - '0') % 2 == 0;
      labels["source_as_name"] = folded ? "other" : "AS" + source;
      labels["destination_as_name"] = folded ? "other" : "AS" + destination;
      if (folded) labels[receive ? "source_as" : "destination_as"] = "other";
    }
    if (entry.flow_class == FlowClass::kUnclassified) {
      labels["reason"] = unclassified_reason_name(entry.reason);
    }
    const auto [found, is_new] = series_.try_emplace(labels.dump(), series_.size());
    if (is_new) {
      add({{"type", "series"},
           {"series", found->second},
           {"kind", folded ? "folded" : "own_key"},
           {"labels", labels}});
    }
    return found->second;
  }

  void write_batch(int lane, Offset first, Offset next) {
    std::map<std::int64_t, std::map<int, Counts>> windows;
    std::uint64_t flows = 0;
    std::uint64_t bytes = 0;
    std::uint64_t late_bytes = 0;
    RecordPlan plan;
    for (Offset offset = first; offset < next; ++offset) {
      generator_.plan({lane, offset}, plan);
      const std::int64_t stamp = to_ms(plan.timestamp);
      highest_ = std::max(highest_, stamp);
      const bool late = last_ && stamp < *last_;
      const std::int64_t tick =
          late ? *last_ + kBookWindowMs : (stamp / kBookWindowMs + 1) * kBookWindowMs;
      for (const GeneratedEntry& entry : plan.entries) {
        if (entry.form != GeneratedForm::kFlow) continue;
        windows[tick][series_of(entry)] += entry.counts;
        ++flows;
        bytes += entry.counts.bytes;
        if (late) late_bytes += entry.counts.bytes;
      }
    }
    Json written = Json::array();
    for (const auto& [tick, sums] : windows) {
      open_.insert(tick);
      Json contributions = Json::array();
      for (const auto& [series, counts] : sums) {
        contributions.push_back({{"series", series},
                                 {"bytes", counts.bytes},
                                 {"packets", counts.packets},
                                 {"flows", counts.flows}});
      }
      written.push_back({{"tick_ms", tick}, {"contributions", contributions}});
    }
    add({{"type", "batch"},
         {"lane", lane},
         {"topic", truth_.topic},
         {"partition", lane},
         {"first_offset", first},
         {"next_offset", next},
         {"timestamp_max_ms", highest_},
         {"totals",
          {{"records", next - first},
           {"flows", flows},
           {"bytes", bytes},
           {"late_bytes", late_bytes}}},
         {"windows", written}});
  }

  void close_until(std::int64_t limit) {
    while (last_ || !open_.empty()) {
      const std::int64_t tick = last_ ? *last_ + kBookWindowMs : *open_.begin();
      if (tick > limit) return;
      add({{"type", "tick"},
           {"tick_ms", tick},
           {"previous_ms", tick - kBookWindowMs},
           {"width_ms", kBookWindowMs},
           {"excluded", Json::array()}});
      last_ = tick;
      open_.erase(tick);
    }
  }

  const Truth& truth_;
  const Generator generator_;
  const Folding folding_;
  std::map<std::string, int> series_;
  std::set<std::int64_t> open_;
  std::optional<std::int64_t> last_;
  std::int64_t highest_ = 0;
};

}  // namespace flowbridge
