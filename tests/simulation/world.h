#pragma once
/// A world for the bridge to live in, drawn from a seed: Kafka, disk, destinations, time.
///
/// The code under test is the production's: ledger, window, journal, series, delivery, and the two
/// loops. Around it, everything that can go wrong does, between any two actions. Invariants are
/// checked after every step. At the end all trouble stops, and what every destination holds must be
/// exactly what was produced.
///
/// Lifetime: owns everything.      Threads: one.
/// Fails:    run() says what was violated, and at which step; nothing if all held.
/// Units:    the true time is what producers and receivers go by; the bridge's own clocks differ.
///
///   World world(draw_plan(4711));
///   if (std::optional<Violation> violation = world.run()) report(*violation);

#include "simulation/network.h"
#include "simulation/plan.h"
#include "simulation/truth.h"
#include "simulation/unreliable_source.h"
#include "support/log.h"
#include "support/memory_directory.h"
#include "support/scripted_record_source.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowbridge {

struct Violation {
  /// Steps taken before.
  std::uint64_t step = 0;
  std::string what;
};

class World {
 public:
  explicit World(const Plan& plan);
  ~World();

  std::optional<Violation> run();

  /// Of everything that the destinations hold: equal for equal seeds.
  std::uint32_t digest() const;
  std::uint64_t steps() const { return steps_; }
  /// Writes what happens, a line each, to standard output.
  void trace() { tracing_ = true; }

 private:
  struct Destination {
    Destination(const DestinationPlan& plan, Draw draw)
        : receiver(plan.receiver), network(receiver, plan, draw) {}

    ReceiverModel receiver;
    Network network;
  };
  /// A stretch of trouble, in steps to go; 0 is none.
  struct Spells {
    int broker_down = 0;
    int partition_down = 0;
    int destination_down = 0;
    int disk_full = 0;
    int series_refused = 0;
  };

  // Time and traffic (world_traffic.cc).
  void pass(Duration time);
  void produce(int records);
  void produce_flow(std::int32_t partition);
  void append(std::int32_t partition, std::optional<UnixTime> stamp, const std::string& payload);
  bool is_read(std::int32_t partition) const;
  bool has_time(std::int32_t partition) const;

  // Trouble (world_trouble.cc).
  void make_trouble();
  void trouble_kafka();
  void trouble_disk();
  void trouble_destinations();
  void outage_of_hours();
  void live_through_outage();
  void rename();
  void repeer(std::uint32_t asn);
  void end_spells();
  void lose_unread_records();
  void replace_log();
  void cut_log(std::int32_t partition);
  bool is_cut_unnoticed(std::int32_t partition) const;
  bool is_at_rest(std::int32_t partition) const;
  void plan_death();
  void heal();

  // The program's life (world.cc).
  void start();
  void die(bool power_cut);
  void step_ingest();
  void step_delivery(std::size_t destination);
  void handle(const Error& error);
  /// Tells the truth with which names the next step reads.
  void watch_names();
  void run_until_idle();
  bool has_counted_all();
  bool is_idle();
  std::string what_is_left();

  // Invariants (world_checks.cc).
  void violate(const std::string& what);
  void note(const std::string& what);
  void check_step();
  void check_quota();
  void check_losses_over_quota();
  void check_recovery();
  void watch_losses();
  void watch_cut(const Lane& lane);
  /// Tells the truth what the lane has missed so far, for good.
  void settle(std::int32_t partition, const Lane& lane);
  void check_end();
  Strictness strictness(std::size_t destination) const;

  Now bridge_now() const;

  // Constant after construction.
  Plan plan_;

  Draw trouble_;
  Draw traffic_;
  Draw renaming_;
  ScriptedBroker broker_;
  MemoryDisk disk_;
  std::vector<std::unique_ptr<Destination>> destinations_;
  NullLog log_;

  UnixTime true_time_;
  std::chrono::microseconds elapsed_{0};
  Duration wall_offset_;

  // What the broker holds, by partition: the end, and from where on.
  std::vector<std::int64_t> ends_;
  std::vector<std::int64_t> lows_;
  Truth truth_;
  // What is published, and what the running program has taken.
  Naming naming_;
  Naming naming_in_use_;
  // By partition: ranges that the bridge says were deleted before it read them; those beyond what
  // is durable come back with a crash.
  struct Loss {
    std::int64_t first;
    std::int64_t end;
  };
  std::vector<std::vector<Loss>> losses_;
  std::vector<std::uint64_t> lost_before_;
  // A partition that was cut from `cut` on, when the bridge was at `next` with that tail; `end` is
  // where it went on when it noticed. By partition, until the next cut.
  struct Cut {
    std::int64_t cut;
    std::int64_t next;
    std::optional<RecordMark> tail;
    std::optional<std::int64_t> end;

    bool is_noticed(const Lane& lane) const { return lane.next != next || lane.tail != tail; }
  };
  std::map<std::int32_t, Cut> cuts_;
  // Partitions that have been cut: where their lanes began says nothing any more.
  std::set<std::int32_t> were_cut_;

  std::unique_ptr<ScriptedRecordSource> client_;
  std::unique_ptr<UnreliableSource> source_;
  std::unique_ptr<BridgeProgram> run_;
  int starts_ = 0;

  Spells spells_;
  // The disk was told to fail since the last start, or the process to die.
  bool may_fail_ = false;
  // While all is counted: a tick after the last window that has anything.
  std::optional<UnixTime> last_needed_;
  // Steps in a row, of an outage, in which the journal was at its quota.
  int full_steps_ = 0;
  // No delivery loop has anything to do but wait.
  bool deliveries_wait_ = false;
  bool tracing_ = false;
  std::optional<UnixTime> traced_tick_;
  std::uint64_t steps_ = 0;
  std::optional<Violation> violation_;
};

}  // namespace flowbridge
