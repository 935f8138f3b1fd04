#pragma once
/// The whole bridge on fakes: broker, disk and receiver in memory, time as an argument.
///
/// A world produces flows, steps the two loops, crashes them, and knows the truth: which bytes
/// belong to which series and window, recomputed from what it produced and from nothing that the
/// bridge says.
///
/// Lifetime: owns everything.      Threads: one.
/// Fails:    live(), run_until_idle() and check() through GoogleTest.
/// Units:    as in base/time.h.
///
///   BridgeWorld world(seed, {});
///   world.produce(1000);
///   world.crash();
///   world.run_until_idle();
///   world.check();

#include "support/bridge_program.h"
#include "support/log.h"
#include "support/memory_directory.h"
#include "support/model_http_client.h"
#include "support/name_tables.h"
#include "support/scripted_record_source.h"

#include <map>
#include <memory>
#include <random>
#include <string>

namespace flowbridge {

struct WorldOptions {
  int partitions = 3;
  IngestOptions ingest{};
  DeliveryOptions delivery{};
  JournalOptions journal{};
  ReceiverOptions receiver{};
  UnixTime begin = unix_ms(1'700'000'000'000);
  /// Flows are to and from the first of our AS.
  ClassifierOptions classes{.own_as = {Asn(64496)}};
  /// Secrets of the destination.
  FileReader read_file{};
  /// Reaches a receiver of its own: then `http` is not used, and `receiver` is what check() looks
  /// at. It outlives the world.
  HttpClient* client = nullptr;
  /// How many AS there are on the other side, and routers.
  std::uint32_t remote_as_count = 12;
  int routers = 2;
};

/// Segments, checkpoints and requests so small that a test meets many of them.
WorldOptions small_world();

class BridgeWorld {
 public:
  static constexpr int kStepsAtOnce = 20;

  BridgeWorld(std::uint64_t seed, const WorldOptions& options);
  ~BridgeWorld();

  /// Appends records, one each `spacing` of event time, to random partitions.
  void produce(int records, Duration spacing = 100ms);
  /// Appends one record of `bytes` from AS `source` to ours, at `time`.
  void produce_one(int partition, std::uint32_t source, std::uint64_t bytes, UnixTime time);
  /// Event time, and with it the wall clock, goes on without records.
  void pass(Duration time);
  /// Time goes on by all clocks alike, and nothing runs meanwhile.
  void wait(Duration time);
  /// Likewise, and the loops run: kStepsAtOnce steps at the end of every 15 s.
  void live(Duration time);

  /// These are the names of remote AS from here on, also for a program that is down. Requires: what
  /// was produced before is read.
  void rename(const NamesByNumber& names);
  /// These are in PeeringDB from here on, likewise.
  void join(const PeeringByNumber& networks);

  /// One step of each loop. False if a loop ended with an error.
  bool step();
  void run(int steps);
  /// Steps until every window is closed and everything is delivered.
  void run_until_idle();

  /// The power goes: both loops are gone, unsynced bytes too; starts again.
  void crash();
  /// kill -9: both loops are gone; starts again.
  void kill();
  void stop();
  void start();
  /// A start that may be refused: `error` says why.
  bool try_start();

  /// Every series and window of the receiver is as it must be.
  void check();
  /// Totals only: for runs in which bytes are rightly late.
  void check_totals();

  ScriptedBroker broker;
  MemoryDisk disk;
  ReceiverModel receiver;
  ModelHttpClient http;
  CapturingLog log;
  Now now;
  WorldOptions options;
  std::optional<Error> error;

  IngestLoop& ingest() { return run_->ingest(); }
  DeliveryLoop& delivery() { return run_->delivery(0); }
  Hub& hub() { return run_->hub(); }
  /// For a table that others make, until rename() or a start; check() does not know its names.
  PublishedNames& names() { return run_->names(); }

 private:
  using Windows = std::map<UnixTime, std::uint64_t>;

  std::uint32_t own_as() const { return options.classes.own_as.front().value(); }
  std::string payload(const std::string& host, std::uint32_t source, std::uint32_t destination,
                      std::uint64_t bytes) const;
  void count(const std::string& metric, std::uint32_t source, std::uint32_t destination,
             const std::string& host, std::uint64_t bytes, UnixTime time);
  void recover();
  bool has_read_all();

  std::mt19937_64 random_;
  NamesByNumber names_;
  PeeringByNumber networks_;
  UnixTime event_time_;
  std::map<LabelSet, Windows> truth_;

  std::unique_ptr<ScriptedRecordSource> source_;
  std::unique_ptr<BridgeProgram> run_;
};

}  // namespace flowbridge
