#pragma once
/// One run of the program over fakes: what cmd/flowbridge/wiring.cc builds, without threads.
///
/// Whoever drives it calls the loops' steps. To destroy it is to kill it: nothing is made durable
/// that was not; the disk decides what is left.
///
/// Lifetime: borrows the ports, which outlive it; owns everything between them.
/// Threads:  one.
/// Fails:    start: as the state directory, the journal and the loops fail to recover.
/// Units:    none.
///
///   Result<std::unique_ptr<BridgeProgram>> run = BridgeProgram::start(ports, options);
///   Result<StepOutcome> step = (*run)->ingest().step(now);

#include "bridge/delivery_loop.h"
#include "bridge/ingest_loop.h"
#include "journal/state_directory.h"

#include <memory>
#include <vector>

namespace flowbridge {

struct BridgeProgramOptions {
  WriterIdentity writer{.writer_id = 1, .instance = "edge-1"};
  ClassifierOptions classes{};
  /// To begin with; null: those that every table knows.
  std::shared_ptr<const AsNames> names{};
  JournalOptions journal{};
  IngestOptions ingest{};
  /// One per destination, named apart.
  std::vector<DeliveryOptions> deliveries{};
  /// Some of our own metrics, as if there were no others.
  bool pushes_own = false;
};

struct BridgeProgramPorts {
  /// Opens the state directory anew for each run.
  std::unique_ptr<Directory> root;
  RecordSource& source;
  /// One per destination.
  std::vector<HttpClient*> http;
  Log& log;
  /// Of secrets.
  FileReader read_file = {};
};

class BridgeProgram final {
 public:
  static Result<std::unique_ptr<BridgeProgram>> start(BridgeProgramPorts ports,
                                                      const BridgeProgramOptions& options);

  IngestLoop& ingest() { return *ingest_; }
  DeliveryLoop& delivery(std::size_t destination) { return *deliveries_[destination]; }
  std::size_t deliveries() const { return deliveries_.size(); }
  Hub& hub() { return hub_; }
  Journal& journal() { return *journal_; }
  /// From the next step of ingest on.
  PublishedNames& names() { return names_; }

 private:
  BridgeProgram(const BridgeProgramOptions& options, StateDirectory state);

  StateDirectory state_;
  std::unique_ptr<Journal> journal_;
  std::vector<std::unique_ptr<Directory>> destinations_;
  std::unique_ptr<Decoder> decoder_;
  Classifier classifier_;
  HostTable hosts_;
  PublishedNames names_;
  Hub hub_;
  std::unique_ptr<IngestLoop> ingest_;
  std::vector<std::unique_ptr<DeliveryLoop>> deliveries_;
};

}  // namespace flowbridge
