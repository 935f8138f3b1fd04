#pragma once
/// What one seed stands for: options, traffic, and what goes wrong.
///
/// Each seed turns a few kinds of trouble on and leaves the others off, so that every combination
/// is met and most worlds stay strict: in a strict world nothing that happens excuses a byte from
/// its own window.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never.
/// Units:    chances are per thousand steps, records or requests, as named.
///
///   const Plan plan = draw_plan(4711);

#include "simulation/naming.h"
#include "simulation/rules.h"
#include "support/bridge_program.h"
#include "support/receiver_model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr std::uint32_t kFirstRemoteAs = 1000;

/// Per thousand records.
struct TrafficPlan {
  std::uint32_t remote_as_count = 4;
  int routers = 2;
  /// Between two steps.
  Duration pause_min = 10ms;
  Duration pause_max = 400ms;
  /// In a pause.
  int records_max = 4;
  std::uint64_t bytes_min = 1;
  std::uint64_t bytes_max = 100'000;
  /// How long a record takes to reach Kafka, within what `lateness` allows.
  Duration delay_max = 0ms;
  int late = 0;        // stamped minutes ago
  int ahead = 0;       // stamped by a clock that is far ahead
  int unstamped = 0;   // no Kafka timestamp
  int not_a_flow = 0;  // malformed, tombstones
};

/// Per thousand steps.
struct TroublePlan {
  // The process and its disk.
  int power_cut = 0;
  int kill = 0;
  int death_within_step = 0;
  int disk_error = 0;
  int disk_full = 0;
  // Kafka.
  int broker_down = 0;
  int partition_down = 0;
  int retention = 0;
  int loss_while_away = 0;
  int added_partition = 0;
  int log_replaced = 0;  // cut short, or made anew
  int skipped_offsets = 0;
  /// Per thousand records.
  int delivered_twice = 0;
  int client_skips = 0;
  // Destinations.
  int destination_down = 0;
  int series_refused = 0;
  int outage_of_hours = 0;
  // Names, and who is in PeeringDB: while it runs; once they change, at many starts too.
  int rename = 0;
  /// Per thousand starts: another --as-names and --asn-db.peeringdb.
  int names_elsewhere = 0;
  // Time.
  int silence = 0;
  int wall_jump = 0;
};

/// Per thousand requests.
struct NetworkPlan {
  Duration latency_max = 20ms;
  int request_lost = 0;
  int answer_lost = 0;
  int arrives_late = 0;  // after the sender gave up
  int unavailable = 0;
  int throttled = 0;
};

struct DestinationPlan {
  ReceiverOptions receiver{};
  /// Others write to it, too: what it takes moves on with the time, not with what we send.
  bool is_shared = false;
  SentRules rules = SentRules::kNone;
  NetworkPlan network{};
};

struct Plan {
  std::uint64_t seed = 0;
  int steps = 100;
  int partitions = 2;
  BridgeProgramOptions program{};
  std::vector<DestinationPlan> destinations{};
  NamesWhere names_where = NamesWhere::kLabels;
  bool has_peering = false;
  TrafficPlan traffic{};
  TroublePlan trouble{};
  /// The bridge's wall clock against the true one; a monotonic clock that is this much too fast.
  Duration wall_offset{0};
  int drift_per_million = 0;
  /// How often the delivery loops get a step: per thousand.
  int delivery_share = 1000;

  /// R22: no destination keeps the journal at its quota, which an outage reaches.
  bool all_give_way = false;

  /// Every on-time record must be in its own window.
  bool windows_exact = true;
  /// Each series is known by its key: nothing folds (R13), nothing is forgotten (R12).
  bool series_exact = true;
  /// It is known with which names each record was read: none is deleted unread.
  bool names_exact = true;
  /// Every stale marker arrives: nothing is left out for minutes (R19, R20).
  bool markers_exact = true;
};

Plan draw_plan(std::uint64_t seed);
/// What matters when a violation is looked into, in one line.
std::string describe(const Plan& plan);

}  // namespace flowbridge
