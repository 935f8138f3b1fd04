#pragma once
/// What must be at every destination, from what was produced and nothing that the bridge says.
///
/// A naive model: every flow with its series, its window and its offset. Offsets that the broker
/// deleted before they were counted are taken out again. check() compares a receiver's samples with
/// it by adding them up, as `increase()` would: a fall is a counter that begins again.
///
/// A flow counts under the name that its AS had when the bridge read it for good (R11), or under
/// none, so the truth is told which names the bridge has been given, and how far it had read by
/// then. What info gauges must say is gauge_truth.h's.
///
/// Lifetime: owns all its state.      Threads: one.
/// Fails:    check() returns sentences; none if all is as it must be.
/// Units:    bytes, packets, flows; windows are named by their tick.
///
///   truth.add({.partition = 0, .offset = 17, .stamp = stamp, .bytes = 400, .series = key});
///   for (const std::string& wrong : truth.check(receiver, strictness)) report(wrong);

#include "simulation/naming.h"
#include "simulation/rules.h"
#include "support/receiver_model.h"

#include <array>
#include <map>
#include <optional>
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
  /// The AS whose name is a label that changes; 0 if there is none.
  std::uint32_t remote_as = 0;
  /// It reached Kafka while its window could not be closed yet.
  bool on_time = true;
};

struct Strictness {
  /// Of every series with on-time flows only.
  bool windows = true;
  /// Otherwise only the sums over a router and class hold (R13), and values may fall after a stale
  /// marker (R12).
  bool series = true;
  /// Otherwise only the sums over all names hold.
  bool names = true;
  /// What bears a name of before has ended (R11).
  bool markers = true;
  /// Each info gauge lives as long as the AS's series.
  bool gauges = true;
  /// Of series that rules make equal (R8) one is sent: some of what was produced, and no more.
  bool totals = true;
  /// Otherwise another series may go on under the same labels, with a 0 of its own.
  bool one_counter = true;
  SentRules rules = SentRules::kNone;
  Duration width{0};
};

/// How far a partition has been read, and how far of that is journalled.
struct ReadUntil {
  std::int64_t next = 0;
  std::int64_t journalled = 0;
};

class Truth {
 public:
  void add(ProducedFlow flow) { flows_.push_back({std::move(flow), {}}); }
  /// A bridge begins with these names, or goes on with them, when the newest tick is `tick`.
  void name(const Naming& naming, std::optional<UnixTime> tick);
  /// What was read, and is not journalled, takes the newest names where neither the name it has nor
  /// the newest one is that of a series.
  void rename_unjournalled(const std::map<std::int32_t, ReadUntil>& read);
  /// The partition is read with the newest names from here on.
  void read_from(std::int32_t partition, std::int64_t offset);
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
  struct Flow : ProducedFlow {
    /// What its label said when it was read.
    std::string as_name;
  };

  ByName expected(const std::string& measure, const Strictness& strictness) const;
  void check_markers(const ReceiverModel& receiver, Duration width,
                     std::vector<std::string>& wrong) const;
  /// The newest tick when the bridge left a name for another one; nothing if it still has it.
  std::optional<UnixTime> left_at(std::uint32_t remote_as, const std::string& as_name) const;

  std::vector<Flow> flows_;
  // In the order in which the bridge took them; the last ones are in use.
  std::vector<NamingSince> namings_;
  std::set<std::pair<std::int32_t, std::int64_t>> lost_;
};

}  // namespace flowbridge
