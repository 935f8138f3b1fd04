#include "support/bridge_program.h"

#include "base/check.h"

#include <utility>

namespace flowbridge {

BridgeProgram::BridgeProgram(const BridgeProgramOptions& options, StateDirectory state)
    : state_(std::move(state)),
      decoder_(make_decoder(FlowFormat::kPmacctJson)),
      classifier_(options.classes),
      hosts_(HostTableOptions{}),
      names_(options.names ? options.names : std::make_shared<const AsNames>()) {}

Result<std::unique_ptr<BridgeProgram>> BridgeProgram::start(BridgeProgramPorts ports,
                                                            const BridgeProgramOptions& options) {
  FB_CHECK(ports.http.size() == options.deliveries.size());
  Result<StateDirectory> state = StateDirectory::open(std::move(ports.root), options.writer);
  if (!state) return state.error();
  std::unique_ptr<BridgeProgram> run(new BridgeProgram(options, *std::move(state)));

  Result<std::unique_ptr<Journal>> journal = Journal::open(run->state_.journal(), options.journal);
  if (!journal) return journal.error();
  run->journal_ = *std::move(journal);

  IngestOptions ingest_options = options.ingest;
  ingest_options.partitions.writer_id = std::to_string(options.writer.writer_id);
  const IngestPorts ingest{ports.source,     *run->journal_, run->state_.journal(), *run->decoder_,
                           run->classifier_, run->hosts_,    run->names_,           run->hub_,
                           ports.log,        [] {}};
  Result<std::unique_ptr<IngestLoop>> ingest_loop = IngestLoop::recover(ingest, ingest_options);
  if (!ingest_loop) return ingest_loop.error();
  run->ingest_ = *std::move(ingest_loop);

  std::function<Scrape()> own;
  if (options.pushes_own) own = [] { return Scrape{}; };
  for (std::size_t i = 0; i < options.deliveries.size(); ++i) {
    DeliveryOptions delivery_options = options.deliveries[i];
    delivery_options.instance = options.writer.instance;
    Result<std::unique_ptr<Directory>> directory = run->state_.destination(delivery_options.name);
    if (!directory) return directory.error();
    run->destinations_.push_back(*std::move(directory));
    const DeliveryPorts delivery{run->state_.journal(),
                                 run->journal_->index(),
                                 *run->destinations_.back(),
                                 *ports.http[i],
                                 run->hub_,
                                 ports.log,
                                 ports.read_file,
                                 own};
    Result<std::unique_ptr<DeliveryLoop>> loop = DeliveryLoop::recover(delivery, delivery_options);
    if (!loop) return loop.error();
    run->deliveries_.push_back(*std::move(loop));
  }
  return run;
}

}  // namespace flowbridge
