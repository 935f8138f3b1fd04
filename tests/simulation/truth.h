#pragma once
/// What must be at every destination, from what was produced and nothing that the bridge says.
///
/// A naive model: every flow with its series, its window and its offset. Offsets that the broker
/// deleted before they were counted are taken out again. check() compares a receiver's samples with
/// it by adding them up, as `increase()` would: a fall is a counter that begins again.
///
/// Lifetime: owns all its state.      Threads: one.
/// Fails:    check() returns sentences; none if all is as it must be.
/// Units:    bytes, packets, flows; windows are named by their tick.
///
///   truth.add({.partition = 0, .offset = 17, .stamp = stamp, .bytes = 400, .series = key});
///   for (const std::string& wrong : truth.check(receiver, strictness)) report(wrong);

#include "support/receiver_model.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

/// A series by what identifies it, without the measure and without names: "receive 1001 64496
/// bdr1".
using SeriesName = std::string;

struct ProducedFlow {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  UnixTime stamp{};
  std::uint64_t bytes = 0;
  std::uint64_t packets = 1;
  SeriesName series;
  /// It reached Kafka while its window could not be closed yet.
  bool on_time = true;
};

struct Strictness {
  /// Of every series with on-time flows only.
  bool windows = true;
  /// Otherwise only the sums over a router and class hold (R13).
  bool series = true;
  /// Otherwise values may fall after a stale marker (R12).
  Duration width{0};
};

class Truth {
 public:
  void add(ProducedFlow flow) { flows_.push_back(std::move(flow)); }
  /// The broker deleted these offsets before they were counted.
  void lose(std::int32_t partition, std::int64_t first, std::int64_t end);
  /// The partition was cut from `cut` on when the bridge had counted what lies before `counted`:
  /// what was lost is forgotten, what was counted stays, and the offsets are given out again.
  void cut(std::int32_t partition, std::int64_t cut, std::int64_t counted);
  /// Of a partition, without what was lost.
  std::uint64_t bytes(std::int32_t partition) const;

  /// `metric_suffixes`: of the measures that are sent, like "bytes".
  std::vector<std::string> check(const ReceiverModel& receiver,
                                 const std::vector<std::string>& measures,
                                 const Strictness& strictness) const;

 private:
  struct Expected {
    std::map<UnixTime, std::uint64_t> windows;
    std::uint64_t total = 0;
    bool on_time = true;
  };
  using ByName = std::map<SeriesName, Expected>;

  ByName expected(const std::string& measure, const Strictness& strictness) const;

  std::vector<ProducedFlow> flows_;
  std::set<std::pair<std::int32_t, std::int64_t>> lost_;
};

}  // namespace flowbridge
