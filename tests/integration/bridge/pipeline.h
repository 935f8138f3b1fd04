#pragma once
/// The programs of a pipeline, as a small language: given a Kafka and a store, when flows are made
/// and things go wrong, then the oracle is content.
///
/// Lifetime: owns the processes and their directory; ends them.      Threads: one.
/// Fails:    through GoogleTest, with the standard error of the program that failed.
/// Units:    limits are generous, so that a loaded machine passes.
///
///   Pipeline pipeline;
///   if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
///   pipeline.start_bridge();
///   pipeline.make_flows({"--records=3000"});
///   pipeline.expect_exact();

#include "support/child_process.h"
#include "support/mock_kafka.h"
#include "support/temporary_directory.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct PageAnswer {
  int status = 0;
  std::string body = {};
};

enum class Store {
  kPrometheus,   // the distribution's, 2.42: remote write 1.0
  kPrometheus3,  // the program that PROMETHEUS3_PROGRAM names: 2.0
  kVictoriaMetrics,
};

class Pipeline {
 public:
  /// More arguments for mockkafka.
  explicit Pipeline(const std::vector<std::string>& kafka_arguments = {});
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// False if its program is not installed. The same port and data after stop_store(). More
  /// arguments for the store.
  bool start_store(Store store, const std::vector<std::string>& more = {});
  void stop_store();

  /// With a --config.file that lists destinations; otherwise the store is the only one.
  void start_bridge(const std::vector<std::string>& more = {});
  /// The bridge with crash points, told where to die ("": nowhere); does not wait for anything.
  void launch_crashing_bridge(const std::string& crash_at);
  /// How it ended, and what it said.
  ExitStatus stop_bridge();
  void kill_bridge();
  ChildProcess& bridge() { return *bridge_; }
  std::string bridge_said() const;

  /// Runs flowgen to its end; a later call continues where the one before ended.
  void make_flows(const std::vector<std::string>& more);
  /// Runs flowgen beside everything else until end_flows().
  void begin_flows(const std::vector<std::string>& more);
  void end_flows();

  /// Waits until nothing is left to read, close or send.
  void wait_delivered();
  /// The store, the journal and the bridge's metrics are what the oracle makes of the truth; more
  /// arguments for it. Requires: the bridge has not yet deleted a part of the journal.
  void expect_exact(const std::vector<std::string>& more = {});
  /// But for the journal.
  void expect_exact_without_journal(const std::vector<std::string>& more = {});
  /// The destination is spoken to in this version, "1.0" or "2.0", every answer was a success, and
  /// only finding out that it is 1.0 has cost a request. Requires: all is delivered, to one that
  /// was never away.
  void expect_protocol(const std::string& version) const;
  /// Σ of a metric over its series, from the bridge's /metrics; absent if there is none.
  std::optional<double> metric(const std::string& name) const;
  int http_status(const std::string& path) const;
  /// What the bridge answers, whatever its status.
  std::string page(const std::string& path) const;
  /// The answer to a POST.
  PageAnswer post(const std::string& path) const;
  /// Σ of a metric over its series, from the store's own /metrics.
  std::optional<double> store_metric(const std::string& name) const;
  /// Of a PromQL query whose result is one number.
  std::optional<double> ask_store(const std::string& query) const;

  /// Where the store takes samples.
  std::string store_url() const;
  std::string state_path() const { return directory_.file("state"); }
  std::string truth_file() const { return directory_.file("truth.json"); }
  std::string journal_file() const { return directory_.file("journal.jsonl"); }
  MockKafka& kafka() { return kafka_; }

 private:
  std::vector<std::string> bridge_command(const char* program) const;
  std::vector<std::string> flowgen_command(const std::vector<std::string>& more) const;

  TemporaryDirectory directory_;
  MockKafka kafka_;
  std::uint16_t store_port_;
  std::uint16_t bridge_port_;
  std::optional<ChildProcess> store_;
  std::optional<ChildProcess> bridge_;
  std::optional<ChildProcess> flowgen_;
  std::string said_before_;
};

/// Runs flowbridge with these arguments to its end.
struct Ended {
  ExitStatus status;
  std::string said;
};
Ended run_bridge(const std::vector<std::string>& arguments);

}  // namespace flowbridge
